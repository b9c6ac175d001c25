import { deskWasDown, standingDeadline } from './deadlines.ts'
import type { Happening } from './happening.ts'
import type { AskedLetter } from './letters.ts'
import type { OrderState } from './order.ts'
import { setOffMethod } from './returns/return.ts'

/** After a downtime all reminders come at once: the store hears of the next one. */
function cameInTime(before: OrderState, happening: Happening): boolean {
  const due = standingDeadline(before, happening)
  return due !== null && !deskWasDown(due.at, happening.at, null)
}

/** The letters that follow from what befell an order; whether each is sent, store and source say. */
export function lettersAsked(
  before: OrderState | null,
  happening: Happening,
  next: OrderState,
): AskedLetter[] {
  if (before === null) return []
  switch (happening.type) {
    case 'accept':
      return ['taken_on']
    case 'ready':
      return ['ready']
    case 'ship':
    case 'supplierShipped':
      return ['shipped']
    case 'changeReadyBy':
      return happening.payload.tell ? ['new_day'] : []
    case 'pickupReminder':
      return next.holdUntil && happening.at < next.holdUntil ? ['reminder'] : []
    case 'answerReminder':
      return cameInTime(before, happening) ? ['answer_due'] : []
    case 'answerMissed':
      return next.status === 'rejected' ? ['rejected', 'answer_missed'] : ['answer_missed']
    case 'holdEnded':
      return [next.status === 'rejected' ? 'released' : 'hold_ended']
    case 'returnRefund':
      // A provider's refund is told once it was given; goods for goods are no money.
      return ['provider', setOffMethod].includes(happening.payload.method) ? [] : ['refunded']
    case 'refunded':
      return ['refunded']
    case 'reject':
      return [happening.payload.reason === 'not_collected' ? 'released' : 'rejected']
    case 'cancellation':
      return next.status === 'rejected' && before.status !== 'rejected' ? ['rejected'] : []
    default:
      return []
  }
}
