import { setTimeout as pause } from 'node:timers/promises'
import { CALLBACKS_CHANNEL } from '../../db/channels.ts'
import { isTransient } from '../../db/transient.ts'
import { Bell } from '../bell.ts'
import { claimDue, giveUpUntold, nextDue } from './claim.ts'
import { type DeliverDeps, deliver } from './deliver.ts'

/** A website has this long to answer. */
const TIMEOUT_MS = 10_000
/** A notice may be lost, and another process may die with a lease. */
const LOOK_AGAIN_MS = 30_000
const CLEAN_EVERY_MS = 3_600_000
const AWAY_MS = 1_000
/** What is under way when told to stop may end within this. */
const GRACE_MS = 2_000

export type CallbackDeps = Omit<DeliverDeps, 'now' | 'timeoutMs'> &
  Partial<Pick<DeliverDeps, 'now' | 'timeoutMs'>>

export interface Dispatcher {
  stop(): Promise<void>
}

/**
 * Tells sources of each status of their orders (contract §2): in order for each order, several orders at once, woken by
 * what is queued and by the clock. Any number of processes may do so; each claims what it sends.
 */
export async function startCallbacks(given: CallbackDeps): Promise<Dispatcher> {
  const deps = { now: () => new Date(), timeoutMs: TIMEOUT_MS, ...given }
  const bell = new Bell()
  const stopping = new AbortController()
  const breakingOff = new AbortController()
  const ring = () => bell.ring()
  const listening = await deps.sql.listen(CALLBACKS_CHANNEL, ring, ring)
  const running = run(deps, bell, stopping.signal, breakingOff.signal)
  return {
    async stop() {
      stopping.abort()
      bell.ring()
      const timer = setTimeout(() => breakingOff.abort(), GRACE_MS)
      await running
      clearTimeout(timer)
      await listening.unlisten()
    },
  }
}

async function run(deps: DeliverDeps, bell: Bell, stopping: AbortSignal, breakingOff: AbortSignal) {
  const busy = new Map<string, number>()
  const underWay = new Set<Promise<void>>()
  const count = (source: string, by: number) => busy.set(source, (busy.get(source) ?? 0) + by)
  let cleanAt = 0
  while (!stopping.aborted) {
    bell.silence()
    try {
      if (Date.now() >= cleanAt) {
        cleanAt = Date.now() + CLEAN_EVERY_MS
        await giveUpUntold(deps.sql, deps.now())
      }
      for (const due of await claimDue(deps.sql, deps.now(), busy)) {
        count(due.source, 1)
        const sending: Promise<void> = deliver(deps, due, breakingOff)
          .catch((error: unknown) => say(deps, error, due.number))
          .finally(() => {
            underWay.delete(sending)
            count(due.source, -1)
            bell.ring()
          })
        underWay.add(sending)
      }
      await bell.wait(await untilNext(deps, busy))
    } catch (error) {
      say(deps, error)
      await pause(AWAY_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  await Promise.all(underWay)
}

async function untilNext({ sql, now }: DeliverDeps, busy: ReadonlyMap<string, number>): Promise<number> {
  const next = await nextDue(sql, busy)
  if (next === null) return LOOK_AGAIN_MS
  return Math.min(Math.max(next.getTime() - now().getTime(), 100), LOOK_AGAIN_MS)
}

function say({ log }: DeliverDeps, error: unknown, order?: string): void {
  const level = isTransient(error) ? 'warn' : 'error'
  log[level]({ err: error, order }, 'the callbacks could not go on')
}
