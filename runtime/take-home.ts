import { setTimeout as pause } from 'node:timers/promises'
import { CommandError } from './command-error.ts'
import { type HomeState, readState } from './home.ts'
import { type Holder, type HomeLock, homeHolder, isHeldByOther, lockHome } from './home-lock.ts'

/** The commands that hold a home for as long as they are let; every other one is soon done. */
const lasting = ['start', 'services']
const secondsToWait = 60

/**
 * Takes the home for `start` or `services`; waits for a short command that has it.
 * @throws CommandError when it runs already.
 */
export async function takeHome(realHome: string, command: string, signal: AbortSignal): Promise<HomeLock> {
  for (const end = Date.now() + secondsToWait * 1_000; ; await pause(200, undefined, { signal })) {
    const result = await lockHome(realHome, command)
    if (!isHeldByOther(result)) return result
    if (lasting.includes(result.command) || Date.now() > end) throw alreadyRuns(realHome, result)
  }
}

/**
 * Takes the home for a short command, or finds the one that runs in it; waits for a home that is starting.
 * @throws CommandError when it is neither free nor ready within a minute.
 */
export async function takeOrJoinHome(
  realHome: string,
  command: string,
  signal: AbortSignal,
): Promise<{ lock: HomeLock } | { running: HomeState }> {
  for (const end = Date.now() + secondsToWait * 1_000; ; await pause(200, undefined, { signal })) {
    const result = await lockHome(realHome, command)
    if (!isHeldByOther(result)) return { lock: result }
    const running = stateOf(realHome, result)
    if (running) return { running }
    if (Date.now() > end) throw alreadyRuns(realHome, result)
  }
}

/**
 * The home that runs, once it is ready.
 * @throws CommandError when none runs.
 */
export async function runningHome(realHome: string, signal?: AbortSignal): Promise<HomeState> {
  for (const end = Date.now() + secondsToWait * 1_000; ; await pause(200, undefined, { signal })) {
    const holder = await homeHolder(realHome)
    const running = holder && stateOf(realHome, holder)
    if (running) return running
    if (!holder || !lasting.includes(holder.command) || Date.now() > end) {
      throw new CommandError(
        `Kickstand does not run in ${realHome}: start it, or set KICKSTAND_HOME, or DATABASE_URL and TEMPORAL_ADDRESS`,
      )
    }
  }
}

/** A state file of a killed run names another process than the one that holds the lock now. */
function stateOf(realHome: string, holder: Holder): HomeState | undefined {
  const state = readState(realHome)
  return state?.pid === holder.pid ? state : undefined
}

function alreadyRuns(realHome: string, { pid, command }: Holder) {
  return new CommandError(`Kickstand already runs in ${realHome} (${command}, process ${pid})`)
}
