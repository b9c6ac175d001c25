/** Shown in the reference; a test sends it. */
export const exampleOrder = {
  number: 'NS-100001',
  placedAt: '2026-03-02T09:09:00Z',
  fulfilment: 'pickup',
  storeCode: 'main',
  currency: 'USD',
  customer: { externalId: 'w-9000', firstName: 'Ada', lastName: 'Kim', email: 'ada@example.com' },
  lines: [
    {
      id: '1',
      description: 'LL Mountain Pedal',
      gtin: '061234251606',
      mpn: 'PD-M282',
      quantity: 2,
      unitPrice: '40.49',
      discount: '0.00',
      taxRate: '0.0825',
      tax: '6.68',
    },
  ],
  shipping: { amount: '0.00', tax: '0.00' },
  payment: { status: 'authorised', provider: 'stripe', reference: 'pi_1', amount: '87.66' },
  total: '87.66',
}
