import type { Sql } from '../../db/client.ts'
import { lookupKeys } from '../../domain/matching.ts'
import type { Identifiers } from '../../domain/web-order.ts'
import { phoneKey } from '../../intake/phone.ts'
import type { Candidate, Customer, WebPeople } from '../../views/order/details.ts'

const PRODUCTS_MAX = 500
const CUSTOMERS_MAX = 10

export interface FoundProduct extends Omit<Candidate, 'foundBy'> {
  productId: number
  kind: string
  value: string
}

/** Products that the identifiers of these lines find in today's catalogue. */
export async function findProducts(sql: Sql, lines: readonly Identifiers[]): Promise<FoundProduct[]> {
  const values = [...new Set(lines.flatMap((line) => lookupKeys(line).map(({ value }) => value)))]
  if (values.length === 0) return []
  return sql<FoundProduct[]>`
    select i.kind, i.value, p.id as product_id, p.sku, p.name, p.brand
    from product_identifiers i join products p on p.id = i.product_id
    where i.value = any(${values})
    order by p.sku limit ${PRODUCTS_MAX}`
}

/** Vendor part numbers are compared as manufacturer's ones are (contract §3). */
const findsBy = (found: FoundProduct) => (found.kind === 'vpn' ? 'mpn' : found.kind)

/** What one line's own identifiers find, each product once with all that found it. */
export function candidatesOf(
  line: Identifiers,
  found: readonly FoundProduct[],
): (Candidate & { productId: number })[] {
  const byProduct = new Map<number, Candidate & { productId: number }>()
  for (const { kind, value } of lookupKeys(line)) {
    for (const product of found.filter((each) => findsBy(each) === kind && each.value === value)) {
      const { productId, sku, name, brand } = product
      const known = byProduct.get(productId) ?? { productId, sku, name, brand, foundBy: [] }
      if (!known.foundBy.includes(kind)) known.foundBy.push(kind)
      byProduct.set(productId, known)
    }
  }
  return [...byProduct.values()]
}

/** Customers of ours who may be this person: the same e-mail, phone or last name; the likeliest first. */
export async function findCustomers(
  sql: Sql,
  { customer }: WebPeople,
  country: string | null,
): Promise<Customer[]> {
  const told = new Map(customer)
  const email = told.get('email')?.trim().toLowerCase() ?? null
  const phone = phoneKey(told.get('phone') ?? null, country)
  const name = told.get('name')?.trim().toLowerCase() ?? ''
  const lastName = name.split(/\s+/).at(-1) || null
  return sql<Customer[]>`
    select id, first_name, last_name, email, phone, street, city, postal_code, country from customers
    where email_key = ${email} or phone_key = ${phone} or lower(last_name) = ${lastName}
    order by
      case when email_key = ${email} then 4 else 0 end
      + case when lower(first_name || ' ' || last_name) = ${name} then 2 else 0 end
      + case when phone_key = ${phone} then 1 else 0 end desc, id
    limit ${CUSTOMERS_MAX}`
}
