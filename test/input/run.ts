import { spawn } from 'node:child_process'

/**
 * `npm run test:fuzz`: the tests of bad input, tried far more often than with the suite, and the API fuzzed from its
 * own description. What is named behind it is handed to vitest. Rounds and seconds: KICKSTAND_FUZZ_ROUNDS (20),
 * KICKSTAND_FUZZ_SECONDS (120). Half an hour on two busy cores, of which forms take ten minutes.
 */
const rounds = process.env.KICKSTAND_FUZZ_ROUNDS || '20'
const env = { ...process.env, KICKSTAND_FUZZ_ROUNDS: rounds }
const words = ['run', 'test/input', ...process.argv.slice(2)]
const child = spawn('node_modules/.bin/vitest', words, { stdio: 'inherit', env })
child.once('exit', (code) => process.exit(code ?? 1))
