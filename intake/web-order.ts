import { parseAmount } from '../domain/money.ts'
import type { Address, SupplierShipment, WebLine, WebOrder, WebPayment } from '../domain/web-order.ts'
import { parseDateTime } from './date-time.ts'
import type { OrderHead, OrderLineInput } from './web-order-schema.ts'

/** The order as the rules see it; the schemas have checked every field. */
export function toWebOrder(head: OrderHead, lines: OrderLineInput[], decimals: number): WebOrder {
  const minor = (text: string | null | undefined) => checked(parseAmount(text ?? '0', decimals), text)
  const total = minor(head.total)
  return {
    number: head.number,
    placedAt: dateOf(head.placedAt),
    fulfilment: head.fulfilment,
    storeCode: head.storeCode,
    currency: head.currency,
    pricesIncludeTax: head.pricesIncludeTax ?? false,
    customer: customerOf(head.customer),
    billingAddress: addressOf(head.billingAddress),
    shippingAddress: addressOf(head.shippingAddress),
    lines: lines.map((line) => lineOf(line, minor)),
    shipping: {
      amount: minor(head.shipping?.amount),
      tax: minor(head.shipping?.tax),
      method: words(head.shipping?.method),
    },
    payment: paymentOf(head.payment, total, minor),
    supplier: head.fulfilment === 'supplier' ? supplierOf(head.supplier) : null,
    total,
    note: words(head.note),
  }
}

type Minor = (text: string | null | undefined) => number

function lineOf(line: OrderLineInput, minor: Minor): WebLine {
  return {
    id: line.id,
    kind: line.kind ?? 'product',
    description: line.description ?? '',
    gtin: words(line.gtin),
    mpn: words(line.mpn),
    sku: words(line.sku),
    quantity: line.quantity,
    unitPrice: minor(line.unitPrice),
    discount: minor(line.discount),
    taxRate: line.taxRate ?? '0',
    tax: minor(line.tax),
  }
}

function customerOf(customer: OrderHead['customer']): WebOrder['customer'] {
  return {
    externalId: words(customer.externalId),
    firstName: words(customer.firstName),
    lastName: words(customer.lastName),
    email: words(customer.email),
    phone: words(customer.phone),
    marketingOptIn: customer.marketingOptIn ?? false,
  }
}

/** Paid without an amount: all of it. */
function paymentOf(payment: OrderHead['payment'], total: number, minor: Minor): WebPayment {
  const status = payment?.status ?? 'unpaid'
  const assumed = status === 'unpaid' ? 0 : total
  return {
    status,
    provider: words(payment?.provider),
    reference: words(payment?.reference),
    amount: payment?.amount == null ? assumed : minor(payment.amount),
    approvalNumber: words(payment?.approvalNumber),
  }
}

function addressOf(address: OrderHead['shippingAddress']): Address | null {
  const { name, street, city, region, postalCode, country } = address ?? {}
  const read: Address = {
    name: words(name),
    street: words(street),
    city: words(city),
    region: words(region),
    postalCode: words(postalCode),
    country: words(country),
  }
  return Object.values(read).some((part) => part !== null) ? read : null
}

function supplierOf(supplier: OrderHead['supplier']): SupplierShipment {
  return {
    name: words(supplier?.name),
    purchaseOrder: words(supplier?.purchaseOrder),
    shippedAt: supplier?.shippedAt ? dateOf(supplier.shippedAt) : null,
    carrier: words(supplier?.carrier),
    trackingNumber: words(supplier?.trackingNumber),
  }
}

/** Absent, null and blank are one. */
function words(text: string | null | undefined): string | null {
  return text?.trim() ? text : null
}

const dateOf = (text: string): Date => checked(parseDateTime(text), text)

/** The schemas let nothing else through: a null here is a bug, and no order's fault. */
function checked<T>(value: T | null, text: string | null | undefined): T {
  if (value === null) throw new Error(`a checked value can not be read: ${text}`)
  return value
}
