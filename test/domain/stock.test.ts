import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, sumByProduct } from '../../domain/stock.ts'
import { supplierAvailableAt } from '../../domain/supplier.ts'

const wanted = fc.array(
  fc.record({
    lineId: fc.uuid(),
    productId: fc.integer({ min: 1, max: 3 }),
    quantity: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 8 },
)
const levels = fc.uniqueArray(
  fc.record({
    productId: fc.integer({ min: 1, max: 3 }),
    onHand: fc.integer({ min: 0, max: 12 }),
    allocated: fc.integer({ min: 0, max: 3 }),
  }),
  { selector: ({ productId }) => productId, maxLength: 3 },
)

describe('stock for an order', () => {
  it('gives what is there to the lines in their order and owes the rest', () => {
    const lines = [
      { lineId: 'a', productId: 1, quantity: 2 },
      { lineId: 'b', productId: 1, quantity: 2 },
    ]
    expect(allocate(lines, [{ productId: 1, onHand: 3, allocated: 0 }])).toEqual([
      { lineId: 'a', productId: 1, allocated: 2, owed: 0 },
      { lineId: 'b', productId: 1, allocated: 1, owed: 1 },
    ])
  })

  it('never gives what is promised to another order, nor more than is there', () => {
    fc.assert(
      fc.property(wanted, levels, (lines, shelf) => {
        const taken = sumByProduct(allocate(lines, shelf))
        for (const [productId, units] of taken) {
          const level = shelf.find((one) => one.productId === productId)
          expect(units).toBeLessThanOrEqual(Math.max((level?.onHand ?? 0) - (level?.allocated ?? 0), 0))
        }
      }),
    )
  })

  it('holds nothing back: a line is short only when its product is gone', () => {
    fc.assert(
      fc.property(wanted, levels, (lines, shelf) => {
        const given = allocate(lines, shelf)
        const taken = sumByProduct(given)
        for (const { productId, allocated, owed, lineId } of given) {
          expect(allocated + owed).toBe(lines.find((line) => line.lineId === lineId)?.quantity)
          const level = shelf.find((one) => one.productId === productId)
          const free = Math.max((level?.onHand ?? 0) - (level?.allocated ?? 0), 0)
          if (owed > 0) expect(taken.get(productId) ?? 0).toBe(free)
        }
      }),
    )
  })
})

describe("a supplier's order becomes workable at 02:30 US Eastern on the next business day", () => {
  it.each([
    ['shipped on a Monday', '2026-03-02T15:00:00Z', '2026-03-03T07:30:00Z'],
    ['shipped on a Friday: on Monday', '2026-11-20T15:00:00Z', '2026-11-23T07:30:00Z'],
    ['over the change to summer time', '2026-03-06T20:00:00Z', '2026-03-09T06:30:00Z'],
    ['late in the evening there, the next day in Europe', '2026-03-03T03:00:00Z', '2026-03-03T07:30:00Z'],
    ['shipped on a Sunday', '2026-11-22T12:00:00Z', '2026-11-23T07:30:00Z'],
  ])('%s', (_, shippedAt, availableAt) => {
    expect(supplierAvailableAt(new Date(shippedAt)).toISOString()).toBe(new Date(availableAt).toISOString())
  })
})
