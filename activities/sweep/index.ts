import { setTimeout as pause } from 'node:timers/promises'
import { RETURNS_WAIT, WORK_CHANNEL } from '../../db/channels.ts'
import { isTransient } from '../../db/transient.ts'
import { cleanProviderNotices } from '../../intake/provider-notice.ts'
import { cleanApiRequests } from '../../intake/replay-guard.ts'
import { Bell } from '../bell.ts'
import type { Log } from '../log.ts'
import type { SweepDeps } from './deps.ts'
import { tellHappenings } from './happenings.ts'
import { tellReturns, wakeReturns } from './returns.ts'
import { startOrders } from './starts.ts'
import { wakeOrders } from './wakes.ts'

const ROUND_MS = 2_000
/** While orders pour in, more are started as soon as the earlier ones are recorded. */
const BUSY_ROUND_MS = 100
const BUSY_FOR_MS = 5_000
/** The engine is away: no use in asking it more often. */
const AWAY_MS = 1_000
const CLEAN_EVERY_MS = 10 * 60_000

export interface Sweep {
  stop(): Promise<void>
}

/**
 * The one relay between PostgreSQL and the engine. Round after round it starts orders that have no workflow yet,
 * delivers happenings that wait, and wakes orders whose effects or deadlines were forgotten: after a dropped
 * signal, a power cut, a lost engine. Any number of processes may sweep; each claims the rows that it takes.
 */
export async function startSweep(deps: SweepDeps): Promise<Sweep> {
  const stopping = new AbortController()
  const bell = new Bell()
  const returnsBell = new Bell()
  const listening = await deps.sql.listen(WORK_CHANNEL, (what) => {
    if (what === RETURNS_WAIT) returnsBell.ring()
    bell.ring()
  })
  const running = run(deps, stopping.signal, bell, returnsBell)
  return {
    async stop() {
      stopping.abort()
      bell.ring()
      await running
      await listening.unlisten()
    },
  }
}

async function run(deps: SweepDeps, stopping: AbortSignal, bell: Bell, returnsBell: Bell): Promise<void> {
  let cleanAt = Date.now() + CLEAN_EVERY_MS
  let roundAt = 0
  let busyUntil = 0
  while (!stopping.aborted) {
    try {
      const hasRung = bell.silence()
      const isRoundDue = Date.now() >= roundAt
      if (isRoundDue) roundAt = Date.now() + ROUND_MS
      if ((await startOrders(deps)) > 0) busyUntil = Date.now() + BUSY_FOR_MS
      if (hasRung || isRoundDue) await tellHappenings(deps)
      if (returnsBell.silence() || isRoundDue) await tellReturns(deps)
      if (isRoundDue) {
        await wakeOrders(deps)
        await wakeReturns(deps)
      }
      if (Date.now() >= cleanAt) {
        cleanAt = Date.now() + CLEAN_EVERY_MS
        await cleanApiRequests(deps.sql)
        await cleanProviderNotices(deps.sql)
      }
    } catch (error) {
      await sayAndPause(deps.log, error, stopping)
    }
    await bell.wait(Date.now() < busyUntil ? BUSY_ROUND_MS : ROUND_MS)
  }
}

async function sayAndPause(log: Log, error: unknown, stopping: AbortSignal): Promise<void> {
  const level = isTransient(error) || isEngineAway(error) ? 'warn' : 'error'
  log[level]({ err: error }, 'the sweep could not finish its round')
  await pause(AWAY_MS, undefined, { signal: stopping }).catch(() => {})
}

function isEngineAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ServiceError|DEADLINE|UNAVAILABLE|CANCELLED/.test(`${error.name} ${error.message}`)
  )
}
