import type { Queryable } from '../db/client.ts'

export interface Waiting {
  /** Accepted and without a status yet, 10,000 at most; a supplier's order before its hour does not count. */
  orders: number
  oldestSeconds: number | null
  /** What befell orders and has not been carried out yet. */
  happenings: number
  oldestHappeningSeconds: number | null
  /** The same of returns. */
  returnHappenings: number
  oldestReturnHappeningSeconds: number | null
}

/** A shop that brings in ten years of orders need not have them counted for each look at its queue. */
const COUNTED_MAX = 10_000

const isWaiting = (sql: Queryable) =>
  sql`recorded_at is null and raw is not null and (due_at is null or due_at <= now())`

/** What lies in the inbox and for how long: the queue page and /health show it. */
export async function waitingToStart(sql: Queryable): Promise<Waiting> {
  const [waiting] = await sql<Waiting[]>`
    select o.count::int as orders, o.oldest as oldest_seconds,
      h.count::int as happenings, h.oldest as oldest_happening_seconds,
      r.count::int as return_happenings, r.oldest as oldest_return_happening_seconds
    from
      (select count(*) filter (where is_counted), extract(epoch from now() - min(received_at))::int as oldest from (
          select received_at, false as is_counted from sources
            cross join (values (false), (true)) as turn (is_imported) cross join lateral (
              select received_at from web_orders
              where source = sources.id and is_imported = turn.is_imported and ${isWaiting(sql)} order by id limit 1
            ) as oldest
          union all (select null, true from web_orders where ${isWaiting(sql)} limit ${COUNTED_MAX})
        ) as waiting) o,
      (select count(*), extract(epoch from now() - min(h.at))::int as oldest from happenings h
        join web_orders w on w.id = h.order_id
        where h.status = 'waiting' and w.raw is not null and (w.due_at is null or w.due_at <= now())) h,
      (select count(*), extract(epoch from now() - min(at))::int as oldest from return_happenings
        where status = 'waiting') r`
  if (!waiting) throw new Error('an aggregate without a row')
  return waiting
}
