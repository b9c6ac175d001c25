import { createReadStream, existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { connect, type Sql } from '../../db/client.ts'
import { type Beginning, markOfKey } from '../backup/manifest.ts'
import { readBackup } from '../backup/read.ts'
import { CommandError } from '../command-error.ts'
import { type Config, readConfig } from '../config.ts'
import { openHome } from '../home.ts'
import { openLog } from '../log.ts'
import { startPostgres } from '../postgres/server.ts'
import { inScope, type Scope } from '../scope.ts'
import { homeKey } from '../secret-box.ts'
import { takeHome } from '../take-home.ts'
import { type Progress, showProgress } from './progress.ts'

export function restoreCommand(): Command {
  return new Command('restore')
    .description('fill a new home, or an empty database, with what a backup holds')
    .argument('<file>', 'made by `kickstand backup`')
    .action((file: string) => inScope((scope) => restore(resolve(file), scope)))
}

async function restore(file: string, scope: Scope): Promise<void> {
  const config = readConfig()
  const size = sizeOf(file)
  const home = openHome(config.home)
  const lock = await takeHome(home, 'restore', scope.signal)
  scope.onClose(() => lock.release())
  const log = openLog({ ...config, home })
  scope.log = log
  const url = config.databaseUrl ?? (await ownDatabase(home, scope))
  await emptied(url, config)
  const progress = showProgress(size)
  let key: KeyTold = 'same'
  try {
    const { beginning, rows } = await readBackup({
      url,
      bytes: bytesOf(file, progress),
      onBeginning(told, ownKey) {
        key = keepKey(config, home, told, ownKey)
      },
      signal: scope.signal,
    })
    progress.end()
    log.info({ madeAt: beginning.madeAt, rows }, 'A backup was restored')
    process.stdout.write(`${told(beginning, rows, key)}\n`)
  } finally {
    progress.end()
  }
}

async function* bytesOf(file: string, progress: Progress): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    progress.advance(bytes.length)
    yield bytes as Buffer
  }
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new CommandError(`There is no file ${file}`)
  return found.size
}

async function ownDatabase(home: string, scope: Scope): Promise<string> {
  const { log, signal } = scope
  if (!log) throw new CommandError('The log is not open yet')
  const postgres = await startPostgres({ home, log, signal, preferredPort: undefined })
  scope.onClose(() => postgres.stop())
  return postgres.url
}

/**
 * A database without tables. One in which nothing of a shop is yet, of a home that was only started, is made anew.
 * @throws CommandError where there is something that would be lost
 */
async function emptied(url: string, { databaseUrl }: Config): Promise<void> {
  const sql = connect(url, { max: 1, name: 'kickstand-restore' })
  try {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public'`
    if (tables.length === 0) return
    if (databaseUrl !== undefined) {
      throw new CommandError(
        'DATABASE_URL names a database that is not empty: make a new one, so that nothing is lost',
      )
    }
    if (!(await isUnused(sql))) {
      throw new CommandError(
        'This home has a shop already, which would be lost: name a new home by KICKSTAND_HOME, or move this one away',
      )
    }
    await sql`drop schema public cascade`
    await sql`drop schema if exists drizzle cascade`
    await sql`create schema public`
  } finally {
    await sql.end({ timeout: 5 })
  }
}

/** Nobody has set anything up, bought or sold; the first owner alone may be there. */
async function isUnused(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ unused: boolean }[]>`
    select not exists (select from stores) and not exists (select from sources) and not exists (select from products)
      and not exists (select from customers) and not exists (select from web_orders)
      and (select count(*) from users) <= 1 as unused`
  return row?.unused ?? false
}

/** Whether the secrets can be opened now: by the key that is here, by the backup's own, or not. */
type KeyTold = 'same' | 'here' | 'restored' | 'missing' | 'other'

/** A key in an unused home has sealed nothing and makes way; one that is set by hand stays. */
function keepKey(config: Config, home: string, { keyMark }: Beginning, ownKey: Buffer | null): KeyTold {
  const file = join(home, 'key')
  if (config.key) return markOfKey(config.key) === keyMark ? 'same' : 'other'
  if (existsSync(file) && markOfKey(homeKey(config, home)) === keyMark) return 'here'
  if (!ownKey) return 'missing'
  rmSync(file, { force: true })
  writeFileSync(file, ownKey, { mode: 0o600, flag: 'wx' })
  return 'restored'
}

const keyInWords: Record<KeyTold, string> = {
  same: 'KICKSTAND_KEY opens its secrets.',
  here: 'The home’s key opens its secrets.',
  restored: 'Its key was in it and is in the home now.',
  missing:
    'Its key was not in it: put the old home’s `key` into this one before the first start, or every source needs a new secret.',
  other:
    'KICKSTAND_KEY is not the key of its secrets: set the right one, or every source needs a new secret.',
}

const told = ({ madeAt, kickstand }: Beginning, rows: number, key: KeyTold) =>
  [
    `Restored: ${rows} rows, as they stood at ${madeAt} (Kickstand ${kickstand}); every table is whole.`,
    keyInWords[key],
    'Start Kickstand: the workflows of open orders are begun from their rows.',
  ].join('\n')
