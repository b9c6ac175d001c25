import type { Sql } from '../../db/client.ts'
import type { CallbackContent } from './body.ts'

/** A try takes ten seconds at most; who holds it longer has died. By the database's clock: workers' own may be apart. */
export const LEASE_SECONDS = 30
/** At once for one source in one process: a website that answers slowly holds up nobody else's. */
export const AT_ONCE_PER_SOURCE = 4

/** Among the first of a source, the next that is due; some wait for a lease. */
const LOOKED_AT = 20
const DAYS_KEPT = 3

export interface Due {
  orderId: number
  seq: number
  source: string
  number: string
  webhookId: string
  content: CallbackContent
  firstTryAt: Date
  /** This try's number, from 1, over all tries. */
  try: number
  /** From 1, since it was first tried or sent again. */
  tryOfRound: number
  url: string
  /** Sealed; the newest first. */
  secrets: string[]
}

/** An undo that was clicked in time holds back what it will take back, however late it is recorded. */
const noUndoWaits = (sql: Sql) => sql`
  not exists (select from happenings h
    where h.order_id = callbacks.order_id and h.type = 'undo' and h.status = 'waiting')`

/**
 * Takes what is due, for at most so many at once of each source, and notes the try. Of an order only the oldest that
 * waits; of sources that can be told. Whoever else claims at the same time gets others.
 * @param busy how many of each source this process is at already
 */
export async function claimDue(sql: Sql, now: Date, busy: ReadonlyMap<string, number>): Promise<Due[]> {
  return sql<Due[]>`
    with busy as (
      select * from unnest(${[...busy.keys()]}::text[], ${[...busy.values()]}::int[]) as busy (source, count)
    ), due as (
      select c.order_id, c.seq
      from sources s left join busy on busy.source = s.id
      cross join lateral (
        select order_id, seq from callbacks
        where callbacks.source = s.id and status = 'waiting' and next_try_at <= ${now}
          and (not_before is null or not_before <= ${now}) and ${noUndoWaits(sql)} and (lease_until is null or lease_until < now())
          and not exists (select from callbacks earlier
            where earlier.order_id = callbacks.order_id and earlier.seq < callbacks.seq and earlier.status = 'waiting')
        order by next_try_at
        limit greatest(0, ${AT_ONCE_PER_SOURCE} - coalesce(busy.count, 0))
        for update skip locked
      ) c
      where s.callback_url is not null and s.deactivated_at is null
    ), claimed as (
      update callbacks c set tries = tries + 1, first_try_at = coalesce(first_try_at, ${now}),
        lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      from due where c.order_id = due.order_id and c.seq = due.seq
      returning c.order_id, c.seq, c.source, c.webhook_id, c.content, c.first_try_at, c.tries
    ), noted as (
      insert into callback_tries (order_id, seq, number, at) select order_id, seq, tries, ${now} from claimed
    )
    select claimed.order_id, claimed.seq, claimed.source, claimed.webhook_id, claimed.content, claimed.first_try_at,
      claimed.tries as try, w.number, s.callback_url as url,
      1 + (select count(*) from callback_tries t
        where t.order_id = claimed.order_id and t.seq = claimed.seq and t.at >= claimed.first_try_at)::int as try_of_round,
      s.secrets || array(select sealed from retiring_secrets r where r.source = s.id and r.until > ${now}
        order by r.id desc) as secrets
    from claimed join web_orders w on w.id = claimed.order_id join sources s on s.id = claimed.source
    order by claimed.order_id, claimed.seq`
}

/**
 * When something is due next by the clock of who asks, of the sources that this process has room for; null: nothing.
 * Another's lease counts, too.
 * @param busy as for `claimDue`
 */
export async function nextDue(sql: Sql, now: Date, busy: ReadonlyMap<string, number>): Promise<Date | null> {
  const full = [...busy].flatMap(([source, count]) => (count >= AT_ONCE_PER_SOURCE ? [source] : []))
  const [next] = await sql<{ at: Date | null }[]>`
    select min(greatest(c.next_try_at, c.not_before, ${now}::timestamptz + (c.lease_until - now()))) as at
    from sources s cross join lateral (
      select next_try_at, not_before, lease_until from callbacks
      where callbacks.source = s.id and status = 'waiting' and ${noUndoWaits(sql)}
        and not exists (select from callbacks earlier
        where earlier.order_id = callbacks.order_id and earlier.seq < callbacks.seq and earlier.status = 'waiting')
      order by next_try_at limit ${LOOKED_AT}
    ) c
    where s.callback_url is not null and s.deactivated_at is null and s.id <> all(${full}::text[])`
  return next?.at ?? null
}

/** A source that nobody is to tell any more leaves nothing waiting for ever. */
export async function giveUpUntold(sql: Sql, now: Date): Promise<void> {
  await sql`
    update callbacks set status = 'given_up', ended_at = ${now}, lease_until = null
    where status = 'waiting' and created_at < ${now}::timestamptz - make_interval(days => ${DAYS_KEPT})
      and source in (select id from sources where callback_url is null or deactivated_at is not null)`
}
