import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlineId } from '../../domain/deadlines.ts'
import { decide } from '../../domain/decide.ts'
import { type Facts, noFacts } from '../../domain/facts.ts'
import { type Happening, type HappeningType, happeningTypes, type Payloads } from '../../domain/happening.ts'
import { lifecycle, whyNot } from '../../domain/lifecycle.ts'
import type { Change, OrderState } from '../../domain/order.ts'
import type { Rules } from '../../domain/rules.ts'
import { type Fulfilment, fulfilments, isClosed } from '../../domain/status.ts'
import type { WebOrder } from '../../domain/web-order.ts'

const at = new Date('2026-03-02T12:00:00Z')
let made = 0

function happening<T extends HappeningType>(
  type: T,
  payload: Payloads[T],
  seenVersion: number | null = null,
) {
  const actor = { kind: 'staff' as const, userId: 'anna' }
  return { id: `h${++made}`, type, payload, actor, seenVersion, at } as Happening
}

/** An order of one helmet (SKU found as product 1) and one unknown thing. */
function web(fulfilment: Fulfilment, known: boolean): WebOrder {
  const base = {
    kind: 'product' as const,
    gtin: null,
    mpn: null,
    discount: 0,
    taxRate: '0',
    tax: 0,
    unitPrice: 1000,
  }
  const helmet = { ...base, id: '1', description: 'Helmet', sku: 'helmet', quantity: 2 }
  const unknown = { ...base, id: '2', description: 'Something', sku: 'what', quantity: 1 }
  return {
    number: 'NS-1',
    placedAt: at,
    fulfilment,
    storeCode: 'main',
    currency: 'USD',
    pricesIncludeTax: false,
    customer: {
      externalId: null,
      firstName: 'Kim',
      lastName: null,
      email: null,
      phone: null,
      marketingOptIn: false,
    },
    billingAddress: null,
    shippingAddress: null,
    lines: known ? [helmet] : [helmet, unknown],
    shipping: { amount: 0, tax: 0, method: null },
    payment: {
      status: fulfilment === 'reserve' ? 'unpaid' : 'authorised',
      provider: 'stripe',
      reference: 'pi_1',
      amount: fulfilment === 'reserve' ? 0 : 2000,
      approvalNumber: null,
    },
    supplier: fulfilment === 'supplier' ? shipment() : null,
    total: known ? 2000 : 3000,
    note: null,
  }
}

const shipment = () => ({
  name: 'Trek',
  purchaseOrder: null,
  shippedAt: at,
  carrier: null,
  trackingNumber: null,
})

const rules: Rules = {
  answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'reject' },
  pickup: { days: 7, remindHours: 24, whenEnded: 'release' },
  undoSeconds: 15,
  calendar: { timeZone: 'UTC', weekly: null, special: [] },
  answerCalendar: null,
}

function factsFor(order: WebOrder, { customer = true, onHand = 5, whatKnown = false } = {}): Facts {
  return {
    ...noFacts,
    reading: { ok: true, order },
    workedAt: 'main',
    candidates: [
      { productId: 1, kind: 'stock', foundBy: 'sku', value: 'helmet' },
      ...(whatKnown
        ? [{ productId: 2, kind: 'stock' as const, foundBy: 'sku' as const, value: 'what' }]
        : []),
    ],
    customer: { linked: customer ? ['C1'] : [], sameEmail: [] },
    levels: [{ productId: 1, onHand, allocated: 0 }],
    picked: { productId: 2, kind: 'stock' },
    pickedCustomer: { id: 'C1', create: false },
    rules,
    account: 'main',
  }
}

function apply(order: OrderState | null, next: Happening, facts: Facts): Change {
  const decision = decide(order, next, facts)
  if ('refused' in decision) throw new Error(`refused: ${decision.refused.code}`)
  return decision.change
}

function received(fulfilment: Fulfilment, options = {}, known = true): OrderState {
  const order = web(fulfilment, known)
  return apply(null, happening('received', {}), factsFor(order, options)).next
}

