import type { Queryable } from '../../db/client.ts'
import { GIVEN_OTHERWISE } from '../../domain/payment.ts'
import { openReturns } from '../../domain/returns/return.ts'
import { openStatuses } from '../../domain/status.ts'
import type { OrderName } from '../../views/paths.ts'

/** Whose data is to go: a customer's with all orders, or one order's of which no customer is known. */
export type Whose = { customerId: string } | { orderId: number }

/** Why an order has to wait. */
export type Hindrance = 'open' | 'return' | 'disputed' | 'money' | 'under_way'

export interface OrderToErase extends OrderName {
  id: number
  /** Null: nothing stands in the way. */
  hindrance: Hindrance | null
  /** When it was erased before. */
  erasedAt: Date | null
}

/** Whose order it is; null: no such order. */
export async function whoseOrder(sql: Queryable, { source, number }: OrderName): Promise<Whose | null> {
  const [order] = await sql<{ id: number; customerId: string | null }[]>`
    select id, customer_id from orders where source = ${source} and number = ${number}`
  if (!order) return null
  return order.customerId === null ? { orderId: order.id } : { customerId: order.customerId }
}

const ORDERS_MAX = 10_000

/**
 * The person's orders: those that are the customer's, and those that nobody was identified for with the customer's
 * e-mail address, as they came. What still moves stands in the way of it.
 */
export function ordersOf(sql: Queryable, whose: Whose): Promise<OrderToErase[]> {
  const those =
    'orderId' in whose ? sql`select ${whose.orderId}::bigint as id` : ofCustomer(sql, whose.customerId)
  return sql<OrderToErase[]>`
    select w.id, w.source, w.number, done.erased_at, ${hindrance(sql)} as hindrance
    from (${those}) as theirs join web_orders w on w.id = theirs.id
      left join orders o on o.id = w.id
      left join erased_orders done on done.order_id = w.id
    order by w.id limit ${ORDERS_MAX}`
}

const webEmail = (sql: Queryable) => sql`
  lower(btrim(case when w.raw is json object then w.raw::json -> 'customer' ->> 'email' end))`

const ofCustomer = (sql: Queryable, customerId: string) => sql`
  select id from orders where customer_id = ${customerId}
  union
  select o.id from customers c
    join orders o on o.customer_id is null and o.search_text like '%' || search_key(c.email_key) || '%'
    join web_orders w on w.id = o.id and ${webEmail(sql)} = c.email_key
  where c.id = ${customerId}
  union
  select w.id from customers c
    join web_orders w on w.recorded_at is null and w.raw is not null and ${webEmail(sql)} = c.email_key
  where c.id = ${customerId}`

/** Of the order `o` and what the website sent, `w`. */
export const hindrance = (sql: Queryable) => sql`
  case
    when o.id is null or o.status = any(${[...openStatuses]}::text[]) then 'open'
    when exists (select from returns r where r.order_id = o.id and r.status = any(${[...openReturns]}::text[]))
      then 'return'
    when o.problems @> '[{"code": "disputed"}]' then 'disputed'
    -- Whoever is to have money back must be known.
    when o.money ->> 'state' = 'unknown' or o.money ->> 'state' = 'captured' and o.money ->> 'trouble' <> ${GIVEN_OTHERWISE}
      then 'money'
    when (o.step ->> 'until')::timestamptz > now()
      or exists (select from happenings h where h.order_id = o.id and h.status = 'waiting')
      or exists (select from effects f where f.order_id = o.id and f.status = 'open')
      or exists (select from letters l where l.order_id = o.id and l.status in ('waiting', 'sending'))
      then 'under_way'
  end`
