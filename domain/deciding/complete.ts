import type { Decision } from '../decision.ts'
import type { Payloads } from '../happening.ts'
import { decimalsOf, parseAmount } from '../money.ts'
import type { OrderState } from '../order.ts'
import { isSettled } from '../payment.ts'
import { takeOffSale, unchanged } from './sale.ts'

type Completion = Payloads['complete']

/** The goods are handed over, and a reservation is paid; or it was not bought and goes back on the shelf. */
export function decideComplete(order: OrderState, completion: Completion): Decision {
  if (!isSettled(order.money)) return { refused: { code: 'payment_pending' } }
  if (order.fulfilment === 'delivery') return finish(order, completion)
  if (order.fulfilment === 'reserve' && completion.resolution === 'not_bought') return notBought(order)
  const missing = missingAtTheCounter(order, completion)
  if (missing.length > 0) return { refused: { code: 'incomplete', fields: missing } }
  return order.fulfilment === 'reserve' ? payAndFinish(order, completion) : finish(order, completion)
}

function missingAtTheCounter(order: OrderState, { collectedBy, idChecked, payment }: Completion): string[] {
  const missing = []
  if (!collectedBy) missing.push('collectedBy')
  if (!idChecked?.length) missing.push('idChecked')
  if (order.fulfilment === 'reserve' && !payment) missing.push('payment')
  return missing
}

function finish(order: OrderState, { idChecked }: Completion): Decision {
  const outcome = idChecked?.length ? { idChecked } : {}
  return { change: { ...unchanged({ ...order, status: 'completed' }, outcome), sale: 'finish' } }
}

function payAndFinish(
  order: OrderState,
  { payment = 'other', amount, idChecked = [] }: Completion,
): Decision {
  const balance = Math.max((order.total ?? 0) - order.paidAtTill, 0)
  const paid = amount ? parseAmount(amount, decimalsOf(order.currency ?? '') ?? 2) : balance
  if (paid === null || paid > balance || (paid === 0 && isOwing(order, balance))) {
    return { refused: { code: 'amount' } }
  }
  const next: OrderState = { ...order, status: 'completed', paidAtTill: order.paidAtTill + paid }
  return {
    change: {
      ...unchanged(next, { idChecked, resolution: 'bought', payment: { method: payment, amount: paid } }),
      sale: 'finish',
      payments: [{ kind: 'till', method: payment, amount: paid }],
      // The one that lay with the goods says that all of it is left to pay.
      effects: paid > 0 ? ['receipt'] : [],
    },
  }
}

/** What the website took counts, too: then nothing may be left for the till. */
function isOwing({ paymentStatus, paymentAmount }: OrderState, balance: number): boolean {
  const online = paymentStatus === null || paymentStatus === 'unpaid' ? 0 : paymentAmount
  return balance > online
}

function notBought(order: OrderState): Decision {
  const next: OrderState = { ...order, rejectReason: 'not_collected' }
  return {
    change: {
      ...unchanged(order, { resolution: 'not_bought', reason: 'not_collected' }),
      ...takeOffSale(next),
    },
  }
}
