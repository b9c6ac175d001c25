import type { LockLevels } from '../../activities/inventory.ts'
import { createRecord } from '../../activities/record/index.ts'
import type { HappeningRef } from '../../activities/record/types.ts'
import type { Sql } from '../../db/client.ts'
import type { HappeningType } from '../../domain/happening.ts'
import type { SourceRules, StoreRules } from '../../domain/rules.ts'
import { contentDigest } from '../../intake/content-digest.ts'

export const silentLog = { info() {}, warn() {}, error() {}, debug() {} }

export interface ShopProduct {
  sku: string
  gtin?: string
  mpn?: string
  kind?: string
  onHand?: number
}

/** A bike shop with two stores, a web shop called northshore, and Anna and Ben at its counter. */
export async function openShop(sql: Sql, lockLevels?: LockLevels) {
  await sql`
    insert into stores (code, name, time_zone, currency) values
      ('main', 'Main Street', 'America/Los_Angeles', 'USD'), ('harbour', 'Harbour', 'America/New_York', 'USD')`
  await sql`insert into sources (id, kind, secrets) values ('northshore', 'integrator', '{}')`
  await sql`
    insert into users (id, name, email, role) values
      ('anna', 'Anna', 'anna@example.com', 'staff'), ('ben', 'Ben', 'ben@example.com', 'staff')`
  await sql`insert into customers (id, first_name, last_name, email) values ('C1', 'Kim', 'Okafor', 'kim@example.com')`
  const record = createRecord({ sql, log: silentLog, lockLevels })
  return { sql, record, ...shelves(sql), ...desk(sql, record), ...rules(sql) }
}

/** What the store `main` and the web shop set; what is left out is as if it was never set. */
function rules(sql: Sql) {
  return {
    async rules({ store = {}, source = {} }: { store?: Partial<StoreRules>; source?: Partial<SourceRules> }) {
      await sql`update stores set rules = ${sql.json(store as never)} where code = 'main'`
      await sql`update sources set rules = ${sql.json(source as never)} where id = 'northshore'`
    },
  }
}

function shelves(sql: Sql) {
  return {
    async stock(
      { sku, gtin, mpn, kind = 'stock', onHand = 0 }: ShopProduct,
      store = 'main',
    ): Promise<number> {
      const [product] = await sql<{ id: number }[]>`
        insert into products (sku, name, kind) values (${sku}, ${sku}, ${kind})
        on conflict (sku_key) do update set name = excluded.name returning id`
      const id = product?.id ?? 0
      const identifiers = [
        { kind: 'sku', value: sku.toLowerCase() },
        ...(gtin ? [{ kind: 'gtin', value: gtin.padStart(14, '0') }] : []),
        ...(mpn ? [{ kind: 'mpn', value: mpn.toLowerCase() }] : []),
      ]
      await sql`
        insert into product_identifiers ${sql(identifiers.map((one) => ({ ...one, productId: id })))}
        on conflict do nothing`
      await sql`
        insert into stock_levels (store, product_id, on_hand) values (${store}, ${id}, ${onHand})
        on conflict (store, product_id) do update set on_hand = excluded.on_hand`
      if (onHand > 0) {
        await sql`
          insert into stock_movements (store, product_id, kind, quantity) values (${store}, ${id}, 'counted', ${onHand})`
      }
      return id
    },
    async onHand(sku: string, store = 'main'): Promise<number> {
      const [level] = await sql<{ onHand: number }[]>`
        select on_hand from stock_levels join products on id = product_id where sku = ${sku} and store = ${store}`
      return level?.onHand ?? 0
    },
    async allocatedOn(sku: string): Promise<number> {
      const [sum] = await sql<{ units: number }[]>`
        select coalesce(sum(allocated), 0)::int as units
        from order_lines join products on products.id = product_id where products.sku = ${sku}`
      return sum?.units ?? 0
    },
    /** Levels and movements that do not add up: none, ever. */
    levelsThatDiffer() {
      return sql`
        select store, product_id, on_hand, coalesce(sum(quantity), 0) as moved
        from stock_levels left join stock_movements using (store, product_id)
        group by store, product_id, on_hand having on_hand <> coalesce(sum(quantity), 0)`
    },
  }
}

