import type { Queryable } from '../db/client.ts'
import { SOURCE } from './shop.ts'

const ofOwnSource = (sql: Queryable, column: string) =>
  sql`${sql(column)} not in (select id from sources where sample)`

/**
 * What of the sample the shop has begun to use for itself: it stays when the sample goes, and is the shop's own from
 * then on. Conditions on `products p`, `customers c` and `stores s`.
 */
export const usedProduct = (sql: Queryable) => sql`(
  exists (select from order_lines l join orders o on o.id = l.order_id
    where l.product_id = p.id and ${ofOwnSource(sql, 'o.source')})
  or exists (select from remembered_matches m where m.product_id = p.id and ${ofOwnSource(sql, 'm.source')})
  or exists (select from forgotten_matches m where m.product_id = p.id and ${ofOwnSource(sql, 'm.source')})
  or exists (select from stock_levels v join stores s on s.code = v.store where v.product_id = p.id and not s.sample))`

export const usedCustomer = (sql: Queryable) => sql`(
  exists (select from orders o where o.customer_id = c.id and ${ofOwnSource(sql, 'o.source')})
  or exists (select from customer_links k where k.customer_id = c.id and ${ofOwnSource(sql, 'k.source')}))`

export const usedStore = (sql: Queryable) => sql`(
  exists (select from orders o where o.store = s.code and ${ofOwnSource(sql, 'o.source')})
  or exists (select from sources q where q.primary_store = s.code and not q.sample)
  or exists (select from stock_movements m join products p on p.id = m.product_id
    where m.store = s.code and m.kind = 'counted' and not p.sample))`

/** Customers that were made from its orders are people of the sample, too. */
export const sampleCustomer = (sql: Queryable) => sql`(c.sample or c.id in (
  select e.outcome ->> 'customerId' from order_events e join web_orders w on w.id = e.order_id
  where w.source = ${SOURCE} and e.outcome ->> 'customerBy' = 'created'))`
