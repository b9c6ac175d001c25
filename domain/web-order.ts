import type { Fulfilment } from './status.ts'

/** An order as the website sent it, once it has been read: amounts are integer minor units of `currency`. */
export interface WebOrder {
  number: string
  placedAt: Date
  fulfilment: Fulfilment
  storeCode: string
  currency: string
  /** True: `unitPrice` and shipping contain their tax, and `tax` is the part within. */
  pricesIncludeTax: boolean
  customer: WebCustomer
  billingAddress: Address | null
  shippingAddress: Address | null
  lines: WebLine[]
  shipping: { amount: number; tax: number; method: string | null }
  payment: WebPayment
  supplier: SupplierShipment | null
  total: number
  note: string | null
}

export interface WebCustomer {
  externalId: string | null
  firstName: string | null
  lastName: string | null
  email: string | null
  phone: string | null
  marketingOptIn: boolean
}

export interface Address {
  name: string | null
  street: string | null
  city: string | null
  region: string | null
  postalCode: string | null
  country: string | null
}

export const lineKinds = ['product', 'gift_card', 'fee'] as const
export type LineKind = (typeof lineKinds)[number]

export interface Identifiers {
  gtin: string | null
  mpn: string | null
  sku: string | null
}

export interface WebLine extends Identifiers {
  id: string
  kind: LineKind
  description: string
  quantity: number
  unitPrice: number
  discount: number
  /** A decimal fraction as it was sent, "0.0825". */
  taxRate: string
  tax: number
}

export const paymentStatuses = ['unpaid', 'authorised', 'captured'] as const
export type PaymentStatus = (typeof paymentStatuses)[number]

export interface WebPayment {
  status: PaymentStatus
  provider: string | null
  reference: string | null
  amount: number
  approvalNumber: string | null
}

export interface SupplierShipment {
  name: string | null
  purchaseOrder: string | null
  shippedAt: Date | null
  carrier: string | null
  trackingNumber: string | null
}
