import { cardEnd } from './gift-cards.ts'
import { lineNet, type PricedLine, type TaxAtRate, taxesByRate } from './money.ts'
import type { Agreement } from './price-change.ts'

/** A sale as the books have it; amounts in minor units of `currency`. */
export interface SaleOnRecord {
  store: Receipt['store']
  sale: Receipt['sale']
  order: Receipt['order']
  customerName: string
  currency: string
  pricesIncludeTax: boolean
  lines: readonly LineOnRecord[]
  shipping: { amount: number; tax: number }
  total: number
  /** What came back of it, with tax. */
  returned: number
  payments: readonly PaymentOnRecord[]
  /** A calendar day, "2026-03-05". */
  readyBy: string | null
  /** The return of the order, counted within it, for whose goods these went out. */
  exchangeOf?: number
  /** The customer has one of this sale that says less. */
  replaces?: boolean
}

export interface LineOnRecord extends PricedLine {
  description: string
  /** Its price was another, and the customer agreed to this one. */
  changed: { from: number; agreedBy: Agreement; agreedAt: Date } | null
  /** That were sold for it and are worth something. */
  cards: readonly { number: string; amount: number }[]
}

export interface PaymentOnRecord {
  /** `set_off`: by goods that came back; `settled`: what these turned out not to be worth. */
  kind: 'ecommerce' | 'till' | 'refund' | 'set_off' | 'settled'
  /** The provider, or how it was paid at the till. */
  method: string
  amount: number
  at: Date
  reference: string | null
}

/** What a receipt says, before words and typography; amounts in minor units of `currency`. */
export interface Receipt {
  store: { name: string; address: string | null; timeZone: string }
  /** `void`: the order was rejected since, and its lines are off the sale. */
  sale: { number: string; madeAt: Date; void: boolean }
  order: { number: string; source: string }
  customerName: string
  currency: string
  pricesIncludeTax: boolean
  lines: ReceiptLine[]
  subtotal: number
  shipping: number
  taxes: TaxAtRate[]
  total: number
  returned: number
  payments: ReceiptPayment[]
  balanceDue: number
  readyBy: string | null
  exchangeOf?: number
  replaces?: boolean
}

export interface ReceiptLine {
  description: string
  quantity: number
  unitPrice: number
  discount: number
  net: number
  changed: LineOnRecord['changed']
  cards: { end: string; amount: number }[]
}

/** Money that was given back is less than nothing. */
export interface ReceiptPayment extends Omit<PaymentOnRecord, 'reference'> {
  /** Enough to find the payment again, too little to be of use to whoever picks the paper up. */
  referenceEnd: string | null
}

const REFERENCE_END = 4

/** The receipt of a sale as it stands. */
export function receiptOf(record: SaleOnRecord): Receipt {
  const { lines, payments, shipping, ...same } = record
  const shown = lines.map((line) => ({
    description: line.description,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discount: line.discount,
    net: lineNet(line),
    changed: line.changed,
    cards: line.cards.map(({ number, amount }) => ({ end: cardEnd(number), amount })),
  }))
  const signed = payments.map((payment) => ({
    ...payment,
    amount: payment.kind === 'refund' ? -payment.amount : payment.amount,
  }))
  const paid = signed.reduce((sum, { amount }) => sum + amount, 0)
  return {
    ...same,
    lines: shown,
    subtotal: shown.reduce((sum, { net }) => sum + net, 0),
    shipping: shipping.amount,
    taxes: taxesByRate(record),
    payments: signed.map(({ reference, ...payment }) => ({
      ...payment,
      referenceEnd: reference?.slice(-REFERENCE_END) || null,
    })),
    balanceDue: record.sale.void ? 0 : record.total - record.returned - paid,
  }
}
