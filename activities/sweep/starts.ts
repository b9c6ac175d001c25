import pLimit from 'p-limit'
import { type OrderRef, startOrder } from '../../intake/tell-workflow.ts'
import type { SweepDeps } from './deps.ts'

/** Claimed at once; the engine takes 60 to 130 starts a second on two cores. */
const BATCH = 20
const AT_ONCE = 5
/** Started and not recorded yet: with more of them, staff would wait behind the import for their clicks. */
const UNDER_WAY_MAX = 40
/**
 * A start that brought no status is tried again after this, then twice as long, up to an hour. It is short since an
 * order that was claimed by a process that died waits for it; a start too many changes nothing.
 */
const AGAIN_SECONDS = 10

/**
 * Starts the workflows of orders that wait in the inbox, at the rate at which they are recorded: of each source the
 * oldest that it sent, then the oldest that somebody imported; and the sources in turn. So nobody waits behind an
 * import. Says how many.
 */
export async function startOrders({ sql, engine }: SweepDeps): Promise<number> {
  const claimed = await sql<OrderRef[]>`
    update web_orders set started_at = now(), starts = starts + 1
    where id in (
      select waiting.id from sources cross join lateral (
        select id, row_number() over (order by is_imported, id) as turn from (
          select id, is_imported from web_orders
          where source = sources.id and recorded_at is null and raw is not null and (due_at is null or due_at < now())
            and (started_at is null
              or started_at < now() - make_interval(secs => least(${AGAIN_SECONDS} * 2 ^ least(starts - 1, 9), 3600)))
          order by is_imported, id limit ${BATCH}
          for update skip locked
        ) as theirs
      ) as waiting
      order by turn, waiting.id
      limit greatest(0, least(${BATCH}, ${UNDER_WAY_MAX} - (
        select count(*) from web_orders
        where recorded_at is null and raw is not null and due_at is null
          and started_at > now() - make_interval(secs => ${AGAIN_SECONDS})
      )))
    )
    returning id, source, number,
      case when raw is json object then raw::jsonb ->> 'storeCode' end as store`
  const limit = pLimit(AT_ONCE)
  const started = await Promise.allSettled(claimed.map((order) => limit(() => startOrder(engine, order))))
  const failed = claimed.filter((_, index) => started[index]?.status === 'rejected')
  if (failed.length > 0) {
    await sql`
      update web_orders set started_at = null, starts = starts - 1
      where id = any(${failed.map(({ id }) => id)}::bigint[]) and recorded_at is null`
    throw started.find((result) => result.status === 'rejected')?.reason
  }
  return claimed.length
}
