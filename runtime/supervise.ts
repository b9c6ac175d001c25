import { setTimeout as pause } from 'node:timers/promises'
import { type GuardedChild, settlesWithin } from './guarded-child.ts'
import type { Log } from './log.ts'

type Supervision = {
  name: string
  first: GuardedChild
  launch(): Promise<GuardedChild>
  /** resolves within some seconds, never rejects */
  isHealthy(): Promise<boolean>
  end(child: GuardedChild): Promise<void>
  /** for one that may be silent: soon over */
  endSilent(child: GuardedChild): Promise<void>
  log: Log
}

const secondsBetweenChecks = 3
/** In a row; with the checks' own time limit that is about half a minute of silence. */
const failuresBeforeRestart = 5
const shortestPause = 100
const longestPause = 10_000

/** Starts the program again when it dies or stays silent, with growing pauses, until stopped. */
export function keepRunning(supervision: Supervision) {
  const stopping = new AbortController()
  let child = supervision.first
  const watch = async () => {
    while (!stopping.signal.aborted) {
      await untilAmiss(supervision, child, stopping.signal)
      if (stopping.signal.aborted) return
      child = await relaunch(supervision, child, stopping.signal)
    }
  }
  const watching = watch()
  return {
    async stop() {
      stopping.abort()
      await watching
      await supervision.end(child)
    },
  }
}

async function untilAmiss({ name, isHealthy, log }: Supervision, child: GuardedChild, stopping: AbortSignal) {
  let failures = 0
  const stopped = new Promise((resolve) => stopping.addEventListener('abort', resolve, { once: true }))
  const over = Promise.race([child.ended, stopped])
  while (!(await settlesWithin(over, secondsBetweenChecks * 1_000))) {
    failures = (await isHealthy()) ? 0 : failures + 1
    if (failures > 0) log.warn({ service: name, failures }, `${name} does not answer`)
    if (failures >= failuresBeforeRestart) return
  }
  if (!stopping.aborted) log.error({ service: name, reason: await child.ended }, `${name} ended`)
}

async function relaunch(supervision: Supervision, old: GuardedChild, stopping: AbortSignal) {
  const { name, launch, endSilent, log } = supervision
  for (let wait = shortestPause; !stopping.aborted; wait = Math.min(wait * 2, longestPause)) {
    try {
      await endSilent(old)
      const child = await launch()
      log.info({ service: name, pid: child.pid }, `${name} runs again`)
      return child
    } catch (error) {
      log.error({ service: name, error: String(error) }, `${name} does not start, trying again`)
      await pause(wait, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  return old
}
