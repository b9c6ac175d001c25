import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `npm test`: types, lint and every suite. Ends with one line, "N passed, N failed", of all together;
 * what is named behind it is handed to vitest (`npm test -- --project unit`).
 */
const selected = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'kickstand-results-'))
const results = join(folder, 'results.json')
const bin = (name: string) => join('node_modules', '.bin', name)

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const steps: [string, string[]][] =
  selected.length > 0
    ? []
    : [
        ['types', [bin('tsc'), '--noEmit']],
        ['lint', [bin('biome'), 'ci', '--error-on-warnings', '.']],
      ]

const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
for (const [name, command] of steps) {
  const isGood = (await run(command)) === 0
  counts[isGood ? 'passed' : 'failed']++
  process.stdout.write(`${isGood ? '✓' : '✗'} ${name}\n`)
}
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
const exitCode = await run([bin('vitest'), 'run', ...reporters, ...selected])
add(counts, countsOf(results, exitCode))
rmSync(folder, { recursive: true, force: true })
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`)
process.exit(counts.failed > 0 || exitCode !== 0 ? 1 : 0)

function run([command = '', ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/** A run that ended badly without a failed test (a fault outside of tests) counts as one. */
function countsOf(file: string, code: number): Counts {
  try {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(file, 'utf8'))
    return {
      passed: numPassedTests,
      failed: numFailedTests || (code === 0 ? 0 : 1),
      skipped: numPendingTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

function add(sum: Counts, more: Counts): void {
  sum.passed += more.passed
  sum.failed += more.failed
  sum.skipped += more.skipped
}
