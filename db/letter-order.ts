import type { LetterOrder } from '../domain/letter-order.ts'
import type { Queryable } from './client.ts'

/**
 * An order as a letter needs it, in one statement: the address and the name that it came with, else those of the
 * customer it belongs to. Null: there is none, or it belongs to no store.
 * @param key the letter's own, `7:refunded`: it tells of the event that asked for it
 */
export async function readLetterOrder(
  sql: Queryable,
  orderId: number,
  key = '',
): Promise<LetterOrder | null> {
  const seq = /^\d{1,9}(?=:)/.exec(key)?.[0] ?? null
  const [row] = await sql<LetterOrder[]>`
    with web as (
      select id, source, case when raw is json object then raw::json end as raw from web_orders where id = ${orderId}
    )
    select o.source, o.number, o.status, o.fulfilment, o.placed_at, o.ready_by::text, o.hold_until, o.respond_by,
      o.reject_reason, o.carrier, o.tracking_number, coalesce(o.currency, st.currency) as currency, o.total,
      o.payment_status,
      (select -(outcome -> 'payment' ->> 'amount')::bigint from order_events
        where order_id = o.id and seq = ${seq}::int and (outcome -> 'payment' ->> 'amount')::bigint < 0) as refund,
      json_build_object(
        'firstName', coalesce(nullif(btrim(web.raw -> 'customer' ->> 'firstName'), ''), c.first_name),
        'lastName', coalesce(nullif(btrim(web.raw -> 'customer' ->> 'lastName'), ''), c.last_name),
        'email', coalesce(nullif(btrim(web.raw -> 'customer' ->> 'email'), ''), nullif(btrim(c.email), ''))
      ) as customer,
      web.raw -> 'customer' ->> 'language' as asked_language,
      coalesce(web.raw -> 'shippingAddress' ->> 'country', web.raw -> 'billingAddress' ->> 'country', c.country)
        as country,
      (select coalesce(json_agg(json_build_object('description', description, 'quantity', quantity,
          'net', quantity * unit_price - discount) order by position), '[]')
        from order_lines where order_id = o.id) as lines,
      json_build_object('code', st.code, 'name', st.name, 'address', st.address, 'email', nullif(btrim(st.email), ''),
        'language', st.language, 'calendar', json_build_object('timeZone', st.time_zone, 'weekly', st.hours,
          'special', st.special_days)) as store
    from orders o join web on web.id = o.id join sources s on s.id = o.source
      join stores st on st.code = coalesce(o.store, s.primary_store)
      left join customers c on c.id = o.customer_id
    where o.id = ${orderId}`
  return row ?? null
}
