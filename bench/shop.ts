import { randomBytes, randomUUID } from 'node:crypto'
import type { Sql } from '../db/client.ts'
import { keyOfSecret, sign } from '../intake/signature.ts'
import type { SecretBox } from '../runtime/secret-box.ts'

export const SOURCE = 'webshop'
const PRODUCTS = 1_000
const CUSTOMERS = 500
const secret = `whsec_${randomBytes(32).toString('base64')}`

const twelveDigits = (index: number) => {
  const digits = String(10_000_000_000 + index)
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0)
  return digits + ((10 - (sum % 10)) % 10)
}

/** A shop with a store, a connected website, and more goods and customers than get in each other's way. */
export async function fillShop(sql: Sql, box: Pick<SecretBox, 'seal'>): Promise<void> {
  await sql`insert into stores (code, name, time_zone, currency) values ('main', 'Main Street', 'America/Los_Angeles', 'USD')`
  await sql`insert into sources (id, kind, secrets) values (${SOURCE}, 'integrator', ${[box.seal(secret)]})`
  await sql`
    insert into customers (id, first_name, last_name, email)
    select 'C' || n, 'Kim', 'Okafor', 'kim' || n || '@example.com' from generate_series(1, ${CUSTOMERS}) n`
  await sql`insert into products (sku, name) select 'NS-' || n, 'Pedal ' || n from generate_series(1, ${PRODUCTS}) n`
  const codes = Array.from({ length: PRODUCTS }, (_, index) => `00${twelveDigits(index + 1)}`)
  await sql`
    insert into product_identifiers (product_id, kind, value)
    select id, 'sku', sku_key from products
    union all select id, 'gtin', (${codes}::text[])[substr(sku, 4)::int] from products`
  await sql`
    with level as (
      insert into stock_levels (store, product_id, on_hand) select 'main', id, 1000000 from products
      returning store, product_id, on_hand
    )
    insert into stock_movements (store, product_id, kind, quantity)
    select store, product_id, 'counted', on_hand from level`
  await sql`analyze`
}

/** An order that matches: a known customer, two products, one by its code and one by its SKU. */
export function orderOf(index: number) {
  const customer = (index % CUSTOMERS) + 1
  const [first, second] = [((index * 7) % PRODUCTS) + 1, ((index * 13 + 500) % PRODUCTS) + 1]
  return {
    number: `NS-${100_000 + index}`,
    placedAt: '2026-03-02T09:09:00Z',
    fulfilment: 'pickup',
    storeCode: 'main',
    currency: 'USD',
    customer: {
      externalId: `w-${customer}`,
      firstName: 'Kim',
      lastName: 'Okafor',
      email: `kim${customer}@example.com`,
    },
    lines: [
      { ...lineOf('1'), gtin: twelveDigits(first) },
      { ...lineOf('2'), sku: `NS-${second === first ? (second % PRODUCTS) + 1 : second}` },
    ],
    shipping: { amount: '0.00', tax: '0.00' },
    payment: { status: 'authorised', provider: 'stripe', reference: `pi_${index}`, amount: '87.66' },
    total: '87.66',
  }
}

const lineOf = (id: string) => ({
  id,
  kind: 'product',
  description: 'LL Mountain Pedal',
  quantity: 1,
  unitPrice: '40.49',
  discount: '0.00',
  taxRate: '0.0825',
  tax: '3.34',
})

/** Websites beside it, with the same secret. */
export async function addSources(sql: Sql, sources: readonly string[]): Promise<void> {
  await sql`
    insert into sources (id, kind, secrets)
    select other, kind, secrets from sources, unnest(${[...sources]}::text[]) other where id = ${SOURCE}`
}

/** What the website posts, signed now. */
export function signedPost(content: unknown, source = SOURCE): Request {
  const body = Buffer.from(JSON.stringify(content))
  const id = `msg_${randomUUID()}`
  const timestamp = String(Math.floor(Date.now() / 1_000))
  return new Request(`http://localhost/api/v1/sources/${source}/orders`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'content-length': String(body.length),
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': sign(keyOfSecret(secret), { id, timestamp, body }),
    },
  })
}
