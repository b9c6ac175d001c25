type Json = Record<string, unknown>

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

const orderFields = [
  'number',
  'placedAt',
  'fulfilment',
  'storeCode',
  'currency',
  'pricesIncludeTax',
  'total',
] as const
const lineFields = [
  'id',
  'kind',
  'description',
  'gtin',
  'mpn',
  'sku',
  'quantity',
  'unitPrice',
  'discount',
  'taxRate',
  'tax',
] as const
const shippingFields = ['amount', 'tax', 'method'] as const
const paymentFields = ['status', 'provider', 'reference', 'amount', 'approvalNumber'] as const
const supplierFields = ['name', 'purchaseOrder', 'shippedAt', 'carrier'] as const

/**
 * What stays of an order's text when its person is erased: what was sold, for how much, how it was paid and into which
 * country it went. Whatever else stood there goes, fields that nobody knows too; of text that can't be read the number
 * alone stays.
 */
export function withoutPerson(raw: string, number: string, erasedAt: Date): string {
  const order = parsed(raw)
  const { lines, shipping, payment, supplier, shippingAddress, billingAddress } = order
  const kept = {
    ...picked(order, orderFields),
    customer: {},
    ...whole('billingAddress', countryOf(billingAddress)),
    ...whole('shippingAddress', countryOf(shippingAddress)),
    ...(Array.isArray(lines) ? { lines: lines.map((line) => picked(objectOf(line), lineFields)) } : {}),
    ...whole('shipping', picked(objectOf(shipping), shippingFields)),
    ...whole('payment', picked(objectOf(payment), paymentFields)),
    ...whole('supplier', picked(objectOf(supplier), supplierFields)),
  }
  const isOrder = Object.keys(order).length > 0
  return JSON.stringify({ ...(isOrder ? kept : {}), number, erasedAt: erasedAt.toISOString() })
}

/** Only what is one value: an object in a text's place may hold anything. */
function picked(from: Json, fields: readonly string[]): Json {
  const kept = fields.filter((field) => from[field] !== undefined && typeof from[field] !== 'object')
  return Object.fromEntries(kept.map((field) => [field, from[field]]))
}

const whole = (name: string, value: Json) => (Object.keys(value).length > 0 ? { [name]: value } : {})

/** As a code; written out in words it may be anything. */
function countryOf(address: unknown): Json {
  const { country } = objectOf(address)
  return typeof country === 'string' && /^[A-Za-z]{2}$/.test(country) ? { country } : {}
}

function parsed(raw: string): Json {
  try {
    return objectOf(JSON.parse(raw))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
