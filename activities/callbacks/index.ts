import { CALLBACKS_CHANNEL } from '../../db/channels.ts'
import { type Dispatcher, startDispatcher } from '../outbox/dispatcher.ts'
import { claimDue, giveUpUntold, nextDue } from './claim.ts'
import { type DeliverDeps, deliver } from './deliver.ts'

/** A website has this long to answer. */
const TIMEOUT_MS = 10_000

export type CallbackDeps = Omit<DeliverDeps, 'now' | 'timeoutMs'> &
  Partial<Pick<DeliverDeps, 'now' | 'timeoutMs'>>

export type { Dispatcher }

/** Tells sources of each status of their orders (contract §2): in order for each order, several orders at once. */
export function startCallbacks(given: CallbackDeps): Promise<Dispatcher> {
  const deps = { now: () => new Date(), timeoutMs: TIMEOUT_MS, ...given }
  const { sql, log, now } = deps
  const busy = new Map<string, number>()
  const count = (source: string, by: number) => busy.set(source, (busy.get(source) ?? 0) + by)
  return startDispatcher(sql, log, {
    channel: CALLBACKS_CHANNEL,
    name: 'callbacks',
    now,
    claim: () => claimDue(sql, now(), busy),
    next: () => nextDue(sql, now(), busy),
    clean: () => giveUpUntold(sql, now()),
    detailsOf: ({ number }) => ({ order: number }),
    async send(due, breakOff) {
      count(due.source, 1)
      try {
        await deliver(deps, due, breakOff)
      } finally {
        count(due.source, -1)
      }
    },
  })
}
