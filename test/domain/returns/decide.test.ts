import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decideReturn, returnDeadlineId } from '../../../domain/returns/decide.ts'
import type { ReturnFacts } from '../../../domain/returns/decision.ts'
import { settlementOf } from '../../../domain/returns/exchange.ts'
import {
  type ReturnHappening,
  type ReturnHappeningType,
  type ReturnPayloads,
  refundHappeningId,
  returnHappeningTypes,
  returnOfEffect,
} from '../../../domain/returns/happening.ts'
import { nextReturnAction, returnLifecycle } from '../../../domain/returns/lifecycle.ts'
import { afterOthers, byWayPaid, leftOfSale, leftToGive, waysBack } from '../../../domain/returns/money.ts'
import { openReturn } from '../../../domain/returns/open.ts'
import { addUp, dueOf, type ReturnState, returnStatuses, totalOf } from '../../../domain/returns/return.ts'

const at = new Date('2026-03-02T10:00:00Z')
const facts: ReturnFacts = {
  left: { provider: 5_000, otherwise: 5_000 },
  ways: ['provider', 'cash'],
  isUnknown: false,
  shippingLeft: { amount: 440, tax: 40 },
  exchange: {
    pricesIncludeTax: false,
    taxRates: ['0.1'],
    products: new Map([
      ['BELL', { id: 1, sku: 'BELL', name: 'Bell', kind: 'stock', price: 500, free: 9 }],
      ['CARD', { id: 2, sku: 'CARD', name: 'Card', kind: 'gift_card', price: 500, free: null }],
    ]),
  },
  stock: { isCounted: true, shelf: 2, bin: 2 },
}

function opened(): ReturnState {
  const sold = {
    isCompleted: true,
    lines: [
      { line: '1', units: 3, amount: 3_300, tax: 300, returned: { units: 0, amount: 0, tax: 0 } },
      { line: '2', units: 1, amount: 100, tax: 0, returned: { units: 0, amount: 0, tax: 0 } },
    ],
    shipping: { amount: 440, tax: 40 },
  }
  const lines = [
    { line: '1', units: 3 },
    { line: '2', units: 1 },
  ]
  const opening = openReturn({ lines, withShipping: true }, sold, at)
  if ('refused' in opening) throw new Error(opening.refused)
  return opening.opened
}

let ids = 0
function happening<T extends ReturnHappeningType>(type: T, payload: ReturnPayloads[T], state?: ReturnState) {
  const isDeadline = type === 'goodsLate' || type === 'close'
  const deadline = state?.deadline
  return {
    id: isDeadline && deadline ? returnDeadlineId(deadline) : `h${++ids}`,
    type,
    payload,
    actor: isDeadline ? { kind: 'deadline' } : { kind: 'staff', userId: 'anna' },
    seenVersion: null,
    at: isDeadline && deadline ? deadline.at : at,
  } as ReturnHappening
}

function past(state: ReturnState, ...steps: ReturnHappening[]): ReturnState {
  return steps.reduce((now, step) => {
    const decision = decideReturn(now, step, facts)
    if ('refused' in decision) throw new Error(`${step.type} was refused: ${decision.refused}`)
    return decision.change.next
  }, state)
}

const allHere = {
  lines: [
    { line: '1', sellable: 3, defective: 0, toInspect: 0 },
    { line: '2', sellable: 0, defective: 1, toInspect: 0 },
  ],
}

