import { tillPayments } from '../happening.ts'
import { couldNotGoBack, type Money, refundable } from '../payment.ts'
import type { PaymentStatus } from '../web-order.ts'
import { type ByWay, inAll, type RefundMethod } from './return.ts'

/** What was paid for an order and what of it has gone back, in minor units. */
export interface PaidOrder {
  money: Money | null
  total: number | null
  paymentStatus: PaymentStatus | null
  paymentAmount: number
  paidAtTill: number
  /** All refunds on the order's books, by whatever way, less what was taken for goods that went out in exchange. */
  givenBack: number
}

/** What may still be given back by the provider, and what by other ways. */
export function leftToGive(paid: PaidOrder): ByWay {
  const { money, total, paymentAmount, paidAtTill, givenBack } = paid
  if (money !== null) {
    // What went back otherwise than it came is the till's first, then what an exchange set off.
    const others = givenBack - money.refunded
    const provider = money.state === 'captured' ? refundable(money) - Math.max(others - paidAtTill, 0) : 0
    return { provider: Math.max(provider, 0), otherwise: Math.max(paidAtTill - others, 0) }
  }
  const channel = isPaidThere(paid) ? paymentAmount || Math.max((total ?? 0) - paidAtTill, 0) : 0
  return { provider: 0, otherwise: Math.max(channel + paidAtTill - givenBack, 0) }
}

const isPaidThere = ({ money, paymentStatus }: PaidOrder) =>
  money === null && paymentStatus !== null && paymentStatus !== 'unpaid'

/** The provider said no: what it has may go back another way. */
export const isStuckAtProvider = ({ money }: Pick<PaidOrder, 'money'>): boolean =>
  money !== null && couldNotGoBack(money)

/** The ways that what is left can go back, the likeliest first: as it came. */
export function waysBack(paid: PaidOrder, { provider, otherwise }: ByWay = leftToGive(paid)): RefundMethod[] {
  const ways: RefundMethod[] = provider > 0 ? ['provider'] : []
  if (otherwise === 0) return provider > 0 && isStuckAtProvider(paid) ? [...ways, ...tillPayments] : ways
  return [...ways, ...(isPaidThere(paid) ? (['channel'] as const) : []), ...tillPayments]
}

/** What was paid for goods that went out in exchange, and what of it went back for them. */
export interface PaidForSale {
  paid: number
  givenBack: number
}

/**
 * What was paid for one sale of an order and has not gone back for its goods: those that went out in exchange have
 * their own part, the order's have the rest.
 * @param left all that is left of what was paid for the order and in exchange
 * @param own of the sale itself, where it is one in exchange
 */
export function leftOfSale(left: ByWay, exchanged: PaidForSale, own: PaidForSale | null): number {
  const rest = (of: PaidForSale) => of.paid - of.givenBack
  return Math.max(own ? rest(own) : inAll(left) - rest(exchanged), 0)
}

/** So much of what is left, as it was paid as far as that goes. @param atTill what of it the till took */
export function byWayPaid(amount: number, left: ByWay, atTill: number): ByWay {
  const most = Math.min(amount, inAll(left))
  const first = Math.max(Math.min(atTill, most, left.otherwise), 0)
  const provider = Math.min(most - first, left.provider)
  return { provider, otherwise: most - provider }
}

/** After what others are giving back; what they set off may be more than came otherwise: the rest is the provider's. */
export function afterOthers(left: ByWay, others: ByWay): ByWay {
  const otherwise = left.otherwise - others.otherwise
  return {
    provider: Math.max(left.provider - others.provider + Math.min(otherwise, 0), 0),
    otherwise: Math.max(otherwise, 0),
  }
}
