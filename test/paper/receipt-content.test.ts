import { describe, expect, it } from 'vitest'
import { receiptOf } from '../../domain/receipt.ts'
import { line, sampleSale } from './sample-sale.ts'

describe('what a receipt says', () => {
  it('adds up: net of each line, subtotal, taxes by rate, and what is left to pay', () => {
    const [payment] = sampleSale().payments
    const receipt = receiptOf(sampleSale({ payments: payment ? [{ ...payment, amount: 100000 }] : [] }))
    expect(receipt.lines.map(({ net }) => net)).toEqual([8098, 142150])
    expect(receipt).toMatchObject({ subtotal: 150248, shipping: 995, total: 166208, balanceDue: 66208 })
    expect(receipt.taxes).toEqual([
      { rate: '0.0825', base: 8098, tax: 668 },
      { rate: '0.1', base: 142150, tax: 14215 },
      { rate: null, base: 995, tax: 82 },
    ])
    const taxed = receipt.taxes.reduce((sum, { base, tax }) => sum + base + tax, 0)
    expect(taxed).toBe(receipt.total)
  })

  it('tells no more of a payment reference than its end', () => {
    expect(receiptOf(sampleSale()).payments[0]?.referenceEnd).toBe('u7ix')
    expect(JSON.stringify(receiptOf(sampleSale()))).not.toContain('pi_3Mtw')
  })

  it('takes what was given back off what was paid, and what came back off what is owed', () => {
    const [payment] = sampleSale().payments
    if (!payment) throw new Error('a sale without a payment')
    const refund = { ...payment, kind: 'refund' as const, amount: 4_383 }
    const receipt = receiptOf(sampleSale({ returned: 4_383, payments: [payment, refund] }))
    expect(receipt.payments.map(({ amount }) => amount)).toEqual([166_208, -4_383])
    expect(receipt).toMatchObject({ total: 166_208, returned: 4_383, balanceDue: 0 })
    // Money came back without goods: the order was opened again, and is to be paid anew.
    const again = receiptOf(sampleSale({ payments: [payment, { ...refund, amount: 166_208 }] }))
    expect(again.balanceDue).toBe(166_208)
  })

  it('of a sale that is void owes nothing, whatever was given back', () => {
    const { sale, payments } = sampleSale()
    const [payment] = payments
    const refunds = payment ? [payment, { ...payment, kind: 'refund' as const }] : []
    expect(receiptOf(sampleSale({ sale: { ...sale, void: true }, payments: refunds }))).toMatchObject({
      balanceDue: 0,
      sale: { void: true },
    })
  })

  it.each([
    ['KRW', 0, [11_000, 1_000, '0.1', 10_000]],
    ['KWD', 3, [12_600, 600, '0.05', 12_000]],
  ] as const)(
    'sums the taxes within the prices in %s, of %d decimals, to the unit',
    (currency, _, figures) => {
      const [unitPrice, tax, taxRate, base] = figures
      const goods = line('Pedal', { unitPrice, tax, taxRate })
      const parts = { currency, pricesIncludeTax: true, shipping: { amount: 0, tax: 0 }, payments: [] }
      const receipt = receiptOf(sampleSale({ ...parts, lines: [goods, goods], total: 2 * unitPrice }))
      expect(receipt.taxes).toEqual([{ rate: taxRate, base: 2 * base, tax: 2 * tax }])
      expect(receipt).toMatchObject({ subtotal: 2 * unitPrice, balanceDue: 2 * unitPrice })
    },
  )

  it('tells a card by its end alone', () => {
    const cards = [{ number: '600649120001', amount: 1_000 }]
    const receipt = receiptOf(sampleSale({ lines: [line('Gift card', { cards })] }))
    expect(receipt.lines[0]?.cards).toEqual([{ end: '0001', amount: 1_000 }])
    expect(JSON.stringify(receipt)).not.toContain('600649')
  })
})
