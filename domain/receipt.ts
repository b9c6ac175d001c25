import { lineNet, type PricedLine, type TaxAtRate, taxesByRate } from './money.ts'

/** A sale as the books have it; amounts in minor units of `currency`. */
export interface SaleOnRecord {
  store: Receipt['store']
  sale: Receipt['sale']
  order: Receipt['order']
  customerName: string
  currency: string
  pricesIncludeTax: boolean
  lines: readonly (PricedLine & { description: string })[]
  shipping: { amount: number; tax: number }
  total: number
  payments: readonly PaymentOnRecord[]
  /** A calendar day, "2026-03-05". */
  readyBy: string | null
}

export interface PaymentOnRecord {
  kind: 'ecommerce' | 'till'
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
  payments: ReceiptPayment[]
  balanceDue: number
  readyBy: string | null
}

export interface ReceiptLine {
  description: string
  quantity: number
  unitPrice: number
  discount: number
  net: number
}

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
  }))
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0)
  return {
    ...same,
    lines: shown,
    subtotal: shown.reduce((sum, { net }) => sum + net, 0),
    shipping: shipping.amount,
    taxes: taxesByRate(record),
    payments: payments.map(({ reference, ...payment }) => ({
      ...payment,
      referenceEnd: reference?.slice(-REFERENCE_END) || null,
    })),
    balanceDue: record.sale.void ? 0 : record.total - paid,
  }
}
