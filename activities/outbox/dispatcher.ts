import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { Bell } from '../bell.ts'
import type { Log } from '../log.ts'

/** A notice may be lost, and another process may die with a lease. */
const LOOK_AGAIN_MS = 30_000
const CLEAN_EVERY_MS = 3_600_000
const AWAY_MS = 1_000
/** What is under way when told to stop may end within this. */
const GRACE_MS = 2_000

/** Messages in PostgreSQL that wait to be sent, and how one is. */
export interface Outbox<Due> {
  /** Whoever queues something tells it here. */
  channel: string
  /** For the log. */
  name: string
  now: () => Date
  /** Takes what is due, with a lease, and no more than there is room for; whoever else claims gets others. */
  claim(): Promise<Due[]>
  /** When something is due next, or a lease ends; null: nothing waits. */
  next(): Promise<Date | null>
  /** Sends one and notes what came of it. It begins at once: what `claim` counts as under way may be counted in it. */
  send(due: Due, breakOff: AbortSignal): Promise<void>
  /** Now and then: what nobody will send any more. */
  clean(): Promise<void>
  /** For the log: ids only. */
  detailsOf(due: Due): object
}

export interface Dispatcher {
  stop(): Promise<void>
}

/**
 * Empties an outbox, woken by what is queued and by the clock. Any number of processes may do so; each claims what it
 * sends. Told to stop, it lets what is under way end for two seconds, then breaks it off.
 */
export async function startDispatcher<Due>(sql: Sql, log: Log, outbox: Outbox<Due>): Promise<Dispatcher> {
  const bell = new Bell()
  const stopping = new AbortController()
  const breakingOff = new AbortController()
  const ring = () => bell.ring()
  const listening = await sql.listen(outbox.channel, ring, ring)
  const running = run(log, outbox, bell, stopping.signal, breakingOff.signal)
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

async function run<Due>(
  log: Log,
  outbox: Outbox<Due>,
  bell: Bell,
  stopping: AbortSignal,
  breakOff: AbortSignal,
) {
  const underWay = new Set<Promise<void>>()
  const say = (error: unknown, details = {}) => {
    const level = isTransient(error) ? 'warn' : 'error'
    log[level]({ err: error, ...details }, `the ${outbox.name} could not go on`)
  }
  let cleanAt = 0
  while (!stopping.aborted) {
    bell.silence()
    try {
      if (Date.now() >= cleanAt) {
        cleanAt = Date.now() + CLEAN_EVERY_MS
        await outbox.clean()
      }
      for (const due of await outbox.claim()) {
        const sending: Promise<void> = outbox
          .send(due, breakOff)
          .catch((error: unknown) => say(error, outbox.detailsOf(due)))
          .finally(() => {
            underWay.delete(sending)
            bell.ring()
          })
        underWay.add(sending)
      }
      await bell.wait(await untilNext(outbox))
    } catch (error) {
      say(error)
      await pause(AWAY_MS, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
  await Promise.all(underWay)
}

async function untilNext({ next, now }: Pick<Outbox<unknown>, 'next' | 'now'>): Promise<number> {
  const at = await next()
  if (at === null) return LOOK_AGAIN_MS
  return Math.min(Math.max(at.getTime() - now().getTime(), 100), LOOK_AGAIN_MS)
}
