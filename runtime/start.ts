import './collect-sooner.ts'
import { CommandError } from './command-error.ts'
import type { Config } from './config.ts'
import { prepareDatabase } from './database.ts'
import { armFailpoints } from './failpoints.ts'
import { settlesWithin } from './guarded-child.ts'
import { openHome, removeState, writeState } from './home.ts'
import { type Log, limitLogs, openLog } from './log.ts'
import { inScope, type Scope, untilStopped } from './scope.ts'
import { embedded, startServices } from './services.ts'
import type { Services, Surroundings } from './surroundings.ts'
import { runningHome, takeHome } from './take-home.ts'
import type { RunningWorker } from './worker.ts'

const secondsForTheWorker = 60

/** `kickstand start`: everything in one process, until it is told to stop. */
export function start(config: Config): Promise<void> {
  return inScope(async (scope) => {
    const home = await openOwnHome(config, 'start', scope)
    const [services, { openWorkerPart, openWebPart, openSamplePart }] = await Promise.all([
      openServices(config, home, scope),
      loadParts(),
    ])
    const surroundings = { ...services, config, home, log: logOf(scope) }
    await prepareDatabase(services.databaseUrl, surroundings.log, scope.signal)
    const worker = await openWorkerPart(surroundings, scope)
    const url = await openWebPart(surroundings, scope)
    if (config.sample !== 'none') await openSamplePart(surroundings, url, scope)
    if (!config.temporal) await untilWorks(worker, scope)
    const { databaseUrl, temporal } = services
    writeState(home, { ...stateOf({ databaseUrl, temporal }), url })
    scope.signal.throwIfAborted()
    say(`Kickstand is ready: ${url}`)
    await untilStopped(scope)
  })
}

/** `kickstand services`: the embedded servers alone, for workers and web servers apart. */
export function startServicesAlone(config: Config): Promise<void> {
  return inScope(async (scope) => {
    const home = await openOwnHome(config, 'services', scope)
    const services = await openServices(config, home, scope)
    await prepareDatabase(services.databaseUrl, logOf(scope), scope.signal)
    writeState(home, stateOf(services))
    say('Kickstand services are ready')
    await untilStopped(scope)
  })
}

/** `kickstand worker` and `kickstand web`: one of many, beside a running home or on servers of one's own. */
export function startPart(part: 'worker' | 'web', config: Config): Promise<void> {
  return inScope(async (scope) => {
    const surroundings = await findSurroundings(config, scope)
    await prepareDatabase(surroundings.databaseUrl, surroundings.log, scope.signal)
    const { openWorkerPart, openWebPart } = await loadParts()
    if (part === 'web') {
      say(`Kickstand is ready: ${await openWebPart(surroundings, scope)}`)
    } else {
      const worker = await openWorkerPart(surroundings, scope)
      await untilWorks(worker, scope)
      say('Kickstand worker is ready')
    }
    await untilStopped(scope)
  })
}

/**
 * What takes the longest to load and build (2 s of a start) meanwhile: the servers need as long to come up.
 * A bundle that can't be built is no failure here; the worker builds it again and says why not.
 */
async function loadParts() {
  const [worker, web, sample] = await Promise.all([
    import('./worker-part.ts'),
    import('./web-part.ts'),
    import('./sample-part.ts'),
  ])
  await import('./workflow-bundle.ts').then(({ workflowBundle }) => workflowBundle()).catch(() => undefined)
  return { ...worker, ...web, ...sample }
}

async function openOwnHome(config: Config, command: string, scope: Scope): Promise<string> {
  const home = openHome(config.home)
  const lock = await takeHome(home, command, scope.signal)
  scope.onClose(() => lock.release())
  scope.onClose(() => removeState(home))
  scope.onClose(limitLogs(home))
  openLogs(config, home, scope)
  return home
}

function openLogs(config: Config, home: string, scope: Scope) {
  armFailpoints()
  const log = openLog({ ...config, home })
  scope.log = log
  process.on('uncaughtExceptionMonitor', (error) => log.fatal({ err: error }, 'A fault in the program'))
  // A promise that nobody waits for ends nothing here; the log tells of it.
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'A failure that nobody waited for'))
}

async function openServices(config: Config, home: string, scope: Scope): Promise<Services> {
  const log = logOf(scope)
  const services = await startServices(config, { home, log, signal: scope.signal, say: note })
  scope.onClose(() => services.stop())
  return services
}

async function findSurroundings(config: Config, scope: Scope): Promise<Surroundings> {
  const home = openHome(config.home)
  openLogs(config, home, scope)
  const log = logOf(scope)
  if (config.databaseUrl && config.temporal) {
    return { databaseUrl: config.databaseUrl, temporal: config.temporal, config, home, log }
  }
  const state = await runningHome(home, scope.signal)
  return {
    databaseUrl: config.databaseUrl ?? state.databaseUrl,
    temporal: config.temporal ?? embedded(state.temporalAddress, state.namespace),
    config,
    home,
    log,
  }
}

async function untilWorks(worker: RunningWorker, { signal }: Scope) {
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  const inTime = await settlesWithin(Promise.race([worker.ready, stopped]), secondsForTheWorker * 1_000)
  signal.throwIfAborted()
  if (!inTime) throw new CommandError('The worker does not start: kickstand.log in the home says why')
}

function stateOf({
  databaseUrl,
  temporal: { address, namespace },
}: Pick<Services, 'databaseUrl' | 'temporal'>) {
  return { pid: process.pid, databaseUrl, temporalAddress: address, namespace }
}

function logOf({ log }: Scope): Log {
  if (!log) throw new CommandError('The log is not open yet')
  return log
}

function say(line: string) {
  process.stdout.write(`${line}\n`)
}

function note(line: string) {
  process.stderr.write(`${line}\n`)
}
