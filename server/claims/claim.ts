import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Queryable } from '../../db/client.ts'
import { CLAIM_MINUTES_DEFAULT } from '../../domain/rules.ts'
import { closedStatuses } from '../../domain/status.ts'
import type { FoundOrder } from '../orders/find.ts'

/** When a claim that is made or renewed now is over, by the rules of the order's store. */
const untilBy = (sql: Queryable, store: string | null) => sql`
  now() + make_interval(mins => greatest(1, coalesce(
    (select (rules->>'claimMinutes')::int from stores where code = ${store}), ${CLAIM_MINUTES_DEFAULT}::int)))`

/**
 * Puts somebody on an open order, or keeps them on it. Others stay on it unless `from` names them: whoever takes over
 * has read who it is.
 * @returns false where somebody else is on it, or it is closed
 */
export async function claim(
  sql: Queryable,
  order: FoundOrder,
  userId: string,
  from: string | null,
): Promise<boolean> {
  const rows = await sql`
    with claimed as (
      insert into order_claims as claim (order_id, user_id, since, until)
      select id, ${userId}, now(), ${untilBy(sql, order.store)} from orders
      where id = ${order.id} and status <> all(${[...closedStatuses]})
      on conflict (order_id) do update set user_id = excluded.user_id, until = excluded.until,
        since = case when claim.user_id = excluded.user_id and claim.until > now() then claim.since else now() end
      where claim.until <= now() or claim.user_id in (excluded.user_id, ${from ?? userId})
      returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from claimed`
  return rows.length > 0
}

/** Takes somebody off an order that they are on. */
export async function endClaim(sql: Queryable, order: FoundOrder, userId: string): Promise<void> {
  await sql`
    with ended as (
      delete from order_claims where order_id = ${order.id} and user_id = ${userId} returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from ended`
}

/** A part of a statement: whoever does something to an order that they are on stays on it from now. */
export const renewal = (sql: Queryable, order: FoundOrder, userId: string) => sql`
  update order_claims set until = ${untilBy(sql, order.store)}
  where order_id = ${order.id} and user_id = ${userId} and until > now()`
