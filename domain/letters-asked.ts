import type { Happening } from './happening.ts'
import type { AskedLetter } from './letters.ts'
import type { OrderState } from './order.ts'

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
      return ['reminder']
    case 'answerReminder':
      return ['answer_due']
    case 'answerMissed':
      return next.status === 'rejected' ? ['rejected', 'answer_missed'] : ['answer_missed']
    case 'holdEnded':
      return [next.status === 'rejected' ? 'released' : 'hold_ended']
    case 'reject':
      return [happening.payload.reason === 'not_collected' ? 'released' : 'rejected']
    case 'cancellation':
      return next.status === 'rejected' && before.status !== 'rejected' ? ['rejected'] : []
    default:
      return []
  }
}