describe('a return', () => {
  it('is of units that were sold, of an order that was handed over', () => {
    const sold = {
      isCompleted: true,
      lines: [{ line: '1', units: 2, amount: 10, tax: 0, returned: { units: 1, amount: 5, tax: 0 } }],
      shipping: { amount: 0, tax: 0 },
    }
    const open = (units: number, line = '1', isCompleted = true) =>
      openReturn({ lines: [{ line, units }], withShipping: true }, { ...sold, isCompleted }, at)
    expect(open(1)).toMatchObject({ opened: { shipping: null, goods: { amount: 5 } } })
    expect(open(2)).toEqual({ refused: 'too_many', line: '1', left: 1 })
    expect(open(0)).toEqual({ refused: 'nothing' })
    expect(open(1, '9')).toEqual({ refused: 'unknown_line', line: '9' })
    expect(open(1, '1', false)).toEqual({ refused: 'not_completed' })
  })

  it('goes from goods awaited to closed, each step the one that comes next', () => {
    let state = opened()
    expect(nextReturnAction(state.status)).toBe('goodsIn')
    state = past(
      state,
      happening('goodsIn', { lines: [{ line: '1', sellable: 1, defective: 0, toInspect: 2 }] }),
    )
    expect([state.status, nextReturnAction(state.status)]).toEqual(['goods_in', 'inspect'])
    state = past(state, happening('inspect', { lines: [{ line: '1', sellable: 1, defective: 0 }] }))
    expect(state.status).toBe('goods_in')
    state = past(state, happening('inspect', { lines: [{ line: '1', sellable: 0, defective: 1 }] }))
    expect([state.status, nextReturnAction(state.status)]).toEqual(['inspected', 'refund'])
    state = past(state, happening('refund', { method: 'cash' }))
    expect([state.status, nextReturnAction(state.status)]).toEqual(['refunding', null])
    state = past(state, happening('refundGiven', { amount: state.asked }))
    expect(past(state, happening('close', {}, state))).toMatchObject({ status: 'closed', deadline: null })
  })

  it('gives nothing back for what did not come', () => {
    const state = past(
      opened(),
      happening('goodsIn', { lines: [{ line: '1', sellable: 2, defective: 0, toInspect: 0 }] }),
    )
    expect(state).toMatchObject({ goods: { amount: 2_200, tax: 200 }, lines: [{ units: 2 }, { units: 0 }] })
    const none = decideReturn(opened(), happening('goodsIn', { lines: [] }), facts)
    expect(none).toEqual({ refused: 'nothing' })
    const many = { lines: [{ line: '2', sellable: 2, defective: 0, toInspect: 0 }] }
    expect(decideReturn(opened(), happening('goodsIn', many), facts)).toEqual({
      refused: 'too_many',
      line: '2',
    })
  })

  it('asks after goods that have not come, and waits on', () => {
    const state = opened()
    expect(past(state, happening('goodsLate', {}, state))).toMatchObject({
      status: 'opened',
      deadline: null,
    })
    const early = { ...happening('goodsLate', {}, state), at }
    expect(decideReturn(state, early, facts)).toEqual({ refused: 'too_early' })
  })

  it('gives back another amount within what is left, by a way that the money came', () => {
    const state = past(opened(), happening('goodsIn', allHere))
    const give = (
      changed: Partial<NonNullable<ReturnPayloads['refund']['changed']>>,
      method: 'provider' | 'cash' | 'card' = 'cash',
    ) =>
      decideReturn(
        state,
        happening('refund', {
          method,
          changed: { goods: 1_000, goodsTax: 0, shipping: 0, shippingTax: 0, reason: 'Worn', ...changed },
        }),
        facts,
      )
    expect(give({})).toMatchObject({ change: { asks: { amount: 1_000 }, next: { shipping: null } } })
    expect(give({ goods: 9_561, shipping: 440 })).toEqual({ refused: 'amount' })
    expect(give({ shipping: 441 })).toEqual({ refused: 'shipping' })
    expect(give({ goodsTax: 1_001 })).toEqual({ refused: 'amount' })
    expect(give({}, 'card')).toEqual({ refused: 'method' })
    expect(give({ goods: 0 }, 'card')).toMatchObject({ change: { asks: null, next: { status: 'refunded' } } })
  })

  it('goes back in two ways where it was paid in two', () => {
    const left = { provider: 1_000, otherwise: 2_840 }
    const give = (state: ReturnState, method: 'provider' | 'cash', more: Partial<ReturnFacts> = {}) =>
      decideReturn(state, happening('refund', { method }), { ...facts, left, ...more })
    const first = give(past(opened(), happening('goodsIn', allHere)), 'provider')
    expect(first).toMatchObject({ change: { asks: { amount: 1_000 } } })
    if ('refused' in first) return
    const rest = past(first.change.next, happening('refundGiven', { amount: 1_000 }))
    expect(rest).toMatchObject({ status: 'inspected', given: { provider: 1_000, otherwise: 0 } })
    const second = give(rest, 'cash')
    expect(second).toMatchObject({ change: { asks: { amount: 2_840 } } })
    if ('refused' in second) return
    const broke = past(second.change.next, happening('refundBroke', { amount: 1_000 }))
    expect(broke).toMatchObject({ status: 'refunding', asked: 2_840, given: { provider: 0, otherwise: 0 } })
    expect(past(broke, happening('refundGiven', { amount: 2_840 }))).toMatchObject({ status: 'inspected' })
    expect(give(rest, 'cash', { left: { provider: 0, otherwise: 2_839 } })).toEqual({ refused: 'amount' })
    expect(give(rest, 'cash', { isUnknown: true })).toEqual({ refused: 'money_unknown' })
  })

  it('has back what the provider gave of it, and no more', () => {
    const asked = past(opened(), happening('goodsIn', allHere), happening('refund', { method: 'provider' }))
    const unknown = past(asked, happening('refundUnknown', { errorId: 'e' }))
    const less = past(unknown, happening('refundGiven', { amount: 840 }))
    expect(less).toMatchObject({ status: 'inspected', given: { provider: 840, otherwise: 0 } })
    expect(dueOf(less)).toBe(3_000)
    expect(past(unknown, happening('refundGiven', { amount: 9_000 }))).toMatchObject({
      status: 'refunded',
      given: { provider: 3_840 },
    })
  })

  it('asks again once its order is free, and not before', () => {
    const state = past(opened(), happening('goodsIn', allHere), happening('refund', { method: 'provider' }))
    expect(decideReturn(state, happening('tryAgain', {}), facts)).toMatchObject({ change: { asks: null } })
    const waits = past(state, happening('refundWaits', {}))
    expect(decideReturn(waits, happening('tryAgain', {}), facts)).toMatchObject({
      change: { asks: { amount: totalOf(state) }, next: { round: 2, trouble: null } },
    })
  })

  it('was seen otherwise by somebody else: their click changes nothing', () => {
    const late = { ...happening('cancel', {}), seenVersion: 2 }
    expect(decideReturn(opened(), late, facts)).toEqual({ refused: 'stale' })
  })
})

