import { connect, type Sql } from '../../db/client.ts'
import { type Config, readConfig, type TemporalSettings } from '../config.ts'
import { prepareDatabase } from '../database.ts'
import { openHome, readState } from '../home.ts'
import { type Log, openLog } from '../log.ts'
import { startPostgres } from '../postgres/server.ts'
import { inScope, type Scope } from '../scope.ts'
import { homeKey, type SecretBox, secretBox } from '../secret-box.ts'
import { embedded } from '../services.ts'
import { takeOrJoinHome } from '../take-home.ts'
import { startTemporal } from '../temporal/server.ts'

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

/** A command's shop with its engine; null where none could be reached or started. */
export type EngineContext = CommandContext & { temporal: TemporalSettings | null }

/**
 * Gives a command the shop's database: DATABASE_URL, that of the home that runs, or else the home's own,
 * started for this command alone.
 * @throws CommandError when the home is neither free nor ready within a minute.
 */
export function withDatabase<T>(work: (context: CommandContext) => Promise<T>): Promise<T> {
  return inScope(async (scope) => {
    const config = readConfig()
    const { home, log } = openLogged(config, scope)
    const url = config.databaseUrl ?? (await ownDatabase(await placeOf(home, scope), home, log, scope))
    return work(await contextOf(config, home, log, url, scope))
  })
}

/**
 * The same, and the shop's Temporal: TEMPORAL_ADDRESS, that of the home that runs, or else the home's own, started for
 * this command alone. No worker: what is open does not go on meanwhile.
 * @throws CommandError when the home is neither free nor ready within a minute.
 */
export function withEngine<T>(work: (context: EngineContext) => Promise<T>): Promise<T> {
  return inScope(async (scope) => {
    const config = readConfig()
    const { home, log } = openLogged(config, scope)
    const isOutside = config.databaseUrl !== undefined && config.temporal !== undefined
    const place = isOutside ? null : await placeOf(home, scope)
    const url = config.databaseUrl ?? (place ? await ownDatabase(place, home, log, scope) : '')
    const temporal = config.temporal ?? (place ? await ownTemporal(place, home, config, log, scope) : null)
    return work({ ...(await contextOf(config, home, log, url, scope)), temporal })
  })
}

function openLogged(config: Config, scope: Scope): { home: string; log: Log } {
  const home = openHome(config.home)
  const log = openLog({ ...config, home })
  scope.log = log
  return { home, log }
}

async function contextOf(
  config: Config,
  home: string,
  log: Log,
  url: string,
  scope: Scope,
): Promise<CommandContext> {
  await prepareDatabase(url, log, scope.signal)
  const sql = connect(url, { max: 4, name: 'kickstand-command' })
  scope.onClose(() => sql.end({ timeout: 5 }))
  return {
    sql,
    config,
    home,
    log,
    // Asked for when it is used: whoever ends an interrupted change of the key has none yet.
    get secrets() {
      return secretBox(homeKey(config, home))
    },
    webUrl: webUrlOf(config, home),
    signal: scope.signal,
  }
}

type PlaceOfHome = Awaited<ReturnType<typeof takeOrJoinHome>>

async function placeOf(home: string, scope: Scope): Promise<PlaceOfHome> {
  const place = await takeOrJoinHome(home, commandName(), scope.signal)
  if ('lock' in place) scope.onClose(() => place.lock.release())
  return place
}

async function ownDatabase(place: PlaceOfHome, home: string, log: Log, scope: Scope): Promise<string> {
  if ('running' in place) return place.running.databaseUrl
  const postgres = await startPostgres({ home, log, signal: scope.signal, preferredPort: undefined })
  scope.onClose(() => postgres.stop())
  return postgres.url
}

async function ownTemporal(
  place: PlaceOfHome,
  home: string,
  { temporalCliPath }: Config,
  log: Log,
  scope: Scope,
): Promise<TemporalSettings | null> {
  if ('running' in place) return embedded(place.running.temporalAddress, place.running.namespace)
  try {
    const say = (line: string) => process.stderr.write(`${line}\n`)
    const start = { home, log, signal: scope.signal, preferredPort: undefined }
    const temporal = await startTemporal({ ...start, programPath: temporalCliPath, say })
    scope.onClose(() => temporal.stop())
    return embedded(temporal.address)
  } catch (error) {
    scope.signal.throwIfAborted()
    log.warn({ err: error }, 'Temporal could not be started for a command')
    return null
  }
}

function webUrlOf({ publicUrl, port }: Config, home: string): string {
  return publicUrl ?? readState(home)?.url ?? `http://localhost:${port}`
}

/** For the message to whoever finds the home taken. */
function commandName() {
  return process.argv.slice(2, 4).join(' ')
}
