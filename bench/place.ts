import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { connect, migrate, type Sql } from '../db/client.ts'
import { type Config, readConfig } from '../runtime/config.ts'
import { openHome } from '../runtime/home.ts'
import { type Log, openLog } from '../runtime/log.ts'
import type { Scope } from '../runtime/scope.ts'
import { installSdkRuntime } from '../runtime/sdk-runtime.ts'
import { startServices } from '../runtime/services.ts'
import type { Services } from '../runtime/surroundings.ts'
import { findTemporalProgram } from '../runtime/temporal/program.ts'
import { temporalCli } from '../runtime/temporal/programs.ts'
import { programVersion } from '../runtime/temporal/version.ts'
import { type Machine, processors } from './table.ts'

const buildFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'build')

export interface Database {
  url: string
  /** As many connections as the product's worker and web server have each. */
  connect(max: number): Sql
}

/** Servers as the product runs them, in a home that is gone afterwards. */
export interface Place {
  config: Config
  home: string
  log: Log
  temporal: Services['temporal']
  scope: Scope
  machine: Machine
  /** A migrated and empty database; its pools are closed with the scope. */
  database(name: string, scope: Scope): Promise<Database>
}

/** The home stands in the project, since a folder for temporary files may be no disk at all. */
export async function openPlace(scope: Scope): Promise<Place> {
  const config = await benchConfig(scope)
  const { home } = config
  scope.onClose(() => removeHome(home))
  const log = openLog(config)
  installSdkRuntime(log)
  const services = await startServices(config, { home, log, signal: scope.signal, say })
  scope.onClose(() => services.stop())
  const { temporal, databaseUrl } = services
  return {
    config,
    home,
    log,
    scope,
    temporal,
    machine: await describe(databaseUrl, config.temporalCliPath ?? ''),
    database: (name, opener) => makeDatabase(databaseUrl, name, opener),
  }
}

/** Measures with the place, and closes what that opened: two workers would take each other's orders. */
export async function measureAt<T>(place: Place, measure: (place: Place) => Promise<T>): Promise<T> {
  const closing: (() => unknown)[] = []
  const scope = { ...place.scope, onClose: (close: () => unknown) => closing.push(close) }
  try {
    return await measure({ ...place, scope })
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

async function benchConfig({ signal }: Scope): Promise<Config> {
  const search = { named: process.env[temporalCli.variable], cache: join(buildFolder, 'bin'), signal, say }
  const program = await findTemporalProgram(temporalCli, search)
  mkdirSync(buildFolder, { recursive: true })
  const home = openHome(mkdtempSync(join(realpathSync(buildFolder), 'bench-')))
  chmodSync(home, 0o755)
  return readConfig({
    KICKSTAND_HOME: home,
    TEMPORAL_CLI_PATH: program,
    KICKSTAND_OWNER_EMAIL: 'owner@shop.test',
    KICKSTAND_OWNER_PASSWORD: 'a bench, not a shop',
    LOG_LEVEL: 'warn',
  })
}

async function makeDatabase(serverUrl: string, name: string, scope: Scope): Promise<Database> {
  const admin = postgres(serverUrl, { max: 1 })
  await admin`create database ${admin(name)}`.finally(() => admin.end())
  const url = Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href
  await migrate(url)
  return {
    url,
    connect(max) {
      const sql = connect(url, { max, name: 'kickstand-bench' })
      scope.onClose(() => sql.end({ timeout: 5 }))
      return sql
    },
  }
}

async function describe(databaseUrl: string, program: string): Promise<Machine> {
  const sql = postgres(databaseUrl, { max: 1 })
  const [row] = await sql<{ version: string; fsync: string; sync: string }[]>`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as sync`.finally(() => sql.end())
  return {
    ...processors(),
    postgres: row?.version ?? 'unknown',
    fsync: row?.fsync ?? 'unknown',
    synchronousCommit: row?.sync ?? 'unknown',
    temporal: (await programVersion(program)) ?? 'unknown',
  }
}

/** As root, PostgreSQL's files may lie elsewhere; the home notes where. */
function removeHome(home: string) {
  const note = join(home, 'postgres-folder')
  if (existsSync(note)) rmSync(readFileSync(note, 'utf8').trim(), { recursive: true, force: true })
  rmSync(home, { recursive: true, force: true })
}
