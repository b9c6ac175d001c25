import type { Sql } from '../../db/client.ts'
import { tellOrder } from '../../intake/tell-workflow.ts'
import type { SweepDeps } from './deps.ts'

/** Who wrote it has told the workflow already; after this long the sweep tells it again. */
const WAITING_SECONDS = 2
/** Told and not answered: again after 4 s, 8 s and so on, at most this long. */
const AGAIN_SECONDS_MAX = 60
const BATCH = 100

interface Waiting {
  orderId: number
  id: string
  type: string
  source: string
  number: string
  store: string | null
}

/** Delivers happenings that nobody answered, in the order in which they came; again later each time. */
export async function tellHappenings({ sql, engine }: SweepDeps): Promise<void> {
  const claimed = await sql<(Waiting & { seq: number })[]>`
    with claimed as (
      update happenings set told_at = now(), tells = tells + 1
      where (order_id, id) in (
        select h.order_id, h.id
        from happenings h join web_orders w on w.id = h.order_id and w.raw is not null
        where h.status = 'waiting'
          and ((h.told_at is null and (h.actor_kind <> 'staff' or h.at < now() - make_interval(secs => ${WAITING_SECONDS})))
            or h.told_at < now() - make_interval(secs => least(${WAITING_SECONDS} * 2 ^ least(h.tells, 5), ${AGAIN_SECONDS_MAX})))
        order by h.seq
        limit ${BATCH}
        for update of h skip locked
      )
      returning order_id, id, type, seq
    )
    select claimed.*, w.source, w.number, o.store
    from claimed join web_orders w on w.id = claimed.order_id left join orders o on o.id = w.id
    order by seq`
  for (const [index, { orderId, source, number, store, type, id }] of claimed.entries()) {
    try {
      await tellOrder(engine, { id: orderId, source, number, store }, { type, id })
    } catch (error) {
      await giveBack(sql, claimed.slice(index))
      throw error
    }
  }
}

/** An engine that is away was told nothing: these are due again as soon as it is back. */
async function giveBack(sql: Sql, untold: readonly Waiting[]): Promise<void> {
  await sql`
    update happenings set told_at = null, tells = tells - 1
    from unnest(${untold.map(({ orderId }) => orderId)}::bigint[], ${untold.map(({ id }) => id)}::text[])
      as untold (order_id, id)
    where happenings.order_id = untold.order_id and happenings.id = untold.id and status = 'waiting'`
}
