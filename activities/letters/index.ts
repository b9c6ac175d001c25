import { LETTERS_CHANNEL } from '../../db/channels.ts'
import { type Dispatcher, startDispatcher } from '../outbox/dispatcher.ts'
import { AT_ONCE, claimDue, giveUpLate, nextDue } from './claim.ts'
import { type DeliverDeps, deliver } from './deliver.ts'
import { smtpLimits } from './smtp.ts'

export type LetterDeps = Omit<DeliverDeps, 'now' | 'limits'> & Partial<Pick<DeliverDeps, 'now' | 'limits'>>

/** Sends the letters of the outbox by the shop's mail server, a few at once, and never one twice by itself. */
export function startLetters(given: LetterDeps): Promise<Dispatcher> {
  const deps = { now: () => new Date(), limits: smtpLimits, ...given }
  const { sql, log, now } = deps
  let busy = 0
  return startDispatcher(sql, log, {
    channel: LETTERS_CHANNEL,
    name: 'letters',
    now,
    claim: () => claimDue(sql, now(), AT_ONCE - busy),
    next: () => nextDue(sql, now(), AT_ONCE - busy),
    clean: () => giveUpLate(sql, now()),
    detailsOf: ({ id, orderId }) => ({ letter: id, orderId }),
    async send(due, breakOff) {
      busy += 1
      try {
        await deliver(deps, due, breakOff)
      } finally {
        busy -= 1
      }
    },
  })
}
