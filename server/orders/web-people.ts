import { fullName } from '../../domain/comparison/names.ts'
import type { Person } from '../../domain/comparison/people.ts'
import type { WebPeople } from '../../views/order/details.ts'

type Json = Record<string, unknown>

const objectOf = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}

/** What may be shown of a field: text, or a figure as text. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : null
}

/**
 * The people on an order as the website wrote them. Reads also what the rules could not: whatever is no text is left
 * out, and text that is no JSON names nobody.
 */
export function webPeople(raw: string | null): WebPeople {
  const order = parsed(raw)
  const customer = objectOf(order.customer)
  const person = personOf(order, customer)
  const fields = [
    ['name', person.name],
    ['email', person.email],
    ['phone', person.phone],
    ['externalId', textOf(customer.externalId)],
  ] as const
  return {
    customer: fields.flatMap(([field, value]): WebPeople['customer'] => (value ? [[field, value]] : [])),
    shipTo: addressLines(order.shippingAddress),
    billTo: addressLines(order.billingAddress),
    shippingMethod: textOf(objectOf(order.shipping).method),
    approvalNumber: textOf(objectOf(order.payment).approvalNumber),
    note: textOf(order.note),
    person,
  }
}

/** Where a customer is made from the order, it is from these fields: the address is the one that is billed. */
function personOf(order: Json, customer: Json): Person {
  const billing = objectOf(order.billingAddress)
  const address = Object.keys(billing).length > 0 ? billing : objectOf(order.shippingAddress)
  return {
    name: fullName(textOf(customer.firstName), textOf(customer.lastName)) || null,
    email: textOf(customer.email),
    phone: textOf(customer.phone),
    street: textOf(address.street),
    postalCode: textOf(address.postalCode),
    city: textOf(address.city),
    country: textOf(address.country),
  }
}

function parsed(raw: string | null): Json {
  try {
    return objectOf(JSON.parse(raw ?? 'null'))
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

export function addressLines(address: unknown): string[] {
  const { name, street, postalCode, city, region, country } = objectOf(address)
  const place = [textOf(postalCode), textOf(city), textOf(region)].filter(Boolean).join(' ')
  return [textOf(name), textOf(street), place, textOf(country)].filter((line): line is string =>
    Boolean(line),
  )
}
