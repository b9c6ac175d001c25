import { type ReturnRef, tellReturn } from '../../intake/tell-return.ts'
import type { SweepDeps } from './deps.ts'

/** Who wrote it has told the workflow already; after this long the sweep tells it again. */
const WAITING_SECONDS = 2
const AGAIN_SECONDS_MAX = 60
const BATCH = 50

/** Tells returns what waits in their inboxes and nobody answered; again later each time. */
export async function tellReturns({ sql, engine }: SweepDeps): Promise<void> {
  const claimed = await sql<(ReturnRef & { happening: string })[]>`
    with claimed as (
      update return_happenings set told_at = now(), tells = tells + 1
      where (return_id, id) in (
        select return_id, id from return_happenings
        where status = 'waiting'
          and ((told_at is null and (actor_kind <> 'staff' or at < now() - make_interval(secs => ${WAITING_SECONDS})))
            or told_at < now() - make_interval(secs => least(${WAITING_SECONDS} * 2 ^ least(tells, 5), ${AGAIN_SECONDS_MAX})))
        order by seq limit ${BATCH}
        for update skip locked
      )
      returning return_id, id as happening
    )
    select r.id, o.source, o.number, r.n, claimed.happening
    from claimed join returns r on r.id = claimed.return_id join orders o on o.id = r.order_id`
  const told = new Set<number>()
  for (const [index, ref] of claimed.entries()) {
    if (told.has(ref.id)) continue
    try {
      await tellReturn(engine, ref)
      told.add(ref.id)
    } catch (error) {
      await giveBack(
        sql,
        claimed.slice(index).filter(({ id }) => !told.has(id)),
      )
      throw error
    }
  }
}

/** An engine that is away was told nothing: these are due again as soon as it is back. */
async function giveBack(sql: SweepDeps['sql'], untold: readonly { id: number; happening: string }[]) {
  await sql`
    update return_happenings set told_at = null, tells = tells - 1
    from unnest(${untold.map(({ id }) => id)}::bigint[], ${untold.map(({ happening }) => happening)}::text[])
      as untold (return_id, id)
    where return_happenings.return_id = untold.return_id and return_happenings.id = untold.id and status = 'waiting'`
}

/** Wakes returns whose deadline passed a minute ago: their workflow was lost, or never began; each every five minutes. */
export async function wakeReturns({ sql, engine }: SweepDeps): Promise<void> {
  const forgotten = await sql<ReturnRef[]>`
    update returns set woken_at = now()
    from orders o
    where o.id = returns.order_id and returns.id in (
      select id from returns
      where deadline_at < now() - interval '1 minute'
        and (woken_at is null or woken_at < now() - interval '5 minutes')
      order by deadline_at limit ${BATCH}
      for update skip locked
    )
    returning returns.id, o.source, o.number, returns.n`
  for (const ref of forgotten) await tellReturn(engine, ref)
}
