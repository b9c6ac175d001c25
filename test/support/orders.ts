interface LineInput {
  [field: string]: unknown
}

/** Two pedals, picked up at the store `main`: 80.98 and 6.68 tax. */
export function pedals(number = 'NS-1', changes: Record<string, unknown> = {}) {
  return {
    number,
    placedAt: '2026-03-02T09:09:00Z',
    fulfilment: 'pickup',
    storeCode: 'main',
    currency: 'USD',
    customer: { externalId: 'w-1', firstName: 'Ada', lastName: 'Kim', email: 'ada@example.com' },
    lines: [pedalLine()],
    shipping: { amount: '0.00', tax: '0.00' },
    payment: { status: 'authorised', provider: 'stripe', reference: 'pi_1', amount: '87.66' },
    total: '87.66',
    ...changes,
  }
}

export function pedalLine(changes: LineInput = {}): LineInput {
  return {
    id: '1',
    kind: 'product',
    description: 'LL Mountain Pedal',
    gtin: '061234251606',
    mpn: 'PD-M282',
    sku: 'NS-00935',
    quantity: 2,
    unitPrice: '40.49',
    discount: '0.00',
    taxRate: '0.0825',
    tax: '6.68',
    ...changes,
  }
}
