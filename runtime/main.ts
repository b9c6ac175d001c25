import { Command } from 'commander'
import { CommandError } from './command-error.ts'
import { accountCommand } from './commands/account.ts'
import { backupCommand } from './commands/backup.ts'
import { envCommand } from './commands/env.ts'
import { eraseCommand } from './commands/erase.ts'
import { importCommand } from './commands/import.ts'
import { keyCommand } from './commands/key.ts'
import { replayCommand } from './commands/replay.ts'
import { restoreCommand } from './commands/restore.ts'
import { sourceCommand } from './commands/source.ts'
import { storeCommand } from './commands/store.ts'
import { userCommand } from './commands/user.ts'
import { verifyCommand } from './commands/verify.ts'
import { readConfig } from './config.ts'

// Loaded when asked for: the SDK's worker alone takes half a second.
const starts = () => import('./start.ts')

const kickstand = new Command('kickstand')
  .description('An order desk for shops that sell online and over the counter')
  .showHelpAfterError()

kickstand
  .command('start')
  .description('run everything in one process')
  .action(async () => (await starts()).start(readConfig()))
kickstand
  .command('services')
  .description('run the embedded PostgreSQL and Temporal alone')
  .action(async () => (await starts()).startServicesAlone(readConfig()))
kickstand
  .command('worker')
  .description('run one more worker, beside a running home or on DATABASE_URL and TEMPORAL_ADDRESS')
  .action(async () => (await starts()).startPart('worker', readConfig()))
kickstand
  .command('web')
  .description('run one more web server, beside a running home or on DATABASE_URL and TEMPORAL_ADDRESS')
  .action(async () => (await starts()).startPart('web', readConfig()))
for (const command of [
  storeCommand,
  sourceCommand,
  accountCommand,
  importCommand,
  userCommand,
  replayCommand,
  verifyCommand,
  eraseCommand,
  keyCommand,
  backupCommand,
  restoreCommand,
  envCommand,
])
  kickstand.addCommand(command())

try {
  await kickstand.parseAsync()
  process.exit()
} catch (error) {
  process.stderr.write(`${inWords(error)}\n`)
  process.exit(isStop(error) ? 0 : 1)
}

function inWords(error: unknown): string {
  if (isStop(error)) return 'Stopped'
  if (error instanceof CommandError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Told to stop while it still started. */
function isStop(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