/** What the order's workflow says once its soonest deadline has come. */
function nextDeadline({ deadlines: [first] }: OrderState): Happening {
  if (!first) throw new Error('no deadline')
  return { ...happening(first.kind, {}), id: deadlineId(first) } as Happening
}

describe('the first status', () => {
  it('makes the sale and takes the stock when customer and products are known', () => {
    const { next, sale, outcome } = apply(null, happening('received', {}), factsFor(web('pickup', true)))
    expect(next).toMatchObject({ status: 'new', version: 1, shortage: false, customerId: 'C1' })
    expect(sale).toBe('make')
    expect(outcome.allocated).toEqual([{ line: '1', allocated: 2, owed: 0 }])
  })

  it('asks for the customer first, then for the products', () => {
    expect(received('pickup', { customer: false }, false).status).toBe('customer_id_required')
    expect(received('pickup', {}, false).status).toBe('product_match_failed')
  })

  it('takes what is there of a short product, owes the rest and says so', () => {
    const order = received('pickup', { onHand: 1 })
    expect(order).toMatchObject({
      status: 'new',
      shortage: true,
      problems: [{ code: 'short', line: '1', owed: 1 }],
    })
  })

  it('leaves an unreadable order waiting with the reason', () => {
    const facts = {
      ...noFacts,
      reading: { ok: false as const, path: 'total', message: 'The total is missing.' },
    }
    const { next, sale } = apply(null, happening('received', {}), facts)
    expect(next.status).toBe('sale_processing_failed')
    expect(next.problems).toEqual([{ code: 'unreadable', path: 'total', message: 'The total is missing.' }])
    expect(sale).toBeNull()
  })
})

