import type { TillPayment } from '../happening.ts'
import { AMOUNT_MAX } from '../money.ts'
import { taxOf } from '../price-change.ts'
import { type ByWay, dueOf, inAll, type ReturnState, type SettledBy } from './return.ts'

/** Goods that go out, as the person at the counter chose them. */
export interface WantedLine {
  sku: string
  quantity: number
  /** Of a unit, in minor units, as the person saw it. */
  unitPrice: number
  /** Why it is not the catalogue's. */
  reason?: string
}

export interface WantedProduct {
  id: number
  sku: string
  name: string
  kind: string
  /** The catalogue's, in minor units of the return's currency; null: it has none. */
  price: number | null
  /** What may be taken off the shelf; null: not counted. */
  free: number | null
}

/** What the shop has, locked until the exchange is written down. */
export interface ExchangeFacts {
  pricesIncludeTax: boolean
  /** Of the lines that came back, as decimal fractions. */
  taxRates: readonly string[]
  /** By the SKU that was asked for. */
  products: ReadonlyMap<string, WantedProduct>
}

/** A line of the sale; amounts in minor units, `net` contains the tax where the order's prices do. */
export interface ExchangeLine {
  productId: number
  isCounted: boolean
  description: string
  quantity: number
  unitPrice: number
  /** What the catalogue asks where the price is another. */
  listPrice: number | null
  priceReason: string | null
  taxRate: string
  net: number
  tax: number
}

/** What an exchange writes down. */
export type ExchangeNote =
  | { kind: 'make'; lines: ExchangeLine[]; total: number }
  | {
      kind: 'handOver'
      sale: string
      setOff: number
      paid: number
      method: TillPayment | null
      reference: string | null
    }
  | { kind: 'takeBack'; sale: string }
  | { kind: 'settle'; sale: string; setOff: number; settled: number; by: SettledBy; reference: string | null }

export type ExchangeRefusal =
  | 'exchanged'
  | 'nothing'
  | 'too_many_lines'
  | 'tax_rate'
  | 'unknown_product'
  | 'gift_card'
  | 'price'
  | 'price_changed'
  | 'short'

type Priced =
  | { refused: ExchangeRefusal; line?: string; left?: number }
  | { lines: ExchangeLine[]; total: number }

export const EXCHANGE_LINES_MAX = 50
export const EXCHANGE_UNITS_MAX = 1_000

/** The goods that go out with what they cost; none that the shelf does not have, two lines of one product together. */
export function priceExchange(
  wanted: readonly WantedLine[],
  taxRate: string,
  { pricesIncludeTax, taxRates, products }: ExchangeFacts,
): Priced {
  if (wanted.length === 0) return { refused: 'nothing' }
  if (wanted.length > EXCHANGE_LINES_MAX) return { refused: 'too_many_lines' }
  if (!taxRates.some((rate) => Number(rate) === Number(taxRate))) return { refused: 'tax_rate' }
  const taken = new Map<number, number>()
  const lines: ExchangeLine[] = []
  for (const line of wanted) {
    const product = products.get(line.sku)
    const refused = product ? whyNot(line, product) : 'unknown_product'
    if (!product || refused) return { refused: refused ?? 'unknown_product', line: line.sku }
    const units = (taken.get(product.id) ?? 0) + line.quantity
    if (product.free !== null && units > product.free) {
      return { refused: 'short', line: product.name, left: product.free }
    }
    taken.set(product.id, units)
    lines.push(priced(line, product, taxRate, pricesIncludeTax))
  }
  return { lines, total: lines.reduce((sum, { net, tax }) => sum + net + (pricesIncludeTax ? 0 : tax), 0) }
}

function whyNot({ quantity, unitPrice, reason }: WantedLine, product: WantedProduct): ExchangeRefusal | null {
  if (product.kind === 'gift_card') return 'gift_card'
  if (quantity < 1 || quantity > EXCHANGE_UNITS_MAX) return 'nothing'
  if (unitPrice < 0 || quantity * unitPrice > AMOUNT_MAX) return 'price'
  return product.price === unitPrice || reason ? null : 'price_changed'
}

function priced(
  { quantity, unitPrice, reason }: WantedLine,
  product: WantedProduct,
  taxRate: string,
  pricesIncludeTax: boolean,
): ExchangeLine {
  const isOther = product.price !== unitPrice
  const net = quantity * unitPrice
  return {
    productId: product.id,
    isCounted: product.free !== null,
    description: product.name,
    quantity,
    unitPrice,
    listPrice: isOther ? product.price : null,
    priceReason: isOther ? (reason ?? null) : null,
    taxRate,
    net,
    tax: taxOf(net, taxRate, pricesIncludeTax),
  }
}

/** What of the goods that go out is paid by those that came back, and what the customer adds at the till. */
export function settlementOf(
  state: Pick<ReturnState, 'goods' | 'shipping' | 'setOff' | 'given'>,
  total: number,
  left: ByWay,
): { setOff: number; pays: number; getsBack: number } {
  const due = dueOf(state)
  const setOff = Math.max(Math.min(total, due, inAll(left)), 0)
  return { setOff, pays: total - setOff, getsBack: due - setOff }
}
