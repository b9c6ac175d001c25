import type { Decision } from '../decision.ts'
import type { Facts, Reading } from '../facts.ts'
import type { Happening } from '../happening.ts'
import { matchCustomer } from '../matching.ts'
import type { OrderLine, OrderState } from '../order.ts'
import type { Money } from '../payment.ts'
import type { WebLine, WebOrder } from '../web-order.ts'
import { matchesOf, matchOpenLines, settleByMatches, unchanged } from './sale.ts'

/** An order of which nothing is known yet. */
export const blank: OrderState = {
  status: 'sale_processing_failed',
  version: 0,
  fulfilment: null,
  store: null,
  currency: null,
  total: null,
  customerId: null,
  paymentStatus: null,
  paymentProvider: null,
  paymentAmount: 0,
  paidAtTill: 0,
  money: null,
  paymentCheckedAt: null,
  approvalNumber: null,
  shortage: false,
  problems: [],
  readyBy: null,
  location: null,
  carrier: null,
  trackingNumber: null,
  supplierShippedAt: null,
  rejectReason: null,
  cancellationAskedAt: null,
  differs: false,
  placedAt: null,
  respondBy: null,
  answerMissedAt: null,
  readyAt: null,
  holdUntil: null,
  holdByHand: false,
  holdEndedAt: null,
  promiseMissedAt: null,
  step: null,
  deadlines: [],
  lines: [],
}

/** An order gets its first status: matched and sold, or waiting for staff with the reason. */
export function decideFirst(happening: Happening, facts: Facts): Decision {
  if (facts.reading === null) throw new Error(`${happening.type} came without the order's content`)
  if (happening.type === 'cancellation') return cancelledBeforeItCame(facts.reading, facts)
  return firstStatus(facts.reading, facts)
}

/** Also where a corrected order takes the place of one that could not be read. */
export function firstStatus(reading: Reading, facts: Facts): Decision {
  if (!reading.ok) return { change: unreadable(reading) }
  const order = fromWeb(reading.order, facts)
  const customer = matchCustomer(facts.customer)
  const matched: OrderState = {
    ...order,
    customerId: customer?.customerId ?? null,
    lines: matchOpenLines(order.lines, facts),
  }
  const settled = settleByMatches(matched, facts)
  const outcome = {
    ...settled.outcome,
    ...(customer && { customerId: customer.customerId, customerBy: customer.by }),
    matches: matchesOf(matched.lines),
  }
  const link = customer && {
    customerId: customer.customerId,
    create: false,
    remember: customer.by === 'email',
  }
  return { change: { ...unchanged(matched), ...settled, link, outcome } }
}

function unreadable({ path, message }: { path: string; message: string }) {
  return unchanged({ ...blank, problems: [{ code: 'unreadable', path, message }] })
}

function cancelledBeforeItCame(reading: Reading, facts: Facts): Decision {
  const order = reading.ok ? fromWeb(reading.order, facts) : blank
  const next: OrderState = { ...order, status: 'rejected', rejectReason: 'customer_request' }
  return { change: unchanged(next, { reason: 'customer_request' }) }
}

function fromWeb(web: WebOrder, facts: Facts): OrderState {
  return {
    ...blank,
    fulfilment: web.fulfilment,
    store: facts.workedAt ?? web.storeCode,
    currency: web.currency,
    placedAt: web.placedAt,
    total: web.total,
    paymentStatus: web.payment.status,
    paymentProvider: web.payment.provider,
    paymentAmount: web.payment.amount,
    money: moneyOf(web, facts),
    approvalNumber: web.payment.approvalNumber,
    supplierShippedAt: web.supplier?.shippedAt ?? null,
    lines: web.lines.map(lineFromWeb),
  }
}

/** Only what the shop itself may take, by its own account; a channel that takes its money is never interfered with. */
function moneyOf({ payment }: WebOrder, { account, paymentIsShared }: Facts): Money | null {
  const { status, provider, reference, amount } = payment
  if (
    account === null ||
    // Of orders that share a payment the first one has it; of the others staff are warned.
    paymentIsShared ||
    provider !== 'stripe' ||
    reference === null ||
    status === 'unpaid' ||
    amount === 0
  ) {
    return null
  }
  return {
    account,
    state: status === 'captured' ? 'captured' : 'held',
    goal: 'keep',
    held: amount,
    // What the website took by the shop's account is noted, once, when the provider says so.
    captured: 0,
    refunded: 0,
    captureBefore: null,
    warned: false,
    cardType: null,
    fee: null,
    trouble: null,
    disputes: [],
  }
}

function lineFromWeb({ id, kind, gtin, mpn, sku, quantity }: WebLine): OrderLine {
  const open = { productId: null, productKind: null, matchedBy: null, problem: null, allocated: 0 }
  return { id, kind, gtin, mpn, sku, quantity, ...open }
}