describe('what staff do', () => {
  it('identifying the customer makes the sale at once when every product is known', () => {
    const waiting = received('pickup', { customer: false })
    const { next, sale, link } = apply(
      waiting,
      happening('identifyCustomer', { customerId: 'C1' }),
      factsFor(web('pickup', true)),
    )
    expect(next.status).toBe('new')
    expect(sale).toBe('make')
    expect(link).toEqual({ customerId: 'C1', create: false, remember: true })
  })

  it('Process Sale names the lines that still have no product', () => {
    const waiting = received('pickup', {}, false)
    const decision = decide(waiting, happening('processSale', {}), factsFor(web('pickup', false)))
    expect(decision).toEqual({ refused: { code: 'not_matched', lines: ['2'] } })
  })

  it('Process Sale makes the sale once the catalogue knows the product', () => {
    const waiting = received('pickup', {}, false)
    const facts = factsFor(web('pickup', false), { whatKnown: true })
    const { next } = apply(waiting, happening('processSale', {}), facts)
    expect(next.status).toBe('new')
    expect(next.lines.map(({ matchedBy }) => matchedBy)).toEqual(['sku', 'sku'])
  })

  it('a pick that fits no identifier stands and is noted', () => {
    const waiting = received('pickup', {}, false)
    const { next, outcome, remember } = apply(
      waiting,
      happening('matchProduct', { line: '2', sku: 'other' }),
      factsFor(web('pickup', false)),
    )
    expect(next.status).toBe('product_match_failed')
    expect(next.lines[1]).toMatchObject({ productId: 2, matchedBy: 'hand', problem: null })
    expect(outcome.matches?.[0]?.fits).toBe(false)
    expect(remember).toEqual({ line: '2', productId: 2 })
  })

  it('rejecting takes every line off the sale and notes an online payment of 0.00', () => {
    const { next, sale, payments } = apply(
      received('pickup'),
      happening('reject', { reason: 'damaged' }),
      noFacts,
    )
    expect(next).toMatchObject({ status: 'rejected', rejectReason: 'damaged' })
    expect(next.lines.map(({ allocated }) => allocated)).toEqual([0])
    expect(sale).toBe('take_off')
    expect(payments).toEqual([{ kind: 'ecommerce', method: 'stripe', amount: 0 }])
  })

  it('a reservation that was not bought goes back on the shelf', () => {
    let order = received('reserve')
    order = apply(order, happening('accept', {}), noFacts).next
    order = apply(order, happening('ready', {}), noFacts).next
    const { next, sale } = apply(order, happening('complete', { resolution: 'not_bought' }), noFacts)
    expect(next.status).toBe('rejected')
    expect(sale).toBe('take_off')
  })

  it.each<[Payloads['complete'], unknown]>([
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' }, { amount: 2000 }],
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: '15.00' }, { amount: 1500 }],
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: '20.01' }, 'amount'],
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: 'ten' }, 'amount'],
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: '0' }, 'amount'],
    [{ collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: '0.01' }, { amount: 1 }],
    [{ collectedBy: 'Kim', idChecked: ['card'] }, 'incomplete'],
    [{ payment: 'cash' }, 'incomplete'],
  ])('a reservation is paid at the till: %j', (payload, outcome) => {
    let order = received('reserve')
    order = apply(order, happening('accept', {}), noFacts).next
    order = apply(order, happening('ready', {}), noFacts).next
    const decision = decide(order, happening('complete', payload), noFacts)
    if ('refused' in decision) expect(decision.refused.code).toBe(outcome)
    else {
      expect(decision.change.payments[0]).toMatchObject(outcome as object)
      expect(decision.change.effects).toEqual(['receipt'])
    }
  })

  it('refuses what was decided on a page that is out of date, but never a comment', () => {
    const order = apply(received('pickup'), happening('accept', {}), noFacts).next
    expect(decide(order, happening('reject', { reason: 'damaged' }, 1), noFacts)).toEqual({
      refused: { code: 'stale' },
    })
    expect(decide(order, happening('comment', { text: 'Called.' }, 1), noFacts)).toHaveProperty('change')
  })

  it('counts as a new version what people and deadlines change, not comments and papers', () => {
    let order = received('pickup')
    const versions = [order.version]
    const steps = [
      happening('comment', { text: 'Called.' }),
      happening('accept', {}),
      happening('receiptMade', { effectKey: 'k', documentId: 1 }),
      happening('receiptFailed', { effectKey: 'k', errorId: 'e' }),
      happening('contentChanged', { digest: 'd' }),
      happening('ready', {}),
    ]
    for (const step of steps) {
      order = apply(order, step, noFacts).next
      versions.push(order.version)
    }
    expect(versions).toEqual([1, 1, 2, 2, 2, 2, 3])
  })
})

describe('what the website and the supplier do', () => {
  it('a cancellation rejects until the goods are ready; later staff are told', () => {
    expect(
      apply(received('pickup'), happening('cancellation', { reason: null }), noFacts).next,
    ).toMatchObject({
      status: 'rejected',
      rejectReason: 'customer_request',
    })
    let order = apply(received('pickup'), happening('accept', {}), noFacts).next
    order = apply(order, happening('ready', {}), noFacts).next
    order = apply(order, happening('cancellation', { reason: null }), noFacts).next
    expect(order).toMatchObject({ status: 'ready_for_pickup', problems: [{ code: 'cancellation_asked' }] })
  })

  it("a supplier's order goes to Shipped and Completed by its deadlines, and touches no stock", () => {
    const order = received('supplier')
    expect(order).toMatchObject({ status: 'new', shortage: false, deadlines: [{ kind: 'supplierShipped' }] })
    expect(order.lines[0]?.allocated).toBe(0)
    const shipped = apply(order, nextDeadline(order), noFacts).next
    const completed = apply(shipped, nextDeadline(shipped), noFacts).next
    expect([shipped.status, completed.status]).toEqual(['shipped', 'completed'])
    expect(completed.deadlines).toEqual([])
  })

  it('a deadline that does not stand any more changes nothing', () => {
    const order = received('supplier')
    expect(decide({ ...order, deadlines: [] }, nextDeadline(order), noFacts)).toEqual({
      refused: { code: 'too_early' },
    })
  })
})

