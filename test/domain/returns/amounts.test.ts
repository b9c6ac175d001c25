import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grossOf, type SoldLine, shareOf, unitsLeft, worthOf } from '../../../domain/returns/amounts.ts'

const sold = (amount: number, tax: number, units: number): SoldLine => ({
  line: '1',
  amount,
  tax,
  units,
  returned: { units: 0, amount: 0, tax: 0 },
})

/** Lines of any currency: the figures are minor units, whatever the decimals. */
const anyLine = fc
  .record({
    units: fc.integer({ min: 1, max: 100_000 }),
    net: fc.integer({ min: 0, max: 10_000_000_000 }),
    taxPart: fc.double({ min: 0, max: 1, noNaN: true }),
    pricesIncludeTax: fc.boolean(),
  })
  .map(({ units, net, taxPart, pricesIncludeTax }) => {
    const { amount, tax } = grossOf(net, Math.floor(net * taxPart), pricesIncludeTax)
    return sold(amount, tax, units)
  })

/** Takes so many units of what is left, as a return that was written down. */
function take(line: SoldLine, units: number): SoldLine {
  const { amount, tax } = worthOf(line, units)
  const { returned } = line
  return {
    ...line,
    returned: { units: returned.units + units, amount: returned.amount + amount, tax: returned.tax + tax },
  }
}

describe('what a unit gives back', () => {
  it.each([
    ['three pieces for a dollar', 100, 3, [33, 33, 34]],
    ['won have no decimals', 10_000, 3, [3_333, 3_333, 3_334]],
    ['dinars have three', 10_001, 2, [5_000, 5_001]],
    ['a discount that left one cent to three pieces', 1, 3, [0, 0, 1]],
    ['nothing was paid', 0, 2, [0, 0]],
  ])('is its share to the unit: %s', (_, amount, units, shares) => {
    let line = sold(amount, 0, units)
    const given = shares.map(() => {
      const before = line.returned.amount
      line = take(line, 1)
      return line.returned.amount - before
    })
    expect(given).toEqual(shares)
  })

  it('is right where the product of both passes what a number holds', () => {
    expect(shareOf(999_999_999_999_999, 99_999, 100_000)).toBe(999_989_999_999_999)
  })

  it('adds up to what was paid, tax and all, however the units come back', () => {
    fc.assert(
      fc.property(
        anyLine,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
        (line, cuts) => {
          let left = line
          for (const cut of cuts) left = take(left, Math.floor(cut * unitsLeft(left)))
          const all = take(left, unitsLeft(left)).returned
          expect(all).toEqual({ units: line.units, amount: line.amount, tax: line.tax })
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('adds up, too, where a return in between is cancelled', () => {
    fc.assert(
      fc.property(anyLine, fc.nat({ max: 100_000 }), fc.nat({ max: 100_000 }), (line, first, second) => {
        const cancelled = take(line, first % (line.units + 1))
        const kept = worthOf(cancelled, second % (unitsLeft(cancelled) + 1))
        const units = second % (unitsLeft(cancelled) + 1)
        const after: SoldLine = { ...line, returned: { units, ...kept } }
        expect(take(after, unitsLeft(after)).returned).toMatchObject({ amount: line.amount, tax: line.tax })
      }),
    )
  })

  it('is one minor unit more or less than another piece of its line at the most, and holds no more tax than money', () => {
    const fewPieces = anyLine.map((line) => ({ ...line, units: (line.units % 30) + 1 }))
    fc.assert(
      fc.property(fewPieces, (line) => {
        let left = line
        const given: number[] = []
        while (unitsLeft(left) > 0) {
          const worth = worthOf(left, 1)
          expect(worth.tax).toBeLessThanOrEqual(worth.amount)
          given.push(worth.amount)
          left = take(left, 1)
        }
        expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1)
      }),
    )
  })
})
