import { describe, expect, it } from 'vitest'
import { receiptOf } from '../../domain/receipt.ts'
import { sampleSale } from './sample-sale.ts'

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
})
