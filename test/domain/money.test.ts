import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  AMOUNT_MAX,
  decimalsOf,
  formatAmount,
  parseAmount,
  taxesByRate,
  totalOf,
} from '../../domain/money.ts'

describe('amounts', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['KRW', 0],
    ['JPY', 0],
    ['KWD', 3],
    ['XXY', undefined],
    ['usd', undefined],
    ['constructor', undefined],
  ])('%s has %s decimals', (currency, decimals) => {
    expect(decimalsOf(currency)).toBe(decimals)
  })

  it.each([
    ['40.49', 2, 4049],
    ['40.4', 2, 4040],
    ['40', 2, 4000],
    ['0.00', 2, 0],
    ['15000', 0, 15000],
    ['1.234', 3, 1234],
    ['15000.5', 0, null],
    ['40.490', 2, null],
    ['-1.00', 2, null],
    ['+1.00', 2, null],
    ['1,00', 2, null],
    ['1e3', 2, null],
    ['.5', 2, null],
    ['5.', 2, null],
    ['', 2, null],
    [' 5', 2, null],
    ['0x10', 2, null],
    ['99999999999999999', 2, null],
  ])('"%s" with %i decimals is %s', (text, decimals, minor) => {
    expect(parseAmount(text, decimals)).toBe(minor)
  })

  it('reads back what it wrote, in every currency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: AMOUNT_MAX }), fc.constantFrom(0, 2, 3, 4), (minor, decimals) => {
        expect(parseAmount(formatAmount(minor, decimals), decimals)).toBe(minor)
      }),
    )
  })
})

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 100_000 }),
  unitPrice: fc.integer({ min: 0, max: 1_000_000 }),
  discount: fc.constant(0),
  tax: fc.integer({ min: 0, max: 100_000 }),
  taxRate: fc.constantFrom('0', '0.06', '0.21', '0.0825', '0.10'),
})
const shipping = fc.record({
  amount: fc.integer({ min: 0, max: 10_000 }),
  tax: fc.integer({ min: 0, max: 1_000 }),
})

describe('the sums of an order', () => {
  it('counts the tax on top of net prices, and within gross ones', () => {
    const lines = [{ quantity: 2, unitPrice: 4049, discount: 100, tax: 668, taxRate: '0.0825' }]
    const order = { lines, shipping: { amount: 500, tax: 41 } }
    expect(totalOf({ ...order, pricesIncludeTax: false })).toBe(7998 + 668 + 500 + 41)
    expect(totalOf({ ...order, pricesIncludeTax: true })).toBe(7998 + 500)
  })

  it('takes the same rate written differently as one', () => {
    const base = { quantity: 1, unitPrice: 1000, discount: 0, tax: 100 }
    const lines = [
      { ...base, taxRate: '0.1' },
      { ...base, taxRate: '0.10' },
    ]
    const taxes = taxesByRate({ pricesIncludeTax: false, lines, shipping: { amount: 0, tax: 0 } })
    expect(taxes).toEqual([{ rate: '0.1', base: 2000, tax: 200 }])
  })

  it('splits any order by rate into bases and taxes that make its total', () => {
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        shipping,
        fc.boolean(),
        (lines, ship, gross) => {
          const order = { pricesIncludeTax: gross, lines, shipping: ship }
          const sums = taxesByRate(order).reduce((sum, { base, tax }) => sum + base + tax, 0)
          expect(sums).toBe(totalOf(order))
        },
      ),
    )
  })
})