/** Any payload that the edge would let through. */
const payloads: { [T in HappeningType]: Payloads[T] } = {
  received: {},
  contentChanged: { digest: 'd' },
  cancellation: { reason: null },
  identifyCustomer: { customerId: 'C1' },
  matchProduct: { line: '2', sku: 'x' },
  processSale: {},
  accept: {},
  reject: { reason: 'other' },
  ready: {},
  ship: {},
  complete: { collectedBy: 'Kim', idChecked: ['card'], payment: 'card' },
  archive: {},
  changeReadyBy: { readyBy: '2026-03-03' },
  extendHold: { holdUntil: '2026-03-20' },
  undo: { step: '' },
  reopen: { step: '', reason: 'The customer came after all.' },
  sellGiftCard: { line: '1', number: '6006 4912' },
  voidGiftCard: { number: '60064912', reason: 'Typed wrong.' },
  changePrice: {
    line: '1',
    unitPrice: '9.00',
    reason: 'A scratch.',
    agreedBy: 'phone',
    agreedAt: '2026-03-02T10:00',
  },
  comment: { text: 'Hm.' },
  supplierAvailable: {},
  supplierShipped: {},
  supplierCompleted: {},
  answerReminder: {},
  answerMissed: {},
  pickupReminder: {},
  holdEnded: {},
  promiseMissed: {},
  captureEnds: {},
  checkPayment: {},
  giveBack: { method: 'transfer' },
  askProvider: {},
  captured: { effectKey: 'k', amount: 2_000 },
  captureDeclined: { effectKey: 'k', code: 'no' },
  released: { effectKey: 'k' },
  refunded: { effectKey: 'k', amount: 500 },
  refundFailed: { effectKey: 'k', code: 'no' },
  moneyUnknown: { effectKey: 'k', errorId: 'e' },
  paymentSeen: { effectKey: 'k', state: 'held', captured: 0, refunded: 0 },
  paymentNotice: { noticeId: 'n', type: 'charge.refunded' },
  returnRefund: { returnId: 1, amount: 100, method: 'provider' },
  rulesChanged: {},
  receiptMade: { effectKey: 'k', documentId: 1 },
  receiptFailed: { effectKey: 'k', errorId: 'e' },
}

/** Of the last step, or the deadline that stands, where it is about one. */
function befalling({ step, deadlines }: OrderState, type: HappeningType): Happening {
  const made = happening(type, payloads[type])
  const standing = deadlines.find(({ kind }) => kind === type)
  if (standing) return { ...made, id: deadlineId(standing), at: standing.at > at ? standing.at : at }
  if (made.type !== 'undo' && made.type !== 'reopen') return made
  return { ...made, payload: { ...made.payload, step: step?.id ?? '' } } as Happening
}

describe('any life of an order', () => {
  it('keeps to the table, and what is allocated is never more than was ordered or left over at the end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fulfilments),
        fc.record({ customer: fc.boolean(), onHand: fc.nat(3), whatKnown: fc.boolean() }),
        fc.boolean(),
        fc.array(fc.constantFrom(...happeningTypes), { maxLength: 20 }),
        (fulfilment, options, known, types) => {
          const order = web(fulfilment, known)
          const facts = factsFor(order, options)
          let state = apply(null, happening('received', {}), facts).next
          for (const type of types) {
            const decision = decide(state, befalling(state, type), facts)
            const possible = whyNot(state.status, type, fulfilment) === null
            if ('refused' in decision) continue
            expect(possible).toBe(true)
            const { next } = decision.change
            expect(lifecycle[state.status][type]?.to).toContain(next.status)
            expect(next.version).toBeGreaterThanOrEqual(state.version)
            for (const line of next.lines) {
              expect(line.allocated).toBeGreaterThanOrEqual(0)
              expect(line.allocated).toBeLessThanOrEqual(line.quantity)
              if (isClosed(next.status) && next.status !== 'completed') expect(line.allocated).toBe(0)
            }
            state = next
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
