import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { CommandError } from '../command-error.ts'
import { type GuardedChild, settlesWithin, startGuarded } from '../guarded-child.ts'
import { freePort } from '../ports.ts'
import { keepRunning } from '../supervise.ts'
import type { ServiceStart } from '../surroundings.ts'
import { type Account, postgresAccount } from './account.ts'
import { findPostgres } from './binaries.ts'
import { databasePassword, databaseUser, initialiseDatabase } from './initialise.ts'
import { endPostgresLeftovers } from './leftovers.ts'
import { databaseFolder } from './place.ts'

/** The first start after a kill may find the old shared memory still in use for some seconds. */
const secondsToStart = 30
const databaseName = 'kickstand'
/** "the database system is starting up": it lives and recovers. */
const cannotConnectNow = '57P03'

// A smart shutdown would wait for clients for ever; fast ends their sessions and writes a checkpoint.
const endInOrder = [
  { signal: 'SIGINT', seconds: 20 },
  { signal: 'SIGQUIT', seconds: 5 },
  { signal: 'SIGKILL', seconds: 5 },
] as const
/** Below 5 s together. */
const endSoon = [
  { signal: 'SIGINT', seconds: 2 },
  { signal: 'SIGQUIT', seconds: 1 },
  { signal: 'SIGKILL', seconds: 1 },
] as const

type Cluster = { program: string; data: string; password: string; account: Account | undefined; home: string }

/** Starts the embedded PostgreSQL of the home and keeps it running, on the same port, until it is stopped. */
export async function startPostgres({ home, log, signal, preferredPort }: ServiceStart) {
  const cluster = await prepareCluster(home, signal)
  await endPostgresLeftovers(cluster.data)
  let port = await freePort(preferredPort)
  const launch = () => launchPostgres(cluster, port, signal)
  const first = await launch().catch(async (error) => {
    signal.throwIfAborted()
    port = await freePort()
    log.warn({ error: String(error) }, 'PostgreSQL did not start, trying another port')
    return launch()
  })
  const supervised = keepRunning({
    name: 'PostgreSQL',
    first,
    launch,
    isHealthy: () => answers(cluster, port),
    end: (child) => child.end(endInOrder),
    endSilent: (child) => child.end(endSoon),
    log,
  })
  await makeDatabase(cluster, port)
  return { port, url: databaseUrl(cluster, port, databaseName), stop: supervised.stop }
}

async function prepareCluster(home: string, signal: AbortSignal): Promise<Cluster> {
  const account = postgresAccount()
  const programs = findPostgres(account)
  const password = databasePassword(home)
  const folder = databaseFolder(home, account)
  const data = await initialiseDatabase(programs.initdb, folder, password, account, signal)
  return { program: programs.postgres, data, password, account, home }
}

async function launchPostgres(cluster: Cluster, port: number, signal: AbortSignal): Promise<GuardedChild> {
  const end = Date.now() + secondsToStart * 1_000
  for (;;) {
    await endPostgresLeftovers(cluster.data)
    const child = await startOnce(cluster, port)
    const ready = await untilReady(cluster, port, child, signal)
    if (ready) return child
    signal.throwIfAborted()
    if (Date.now() > end) throw new CommandError(`PostgreSQL does not start: ${lastWords(cluster.home)}`)
    await pause(500, undefined, { signal })
  }
}

async function startOnce(cluster: Cluster, port: number): Promise<GuardedChild> {
  const { program, data, account, home } = cluster
  const output = openSync(join(home, 'log', 'postgres.log'), 'a', 0o600)
  try {
    return await startGuarded(program, postgresParameters(data, port), {
      cwd: data,
      env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
      output,
      user: account && { uid: account.uid, gid: account.gid },
      afterOurDeath: endSoon,
    })
  } finally {
    closeSync(output)
  }
}

function postgresParameters(data: string, port: number) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

async function untilReady(
  cluster: Cluster,
  port: number,
  child: GuardedChild,
  signal: AbortSignal,
): Promise<boolean> {
  const end = Date.now() + secondsToStart * 1_000
  while (Date.now() < end && !signal.aborted) {
    if (await settlesWithin(child.ended, 50)) return false
    if (await accepts(cluster, port)) return true
  }
  await child.end(endInOrder)
  return false
}

async function accepts(cluster: Cluster, port: number): Promise<boolean> {
  return (await connectionOutcome(cluster, port)) === 'accepts'
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  return (await connectionOutcome(cluster, port)) !== 'silent'
}

/** Any failure means the same here: it does not answer now, ask again later. */
async function connectionOutcome(cluster: Cluster, port: number): Promise<'accepts' | 'recovers' | 'silent'> {
  const sql = connect(cluster, port)
  try {
    await sql`select 1`
    return 'accepts'
  } catch (error) {
    return (error as { code?: string }).code === cannotConnectNow ? 'recovers' : 'silent'
  } finally {
    await sql.end({ timeout: 0 })
  }
}

async function makeDatabase(cluster: Cluster, port: number) {
  // The rest of the program is loaded meanwhile, and keeps this process from hearing the answer for seconds.
  const sql = connect(cluster, port, secondsToStart)
  try {
    const found = await sql`select 1 from pg_database where datname = ${databaseName}`
    if (found.length === 0) await sql`create database ${sql(databaseName)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

function connect(cluster: Cluster, port: number, secondsToAnswer = 3) {
  return postgres(databaseUrl(cluster, port, 'postgres'), {
    max: 1,
    connect_timeout: secondsToAnswer,
    onnotice: () => undefined,
    connection: { application_name: 'kickstand-health', statement_timeout: secondsToAnswer * 1_000 },
  })
}

function databaseUrl({ password }: Cluster, port: number, database: string) {
  return `postgres://${databaseUser}:${password}@127.0.0.1:${port}/${database}`
}

function lastWords(home: string) {
  const lines = readFileSync(join(home, 'log', 'postgres.log'), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'it says nothing'
}
