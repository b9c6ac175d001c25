import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { type GuardedChild, settlesWithin, startGuarded } from '../guarded-child.ts'
import { freePort } from '../ports.ts'
import { endProcesses, programName, runningProcesses } from '../processes.ts'
import { keepRunning } from '../supervise.ts'
import type { ServiceStart } from '../surroundings.ts'
import { isServing } from './health.ts'
import { setRetention } from './namespace.ts'
import { findTemporalProgram } from './program.ts'
import { temporalCli } from './programs.ts'
import { searchAttributes } from './search-attributes.ts'

const secondsToStart = 30
export const embeddedNamespace = 'default'

const endInOrder = [
  { signal: 'SIGTERM', seconds: 10 },
  { signal: 'SIGKILL', seconds: 5 },
] as const
/** Below 5 s together. */
const endSoon = [
  { signal: 'SIGTERM', seconds: 3 },
  { signal: 'SIGKILL', seconds: 1 },
] as const

type Server = { program: string; database: string; home: string }

/** Starts the embedded Temporal server of the home and keeps it running, on the same port, until it is stopped. */
export async function startTemporal(
  start: ServiceStart & { programPath: string | undefined; say(line: string): void },
) {
  const { home, log, signal, preferredPort, programPath, say } = start
  const search = { named: programPath, cache: join(home, 'bin'), signal, say }
  const program = await findTemporalProgram(temporalCli, search)
  const server = { program, database: join(home, 'temporal', 'temporal.db'), home }
  await endTemporalLeftovers(server.database)
  const port = await freePort(preferredPort)
  const address = `127.0.0.1:${port}`
  const launch = async () => {
    await endTemporalLeftovers(server.database)
    return launchTemporal(server, port, signal)
  }
  const supervised = keepRunning({
    name: 'Temporal',
    first: await launch(),
    launch,
    isHealthy: () => isServing(address),
    end: (child) => child.end(endInOrder),
    endSilent: (child) => child.end(endSoon),
    log,
  })
  return { port, address, namespace: embeddedNamespace, stop: supervised.stop }
}

async function launchTemporal(server: Server, port: number, signal: AbortSignal): Promise<GuardedChild> {
  const child = await startOnce(server, port)
  try {
    await untilServing(child, port, server.home, signal)
    await setRetention(`127.0.0.1:${port}`, embeddedNamespace)
    return child
  } catch (error) {
    await child.end(endInOrder)
    throw error
  }
}

async function startOnce({ program, database, home }: Server, port: number): Promise<GuardedChild> {
  const output = openSync(join(home, 'log', 'temporal.log'), 'a', 0o600)
  try {
    const { PATH, HOME } = process.env
    return await startGuarded(program, serverParameters(database, port), {
      cwd: home,
      env: { PATH, HOME },
      output,
      afterOurDeath: endSoon,
    })
  } finally {
    closeSync(output)
  }
}

// WAL with NORMAL is twice as fast and lost none of 457 acknowledged starts under kill -9 (DESIGN).
function serverParameters(database: string, port: number) {
  return [
    ...[
      'server',
      'start-dev',
      '--headless',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--log-level',
      'warn',
    ],
    ...[
      '--db-filename',
      database,
      '--sqlite-pragma',
      'journal_mode=WAL',
      '--sqlite-pragma',
      'synchronous=NORMAL',
    ],
    ...searchAttributes.flatMap(({ name }) => ['--search-attribute', `${name}=Keyword`]),
  ]
}

async function untilServing(child: GuardedChild, port: number, home: string, signal: AbortSignal) {
  const end = Date.now() + secondsToStart * 1_000
  while (Date.now() < end) {
    signal.throwIfAborted()
    if (await settlesWithin(child.ended, 50)) break
    if (await isServing(`127.0.0.1:${port}`)) return
  }
  throw new CommandError(`Temporal does not start: ${lastWords(home)}`)
}

function endTemporalLeftovers(database: string) {
  const find = () =>
    runningProcesses().filter(
      (candidate) => candidate.words.includes(database) && programName(candidate).startsWith('temporal'),
    )
  return endProcesses(find, endInOrder)
}

function lastWords(home: string) {
  return (
    readFileSync(join(home, 'log', 'temporal.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .at(-1) || 'it says nothing'
  )
}