describe('the table of a return', () => {
  it('leads from opened to every status, and out of those that ended to none but by a bank that gives the money back', () => {
    const reached = new Set(['opened'])
    for (let size = 0; size !== reached.size; ) {
      size = reached.size
      for (const status of returnStatuses.filter((one) => reached.has(one)))
        for (const to of Object.values(returnLifecycle[status]).flat()) reached.add(to)
    }
    expect([...reached].sort()).toEqual([...returnStatuses].sort())
    expect(returnLifecycle.closed).toEqual({ comment: ['closed'], refundBroke: ['inspected'] })
    expect(returnLifecycle.cancelled).toEqual({ comment: ['cancelled'] })
  })

  it('holds in any life: no unit is counted twice, and what is asked for is never more than is left', () => {
    const count = fc.nat({ max: 3 })
    const units = fc.record({
      line: fc.constantFrom('1', '2'),
      sellable: count,
      defective: count,
      toInspect: count,
    })
    const step = fc.constantFrom(...returnHappeningTypes.filter((type) => type !== 'opened'))
    fc.assert(
      fc.property(fc.array(fc.tuple(step, units, fc.nat({ max: 6_000 })), { maxLength: 15 }), (life) => {
        let state = opened()
        for (const [type, line, goods] of life) {
          const changed = { goods, goodsTax: 0, shipping: 0, shippingTax: 0, reason: 'x' }
          const pays = settlementOf(state, state.exchange?.total ?? 0, facts.left).pays
          const payloads: Partial<Record<ReturnHappeningType, object>> = {
            refund: { method: 'cash', ...(goods > 3_000 && { changed }) },
            exchange: {
              lines: [{ sku: 'BELL', quantity: (goods % 9) + 1, unitPrice: 500 }],
              taxRate: '0.10',
            },
            handOver: { pays, method: 'cash' },
            refundBroke: { amount: goods },
            refundGiven: { amount: goods },
            correct: { line: line.line, to: goods % 2 ? 'sellable' : 'defective', units: 1, reason: 'x' },
          }
          const payload = payloads[type] ?? { lines: [line] }
          const decision = decideReturn(state, happening(type, payload as never, state), facts)
          if ('refused' in decision) continue
          const { next, asks } = decision.change
          expect(asks?.amount ?? 0).toBeLessThanOrEqual(
            facts.left.otherwise + (asks?.method === 'exchange' ? facts.left.provider : 0),
          )
          expect(dueOf(next)).toBeGreaterThanOrEqual(0)
          if (next.status === 'refunded' && next.setOff > 0) expect(next.isSetOff).toBe(true)
          for (const own of next.lines) {
            expect(own.sellable + own.defective + own.toInspect).toBeLessThanOrEqual(own.units)
            expect(Math.min(own.sellable, own.defective, own.toInspect)).toBeGreaterThanOrEqual(0)
          }
          if (next.status === 'inspected' && state.status === 'opened') {
            expect(next.goods).toEqual(addUp(next.lines))
          }
          state = next
        }
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('what is left for the goods of one sale', () => {
  const left = { provider: 10, otherwise: 3 }
  it.each([
    ['the order’s own', 11, 0, { provider: 10, otherwise: 1 }],
    ['one that was partly paid at the till', 8, 3, { provider: 5, otherwise: 3 }],
    ['one for which the provider has too little', 13, 1, { provider: 10, otherwise: 3 }],
    ['more than there is', 20, 9, left],
  ])('goes back as it was paid, as far as that goes: %s', (_, amount, atTill, ways) => {
    expect(byWayPaid(amount, left, atTill)).toEqual(ways)
  })

  it('is its own: what was paid in exchange is not the order’s, nor the other way round', () => {
    const exchanged = { paid: 9, givenBack: 4 }
    expect(leftOfSale(left, exchanged, null)).toBe(8)
    expect(leftOfSale(left, exchanged, { paid: 6, givenBack: 4 })).toBe(2)
    expect(afterOthers(left, { provider: 2, otherwise: 5 })).toEqual({ provider: 6, otherwise: 0 })
  })
})

describe('the money of an order that can be given back', () => {
  const unpaid = {
    money: null,
    total: 1_000,
    paymentStatus: 'unpaid' as const,
    paymentAmount: 0,
    paidAtTill: 0,
    givenBack: 0,
  }
  it.each([
    ['nothing was paid', unpaid, { provider: 0, otherwise: 0 }, []],
    [
      'paid at the till',
      { ...unpaid, paidAtTill: 1_000, givenBack: 300 },
      { provider: 0, otherwise: 700 },
      ['cash', 'card', 'transfer', 'other'],
    ],
    [
      'paid at the channel',
      { ...unpaid, paymentStatus: 'captured' as const, paymentAmount: 1_000 },
      { provider: 0, otherwise: 1_000 },
      ['channel', 'cash', 'card', 'transfer', 'other'],
    ],
    [
      'a channel that does not say how much',
      { ...unpaid, paymentStatus: 'captured' as const, givenBack: 1_000 },
      { provider: 0, otherwise: 0 },
      [],
    ],
  ])('%s', (_, paid, left, ways) => {
    expect(leftToGive(paid)).toEqual(left)
    expect(waysBack(paid)).toEqual(ways)
  })
})

it('what a return asked for leads back to it, and nothing else does', () => {
  expect(returnOfEffect(`12:refund:${refundHappeningId(7, 2)}`)).toBe(7)
  expect(returnOfEffect('12:refund:staff:abc')).toBeNull()
  expect(returnOfEffect('12:refund:staff:return:7:2')).toBeNull()
})
