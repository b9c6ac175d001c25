import { DateTime } from 'luxon'
import { receiptWhere, unchanged } from './deciding/sale.ts'
import type { Decision, RefusalCode } from './decision.ts'
import type { Facts } from './facts.ts'
import { isGiftCard } from './gift-cards.ts'
import type { Happening } from './happening.ts'
import { decimalsOf, lineNet, type Priced, type PricedLine, parseAmount, totalOf } from './money.ts'
import type { OrderState } from './order.ts'

/** How the customer agreed to another price. */
export const agreements = ['phone', 'email', 'in_person'] as const
export type Agreement = (typeof agreements)[number]

/** What the order's lines cost; amounts in minor units. */
export interface PricesSeen extends Omit<Priced, 'lines'> {
  lines: (PricedLine & { id: string })[]
}

/** What `record` writes down; amounts in minor units, from and to. */
export interface PriceNote {
  line: string
  price: [number, number]
  tax: [number, number]
  net: number
  taxRate: string
  total: number
  reason: string
  agreedBy: Agreement
  agreedAt: Date
}

/** Clocks of a till and of the server differ. */
const GRACE_MS = 60_000

/** Another price for a line, with the customer's word for it, while nobody has the money yet. */
export function decideChangePrice(
  order: OrderState,
  { payload, at }: Happening<'changePrice'>,
  { prices, rules }: Facts,
): Decision {
  const no = (code: RefusalCode): Decision => ({ refused: { code } })
  const line = prices?.lines.find(({ id }) => id === payload.line)
  if (!prices || !line) return { refused: { code: 'unknown_line', lines: [payload.line] } }
  if (order.lines.some((other) => other.id === line.id && isGiftCard(other))) return no('price_of_gift_card')
  const stands = whyMoneyStands(order)
  if (stands) return no(stands)
  const unitPrice = parseAmount(payload.unitPrice, decimalsOf(order.currency ?? '') ?? 2)
  if (unitPrice === null) return no('price_amount')
  if (unitPrice === line.unitPrice) return no('price_same')
  const changed = { ...line, unitPrice, tax: 0 }
  const net = lineNet(changed)
  if (net < 0) return no('price_below_discount')
  changed.tax = taxOf(net, line.taxRate, prices.pricesIncludeTax)
  const lines = prices.lines.map((other) => (other === line ? changed : other))
  const total = totalOf({ ...prices, lines })
  const limit = reserved(order)
  if (limit !== null && total > limit) return no('price_above_reserved')
  const agreedAt = agreed(payload.agreedAt, rules?.calendar.timeZone ?? 'UTC')
  if (agreedAt === null || agreedAt.getTime() > at.getTime() + GRACE_MS) return no('agreed_later')
  const { reason, agreedBy } = payload
  const price: [number, number] = [line.unitPrice, unitPrice]
  return {
    change: {
      ...unchanged({ ...order, total }, { price: { line: line.id, from: price[0], to: price[1], total } }),
      // Nothing was printed before the shop took the order on.
      effects: order.status === 'in_process' ? receiptWhere(order) : [],
      price: {
        line: line.id,
        price,
        tax: [line.tax, changed.tax],
        net,
        taxRate: line.taxRate,
        total,
        reason,
        agreedBy,
        agreedAt,
      },
    },
  }
}

/** By the store's clock, "2026-03-09T18:00". @returns null: no such time */
function agreed(text: string, zone: string): Date | null {
  const time = DateTime.fromISO(text, { zone })
  return time.isValid ? time.toJSDate() : null
}

/** Money that was taken, or is being taken, was taken at the old price. */
export function whyMoneyStands({
  status,
  money,
  paymentStatus,
  paidAtTill,
}: Pick<OrderState, 'status' | 'money' | 'paymentStatus' | 'paidAtTill'>): RefusalCode | null {
  if (money !== null) {
    if (money.state === 'held' || money.state === 'declined') return null
    return money.state === 'capturing' || money.state === 'unknown' ? 'payment_under_way' : 'price_taken'
  }
  if (paidAtTill > 0 || paymentStatus === 'captured') return 'price_taken'
  // What a channel holds is noted as paid once the order is accepted.
  return paymentStatus === 'authorised' && status !== 'new' ? 'price_taken' : null
}

/** The customer agreed to so much; null: nothing is reserved. */
function reserved({ money, paymentStatus, paymentAmount }: OrderState): number | null {
  if (money !== null) return money.held
  return paymentStatus === 'authorised' ? paymentAmount : null
}

/** The tax of a line that costs `net`, or within it, rounded half up. @param rate "0.0825" */
export function taxOf(net: number, rate: string, isWithin: boolean): number {
  const [whole = '0', fraction = ''] = rate.split('.')
  const share = BigInt(whole + fraction)
  const one = 10n ** BigInt(fraction.length)
  const [above, below] = [BigInt(net) * share, isWithin ? one + share : one]
  return Number((2n * above + below) / (2n * below))
}