let happenings = 0

export interface PutOptions {
  /** Null: Kickstand itself. */
  by?: string | null
  seenVersion?: number | null
  /** When it befell the order; absent: now. */
  at?: Date
}

function desk(sql: Sql, record: ReturnType<typeof createRecord>) {
  const tell = (orderId: number, happening: HappeningRef, at = Date.now()) =>
    record({ orderId, happening, at })
  return {
    tell,
    /** What the website sent, in the inbox and not recorded yet. */
    async arrive(order: object & { number: string }): Promise<number> {
      const [row] = await sql<{ id: number }[]>`
        insert into web_orders (source, number, raw, digest)
        values ('northshore', ${order.number}, ${JSON.stringify(order)}, ${contentDigest(order)}) returning id`
      return row?.id ?? 0
    },
    async receive(order: object & { number: string }): Promise<number> {
      const id = await this.arrive(order)
      await tell(id, { id: 'received', type: 'received' })
      return id
    },
    /** A happening in the inbox, as the form handler writes it. */
    async put(
      orderId: number,
      type: HappeningType,
      payload = {},
      { by = 'anna', seenVersion = null, at = new Date() }: PutOptions = {},
    ) {
      const id = `a${++happenings}`
      const row = {
        orderId,
        id,
        type,
        payload: sql.json(payload),
        actorKind: by === null ? 'system' : 'staff',
        userId: by,
        seenVersion,
        at,
      }
      await sql`insert into happenings ${sql(row)}`
      return id
    },
    async act(orderId: number, type: HappeningType, payload = {}, options: PutOptions = {}) {
      const id = await this.put(orderId, type, payload, options)
      await tell(orderId, { id })
      return this.answer(orderId, id)
    },
    async answer(orderId: number, id: string) {
      const [row] = await sql<
        { status: string; refusal: { code: string; [detail: string]: unknown } | null }[]
      >`
        select status, refusal from happenings where order_id = ${orderId} and id = ${id}`
      return row
    },
    async row(orderId: number) {
      const [row] = await sql`select * from orders where id = ${orderId}`
      return row
    },
    lines(orderId: number) {
      return sql`select * from order_lines where order_id = ${orderId} order by position`
    },
  }
}

export type Shop = Awaited<ReturnType<typeof openShop>>

let numbers = 0

export interface WebLineSpec {
  sku?: string
  gtin?: string
  mpn?: string
  quantity?: number
  kind?: string
}

/** An order that the website might send; a piece costs 10.00, tax 10 %. */
export function webOrder(lines: WebLineSpec[], more: Record<string, unknown> = {}) {
  const pieces = lines.reduce((sum, { quantity = 1 }) => sum + quantity, 0)
  return {
    number: `NS-${++numbers}`,
    placedAt: '2026-03-02T09:03:00Z',
    fulfilment: 'pickup',
    storeCode: 'main',
    currency: 'USD',
    customer: { firstName: 'Kim', lastName: 'Okafor', email: 'kim@example.com', phone: '213-555-0133' },
    lines: lines.map(({ quantity = 1, kind = 'product', ...identifiers }, index) => ({
      id: String(index + 1),
      kind,
      description: `Line ${index + 1}`,
      quantity,
      unitPrice: '10.00',
      discount: '0.00',
      taxRate: '0.10',
      tax: `${quantity}.00`,
      ...identifiers,
    })),
    shipping: { amount: '0.00', tax: '0.00' },
    payment: {
      status: 'authorised',
      provider: 'stripe',
      reference: `pi_${numbers}`,
      amount: `${pieces * 11}.00`,
    },
    total: `${pieces * 11}.00`,
    ...more,
  }
}
