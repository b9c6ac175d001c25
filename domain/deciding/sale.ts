import type { Facts } from '../facts.ts'
import { isOpenLine, matchLine, type ProductKind } from '../matching.ts'
import { type Change, type OrderLine, type OrderState, type Outcome, withMatch } from '../order.ts'
import { isSettled } from '../payment.ts'
import type { Status } from '../status.ts'
import { allocate, touchesStock } from '../stock.ts'

/** A change that does nothing yet but stand where it stood. */
export function unchanged(order: OrderState, outcome: Outcome = {}): Change {
  return {
    next: order,
    sale: null,
    payments: [],
    effects: [],
    wishes: [],
    drops: null,
    letters: [],
    takesBack: null,
    link: null,
    remember: null,
    outcome,
  }
}

/** Contract §3, first status: no customer, else an unmatched product, else the sale. */
export function statusByMatches(order: Pick<OrderState, 'customerId' | 'lines'>): Status {
  if (order.customerId === null) return 'customer_id_required'
  return order.lines.some(isOpenLine) ? 'product_match_failed' : 'new'
}

/** Each line that has no product yet, tried against today's catalogue. */
export function matchOpenLines(lines: readonly OrderLine[], facts: Facts): OrderLine[] {
  return lines.map((line) => {
    if (!isOpenLine(line)) return line
    const match = matchLine(line, facts.candidates, facts.remembered[line.id] ?? null)
    return withMatch(line, match, kindOf(match.productId, line.id, facts))
  })
}

function kindOf(productId: number | null, lineId: string, facts: Facts): ProductKind | null {
  const known = [facts.remembered[lineId], facts.picked, ...facts.candidates]
  return known.find((product) => product?.productId === productId)?.kind ?? null
}

export function matchesOf(lines: readonly OrderLine[]): NonNullable<Outcome['matches']> {
  return lines
    .filter(({ kind }) => kind !== 'fee')
    .map(({ id, productId, matchedBy, problem }) => ({ line: id, productId, by: matchedBy, problem }))
}

/** The sale is made and takes what stock there is; the rest is owed. */
export function makeSale(order: OrderState, facts: Facts): Pick<Change, 'next' | 'sale' | 'outcome'> {
  const wanted = order.lines.flatMap(({ id, productId, productKind, quantity }) =>
    productId !== null && productKind !== null && touchesStock(order.fulfilment, productKind)
      ? [{ lineId: id, productId, quantity }]
      : [],
  )
  const allocations = new Map(allocate(wanted, facts.levels).map((given) => [given.lineId, given]))
  const lines = order.lines.map((line) => ({ ...line, allocated: allocations.get(line.id)?.allocated ?? 0 }))
  const allocated = [...allocations.values()].map(({ lineId, allocated: units, owed }) => ({
    line: lineId,
    allocated: units,
    owed,
  }))
  return { next: { ...order, status: 'new', lines }, sale: 'make', outcome: { allocated } }
}

/** Moves to the status that its matches say; with everything known, the sale is made at once. */
export function settleByMatches(order: OrderState, facts: Facts): Pick<Change, 'next' | 'sale' | 'outcome'> {
  const status = statusByMatches(order)
  return status === 'new' ? makeSale(order, facts) : { next: { ...order, status }, sale: null, outcome: {} }
}

/** A sale that ended is open again; goods that went back on the shelf are taken off it once more, as far as they are there. */
export function resumeSale(order: OrderState, facts: Facts): Pick<Change, 'next' | 'sale' | 'outcome'> {
  const made = makeSale(order, facts)
  return { ...made, next: { ...made.next, status: order.status }, sale: 'resume' }
}

/** All lines off the sale and back on the shelf; an online payment of 0.00 says that nothing was taken. */
export function takeOffSale(order: OrderState): Pick<Change, 'next' | 'sale' | 'payments'> {
  const hadSale = order.lines.some(({ allocated }) => allocated > 0) || isSold(order.status)
  const lines = order.lines.map((line) => ({ ...line, allocated: 0 }))
  const paidOnline = order.paymentStatus !== null && order.paymentStatus !== 'unpaid'
  return {
    next: { ...order, status: 'rejected', lines },
    sale: hadSale ? 'take_off' : null,
    payments:
      hadSale && paidOnline && (order.money?.captured ?? 0) === 0
        ? [{ kind: 'ecommerce', method: 'stripe', amount: 0 }]
        : [],
  }
}

export const isSold = (status: Status) =>
  status === 'new' || status === 'in_process' || status === 'ready_for_pickup'

/** A receipt says what was paid: where the shop takes the money itself, it is made once that is there. */
export const receiptWhere = ({ money }: Pick<OrderState, 'money'>): Change['effects'] =>
  isSettled(money) ? ['receipt'] : []

/** What the website took or holds, noted on the sale once the shop takes the order on. */
export function ecommercePayment({
  paymentStatus,
  paymentProvider,
  paymentAmount,
  money,
  total,
}: OrderState): Change['payments'] {
  // What the shop takes itself is noted when it is taken.
  if (money !== null) return []
  if (paymentStatus === null || paymentStatus === 'unpaid') return []
  // Of what is reserved the shop takes no more than what the order costs now.
  const amount =
    paymentStatus === 'authorised' ? Math.min(paymentAmount, total ?? paymentAmount) : paymentAmount
  return [{ kind: 'ecommerce', method: paymentProvider ?? 'other', amount }]
}
