import { fullName } from '../domain/comparison/names.ts'
import { formatAmount } from '../domain/money.ts'
import type { SampleProduct, SampleStore } from './catalogue.ts'
import { storeCodes } from './shop.ts'
import type { Story, StoryLine } from './story.ts'

const CURRENCY = 'USD'
const taxRates: Record<SampleStore, number> = { west: 0.0875, east: 0.0625 }
const SHIPPING_CENTS = 895
const SHIPPING_FREE_FROM = 10_000
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const money = (cents: number) => formatAmount(cents, 2)

/**
 * The order as the sample's website sends it (contract §2); the same for the same shop, however often it is made.
 * @param loadedAt when the sample shop was loaded: its orders are placed around that time
 */
export function orderOf(story: Story, catalogue: ReadonlyMap<string, SampleProduct>, loadedAt: Date) {
  const lines = story.lines.map((line, index) => lineOf(line, index, story.store, catalogue))
  const goods = lines.reduce((sum, { cents }) => sum + cents.net, 0)
  const taxes = lines.reduce((sum, { cents }) => sum + cents.tax, 0)
  const isSent = story.fulfilment === 'delivery' || story.fulfilment === 'supplier'
  const shipping = story.fulfilment === 'delivery' && goods < SHIPPING_FREE_FROM ? SHIPPING_CENTS : 0
  const total = goods + taxes + shipping + (story.unreadable ? 100 : 0)
  const comesAt = loadedAt.getTime() + story.comes * 1_000
  const placedAt = new Date(comesAt - story.age * MINUTE)
  return {
    number: story.number,
    placedAt: placedAt.toISOString(),
    fulfilment: story.fulfilment,
    storeCode: storeCodes[story.store],
    currency: CURRENCY,
    customer: story.who,
    ...(isSent ? { shippingAddress: addressOf(story) } : {}),
    lines: lines.map(({ line }) => line),
    shipping: { amount: money(shipping), tax: '0.00', ...(isSent ? { method: 'Parcel' } : {}) },
    payment: paymentOf(story, total),
    ...(story.shippedDaysAgo ? { supplier: supplierOf(story, new Date(comesAt), catalogue) } : {}),
    total: money(total),
    ...(story.note ? { note: story.note } : {}),
  }
}

export type SampleOrder = ReturnType<typeof orderOf>

function lineOf(
  { sku, quantity = 1, says = {}, kind }: StoryLine,
  index: number,
  store: SampleStore,
  catalogue: ReadonlyMap<string, SampleProduct>,
) {
  const product = sku === undefined ? undefined : catalogue.get(sku)?.product
  if (sku !== undefined && !product) throw new Error(`the sample's catalogue has no ${sku}`)
  const unitCents = says.unitPrice ?? Math.round(Number(product?.price ?? 0) * 100)
  const net = unitCents * quantity
  const isTaxed = product?.kind !== 'gift_card'
  const tax = isTaxed ? Math.round(net * taxRates[store]) : 0
  const line = {
    id: String(index + 1),
    kind: kind ?? 'product',
    description: says.description ?? product?.name ?? '',
    gtin: (says.gtin ?? product?.upc) || undefined,
    mpn: (says.mpn ?? product?.mpn) || undefined,
    sku: (says.sku ?? sku) || undefined,
    quantity,
    unitPrice: money(unitCents),
    discount: '0.00',
    taxRate: String(isTaxed ? taxRates[store] : 0),
    tax: money(tax),
  }
  return { line, cents: { net, tax } }
}

function addressOf({ who, store }: Story) {
  const [city, region, postalCode] =
    store === 'west' ? ['Port Alder', 'WA', '98299'] : ['Quarry Falls', 'MA', '02199']
  const name = fullName(who.firstName, who.lastName)
  return { name, street: '27 Lower Mill Road', city, region, postalCode, country: 'US' }
}

function paymentOf({ fulfilment, number }: Story, total: number) {
  if (fulfilment === 'reserve') return { status: 'unpaid' }
  const status = fulfilment === 'supplier' ? 'captured' : 'authorised'
  return { status, provider: 'sample', reference: `pay-${number}`, amount: money(total) }
}

function supplierOf(
  { number, lines, shippedDaysAgo = 0 }: Story,
  comesAt: Date,
  catalogue: ReadonlyMap<string, SampleProduct>,
) {
  return {
    name: catalogue.get(lines[0]?.sku ?? '')?.product.supplier ?? 'Sample Supply',
    purchaseOrder: `PO-${number}`,
    shippedAt: new Date(comesAt.getTime() - shippedDaysAgo * DAY).toISOString(),
    carrier: 'Parcel Post',
    trackingNumber: 'SMP 9921 0045 13',
  }
}
