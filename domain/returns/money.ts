import { tillPayments } from '../happening.ts'
import { couldNotGoBack, type Money, refundable } from '../payment.ts'
import type { PaymentStatus } from '../web-order.ts'
import type { RefundMethod } from './return.ts'

/** What was paid for an order and what of it has gone back, in minor units. */
export interface PaidOrder {
  money: Money | null
  total: number | null
  paymentStatus: PaymentStatus | null
  paymentAmount: number
  paidAtTill: number
  /** All refunds on the order's books, by whatever way. */
  givenBack: number
}

/** What may still be given back by the provider, and what by other ways. */
export function leftToGive(paid: PaidOrder): { provider: number; otherwise: number } {
  const { money, total, paymentStatus, paymentAmount, paidAtTill, givenBack } = paid
  if (money !== null) {
    // What went back otherwise than it came is the till's first, then what an exchange set off.
    const others = Math.max(givenBack - money.refunded, 0)
    const provider = money.state === 'captured' ? refundable(money) - Math.max(others - paidAtTill, 0) : 0
    return { provider: Math.max(provider, 0), otherwise: Math.max(paidAtTill - others, 0) }
  }
  const isPaidThere = paymentStatus !== null && paymentStatus !== 'unpaid'
  const channel = isPaidThere ? paymentAmount || Math.max((total ?? 0) - paidAtTill, 0) : 0
  return { provider: 0, otherwise: Math.max(channel + paidAtTill - givenBack, 0) }
}

/** The provider said no: what it has may go back another way. */
export const isStuckAtProvider = ({ money }: Pick<PaidOrder, 'money'>): boolean =>
  money !== null && couldNotGoBack(money)

/** The ways that an order's money can go back, the likeliest first: as it came. */
export function waysBack(paid: PaidOrder): RefundMethod[] {
  const { provider, otherwise } = leftToGive(paid)
  const ways: RefundMethod[] = provider > 0 ? ['provider'] : []
  if (otherwise === 0) return isStuckAtProvider(paid) ? [...ways, ...tillPayments] : ways
  const isPaidThere = paid.money === null && paid.paymentStatus !== null && paid.paymentStatus !== 'unpaid'
  return [...ways, ...(isPaidThere ? (['channel'] as const) : []), ...tillPayments]
}
