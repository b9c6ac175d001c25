import type { SaleOnRecord } from '../../domain/receipt.ts'

type Line = SaleOnRecord['lines'][number]

export function line(description: string, figures: Partial<Line> = {}): Line {
  const priced = { quantity: 1, unitPrice: 4049, discount: 0, taxRate: '0.0825', tax: 334 }
  return { description, changed: null, cards: [], ...priced, ...figures }
}

/** A paid pickup of two pedals and a frame; every part may be said otherwise. */
export function sampleSale(parts: Partial<SaleOnRecord> = {}): SaleOnRecord {
  return {
    store: {
      name: 'Harbour Cycles',
      address: '1 Quay Street\nOakland, CA 94607',
      timeZone: 'America/Los_Angeles',
    },
    sale: { number: 'HARBOUR-000123', madeAt: new Date('2026-03-02T09:03:00Z'), void: false },
    order: { number: 'NS-100001', source: 'northstar' },
    customerName: 'Étienne Okafor',
    currency: 'USD',
    pricesIncludeTax: false,
    lines: [
      line('LL Mountain Pedal', { quantity: 2, tax: 668 }),
      line('HL Road Frame - Red, 48', { unitPrice: 143150, discount: 1000, taxRate: '0.10', tax: 14215 }),
    ],
    shipping: { amount: 995, tax: 82 },
    total: 166208,
    returned: 0,
    payments: [
      {
        kind: 'ecommerce',
        method: 'stripe',
        amount: 166208,
        at: new Date('2026-03-02T10:00:00Z'),
        reference: 'pi_3MtwBwLkdIwHu7ix',
      },
    ],
    readyBy: '2026-03-05',
    ...parts,
  }
}
