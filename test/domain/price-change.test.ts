import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taxOf } from '../../domain/price-change.ts'

describe('the tax of a line whose price is another now', () => {
  it.each([
    // 80.98 at 8.25 %: 6.68085
    [8_098, '0.0825', false, 668],
    // Half a cent goes up: 2.00 at 8.25 % is 0.165.
    [200, '0.0825', false, 17],
    // 121.00 with 21 % within, and 1.00: 0.17355…
    [12_100, '0.21', true, 2_100],
    [100, '0.21', true, 17],
    // Won have no decimals, dinars of Kuwait three.
    [11_000, '0.1', true, 1_000],
    [10_005, '0.1', false, 1_001],
    [1_234, '0.05', false, 62],
    [12_345, '0', false, 0],
    [500, '1', true, 250],
  ])('of %d at %s (within: %s) is %d', (net, rate, isWithin, tax) => {
    expect(taxOf(net, rate, isWithin)).toBe(tax)
  })

  it('is never more than half a unit off, and never more than what it is a part of', () => {
    const rates = fc.integer({ min: 0, max: 10_000 }).map((tenths) => (tenths / 10_000).toFixed(4))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), rates, fc.boolean(), (net, rate, isWithin) => {
        const share = Number(rate)
        const exact = isWithin ? net - net / (1 + share) : net * share
        const tax = taxOf(net, rate, isWithin)
        expect(Math.abs(tax - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
        expect(tax).toBeLessThanOrEqual(net)
      }),
    )
  })
})
