import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { migrate } from '../../db/client.ts'
import { type GuardedChild, settlesWithin, startGuarded } from '../../runtime/guarded-child.ts'
import { freePort } from '../../runtime/ports.ts'
import { postgresAccount } from '../../runtime/postgres/account.ts'
import { findPostgres } from '../../runtime/postgres/binaries.ts'
import { databaseUser, initialiseDatabase } from '../../runtime/postgres/initialise.ts'

export const TEMPLATE = 'kickstand_template'
const PASSWORD = 'test'
const SECONDS_TO_START = 30

const atOnce = [
  { signal: 'SIGQUIT', seconds: 2 },
  { signal: 'SIGKILL', seconds: 2 },
] as const

export interface TestPostgres {
  url: string
  stop: () => Promise<void>
}

/** A real PostgreSQL in a temporary folder, without the wait for the disk, with one migrated template database. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const account = postgresAccount()
  const programs = findPostgres(account)
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-test-'))
  if (account) chownSync(folder, account.uid, account.gid)
  chmodSync(folder, 0o700)
  const data = await initialiseDatabase(
    programs.initdb,
    folder,
    PASSWORD,
    account,
    AbortSignal.timeout(120_000),
  )
  const port = await freePort()
  const log = join(folder, 'postgres.log')
  const output = openSync(log, 'a')
  const child = await startGuarded(programs.postgres, parameters(data, port), {
    cwd: data,
    env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    output,
    user: account && { uid: account.uid, gid: account.gid },
    afterOurDeath: atOnce,
  })
  closeSync(output)
  const url = `postgres://${databaseUser}:${PASSWORD}@127.0.0.1:${port}/postgres`
  const stop = async () => {
    await child.end(atOnce)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilReady(url, child)
    await makeTemplate(url)
  } catch (error) {
    const words = readFileSync(log, 'utf8').slice(-2_000)
    await stop()
    throw new Error(`The test PostgreSQL did not come up: ${words}`, { cause: error })
  }
  return { url, stop }
}

function parameters(data: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    timezone: 'UTC',
  }
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

async function untilReady(url: string, child: GuardedChild): Promise<void> {
  const end = Date.now() + SECONDS_TO_START * 1_000
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} })
  try {
    while (!(await answers(sql))) {
      if (Date.now() > end || (await settlesWithin(child.ended, 0)))
        throw new Error('PostgreSQL does not answer')
      await pause(50)
    }
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Any failure means the same here: ask again until the time is over. */
const answers = (sql: postgres.Sql) => sql`select 1`.then(Boolean, () => false)

async function makeTemplate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`create database ${sql(TEMPLATE)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
  await migrate(databaseUrl(url, TEMPLATE))
}

/** The same server's other database. */
export function databaseUrl(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href
}
