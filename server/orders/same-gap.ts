import type { Sql } from '../../db/client.ts'
import type { Status } from '../../domain/status.ts'
import type { SameGap } from '../../views/order/details.ts'

/** Released by one click; the rest is offered again. */
export const RELEASED_AT_ONCE = 200
const SHOWN_MAX = 10

/** Another order that waits for the product of a line of this one. */
export interface WaitingOrder {
  id: number
  source: string
  number: string
  status: Status
  store: string | null
  /** Its lines that wait, and the product that was picked by hand for the same identifiers. */
  picks: { line: string; sku: string; byHand: boolean }[]
  /** Lines that wait for something else. */
  otherGaps: number
}

/**
 * Orders with an open line of the same identifiers as a line of this order that has its product: the same source and
 * triple, or the same identifiers at other sources. Where the catalogue itself has the product by now, processing the
 * sale is enough, so that orders without a customer have nothing to gain.
 */
const waiting = (sql: Sql, orderId: number) => sql`
  with gaps as (
    select distinct on (gtin, mpn, sku) gtin, mpn, sku, product, by_hand from (
      select ltrim(translate(coalesce(l.gtin, ''), ' -', ''), '0') as gtin, lower(btrim(coalesce(l.mpn, ''))) as mpn,
        lower(btrim(coalesce(l.sku, ''))) as sku, p.sku as product, l.matched_by = 'hand' as by_hand
      from order_lines l join products p on p.id = l.product_id
      where l.order_id = ${orderId} and l.kind = 'product'
    ) resolved
    where gtin || mpn || sku <> ''
    order by gtin, mpn, sku, by_hand desc
  ), waiting as (
    select o.id, o.source, o.number, o.status, o.store, o.placed_at,
      json_agg(json_build_object('line', l.id, 'sku', gaps.product, 'byHand', gaps.by_hand) order by l.position) as picks
    from gaps
      join order_lines l on ltrim(translate(coalesce(l.gtin, ''), ' -', ''), '0') = gaps.gtin
        and lower(btrim(coalesce(l.mpn, ''))) = gaps.mpn and lower(btrim(coalesce(l.sku, ''))) = gaps.sku
        and l.matched_by is null and l.kind = 'product'
      join orders o on o.id = l.order_id
    where o.id <> ${orderId}
      and (o.status = 'product_match_failed' or (o.status = 'customer_id_required' and gaps.by_hand))
    group by o.id
  )`

/** How many orders wait for the same, and the first of them; null: none. */
export async function findSameGap(sql: Sql, orderId: number): Promise<SameGap | null> {
  const rows = await sql<{ source: string; number: string; orders: number }[]>`
    ${waiting(sql, orderId)}
    select source, number, count(*) over () as orders from waiting order by placed_at, id limit ${SHOWN_MAX}`
  const [first] = rows
  if (!first) return null
  const names = rows.map(({ source, number }) => ({ source, number }))
  return { orders: first.orders, limit: RELEASED_AT_ONCE, names }
}

/** Those that one click releases, the oldest first. */
export function ordersToRelease(sql: Sql, orderId: number) {
  return sql<WaitingOrder[]>`
    ${waiting(sql, orderId)}
    select id, source, number, status, store, picks,
      (select count(*) from order_lines open
        where open.order_id = waiting.id and open.matched_by is null and open.kind <> 'fee')
        - json_array_length(picks) as other_gaps
    from waiting order by placed_at, id limit ${RELEASED_AT_ONCE}`
}
