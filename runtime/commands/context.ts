import { connect, type Sql } from '../../db/client.ts'
import { type Config, readConfig } from '../config.ts'
import { prepareDatabase } from '../database.ts'
import { openHome, readState } from '../home.ts'
import { type Log, openLog } from '../log.ts'
import { startPostgres } from '../postgres/server.ts'
import { inScope, type Scope } from '../scope.ts'
import { homeKey, type SecretBox, secretBox } from '../secret-box.ts'
import { takeOrJoinHome } from '../take-home.ts'

export type CommandContext = {
  sql: Sql
  config: Config
  /** real path of the home */
  home: string
  log: Log
  secrets: SecretBox
  /** where people find the pages, without a slash at its end */
  webUrl: string
  /** aborted by Ctrl-C or SIGTERM: end soon, what is committed stays */
  signal: AbortSignal
}

/**
 * Gives a command the shop's database: DATABASE_URL, that of the home that runs, or else the home's own,
 * started for this command alone.
 * @throws CommandError when the home is neither free nor ready within a minute.
 */
export function withDatabase<T>(work: (context: CommandContext) => Promise<T>): Promise<T> {
  return inScope(async (scope) => {
    const config = readConfig()
    const home = openHome(config.home)
    const log = openLog({ ...config, home })
    scope.log = log
    const url = config.databaseUrl ?? (await databaseOfHome(home, log, scope))
    await prepareDatabase(url, log, scope.signal)
    const sql = connect(url, { max: 4, name: 'kickstand-command' })
    scope.onClose(() => sql.end({ timeout: 5 }))
    return work({
      sql,
      config,
      home,
      log,
      secrets: secretBox(homeKey(config, home)),
      webUrl: webUrlOf(config, home),
      signal: scope.signal,
    })
  })
}

async function databaseOfHome(home: string, log: Log, scope: Scope): Promise<string> {
  const place = await takeOrJoinHome(home, commandName(), scope.signal)
  if ('running' in place) return place.running.databaseUrl
  scope.onClose(() => place.lock.release())
  const postgres = await startPostgres({ home, log, signal: scope.signal, preferredPort: undefined })
  scope.onClose(() => postgres.stop())
  return postgres.url
}

function webUrlOf({ publicUrl, port }: Config, home: string): string {
  return publicUrl ?? readState(home)?.url ?? `http://localhost:${port}`
}

/** For the message to whoever finds the home taken. */
function commandName() {
  return process.argv.slice(2, 4).join(' ')
}
