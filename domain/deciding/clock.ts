import { deskWasDown, standingDeadline } from '../deadlines.ts'
import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening, RejectReason } from '../happening.ts'
import type { OrderState, Outcome } from '../order.ts'
import { takeOffSale, unchanged } from './sale.ts'

type OfAClock = Happening<
  'answerReminder' | 'answerMissed' | 'pickupReminder' | 'holdEnded' | 'promiseMissed' | 'rulesChanged'
>

/** What a clock does to an order: `decide` has seen that the deadline still stands. */
export function decideByClock(order: OrderState, happening: OfAClock, facts: Facts): Decision {
  const { rules } = facts
  switch (happening.type) {
    case 'answerReminder':
    case 'pickupReminder':
    case 'rulesChanged':
      return { change: unchanged(order) }
    case 'answerMissed': {
      const missed = { ...order, answerMissedAt: happening.at }
      return end(missed, happening, facts, rules?.answer?.whenMissed === 'reject', { reason: 'not_answered' })
    }
    case 'holdEnded': {
      const ended = { ...order, holdEndedAt: happening.at }
      return end(ended, happening, facts, rules?.pickup?.whenEnded === 'release', {
        reason: 'not_collected',
        ...(order.fulfilment === 'reserve' && { resolution: 'not_bought' }),
      })
    }
    case 'promiseMissed':
      return {
        change: unchanged({ ...order, promiseMissedAt: dueOf(order, happening) }, { missed: 'flagged' }),
      }
  }
}

const dueOf = (order: OrderState, happening: OfAClock) =>
  standingDeadline(order, happening)?.at ?? happening.at

/** Only marked where the rules say so, or where nobody could act because the desk was down. */
function end(
  order: OrderState,
  happening: OfAClock,
  { upSince }: Facts,
  isEnforced: boolean,
  outcome: Outcome & { reason: RejectReason },
): Decision {
  const wasDown = deskWasDown(dueOf(order, happening), happening.at, upSince)
  if (!isEnforced || wasDown) {
    return { change: unchanged(order, { missed: 'flagged', ...(wasDown && { deskWasDown: true }) }) }
  }
  const taken = takeOffSale({ ...order, rejectReason: outcome.reason })
  return { change: { ...unchanged(order, { ...outcome, missed: 'enforced' }), ...taken } }
}
