import { GIVEN_OTHERWISE } from '../../domain/payment.ts'
import type { StuckKind, StuckRow } from '../../domain/stuck.ts'
import type { Fragment, Sql } from '../client.ts'

/** Callbacks and letters that are tried longer than this should be looked at; most websites are back sooner. */
const LONG = '1 hour'
/** What failed longer ago than this is history. */
const FAILED_DAYS = 30
/** Of orders and happenings that wait, only the oldest can be stuck. */
const LOOKED_AT = 500

/** Somebody said that it is dealt with, after it failed. */
const settled = (sql: Sql, kind: StuckKind, subject: Fragment, failedAt: Fragment) => sql`
  exists (select from stuck_decisions d where d.kind = ${kind} and d.subject = ${subject}
    and d.deed in ('by_hand', 'give_up') and d.at >= ${failedAt})`

/** One select a kind, each with the columns of `StuckRow` and on indexes of what is open or failed alone. */
function selects(sql: Sql): Record<StuckKind, Fragment> {
  const failedSince = sql`now() - make_interval(days => ${FAILED_DAYS})`
  return {
    ...ofTheEngine(sql, failedSince),
    order: sql`
      select 'order', w.id::text, 'waiting', w.source, w.number, null, w.received_at, greatest(w.attempts, w.starts),
        e.error_id, e.error, w.started_at + make_interval(secs => least(10 * 2 ^ least(greatest(w.starts, 1) - 1, 9), 3600))
      from (select * from web_orders
          where recorded_at is null and raw is not null and (due_at is null or due_at < now() - interval '1 minute')
          order by id limit ${LOOKED_AT}) w
        left join last_errors e on e.subject = 'happening:' || w.id || ':received'
      where w.received_at < now() - interval '1 minute' and (w.attempts > 0 or w.starts > 1)`,
    happening: sql`
      select 'happening', h.order_id || ':' || h.id, 'waiting', w.source, w.number, h.type, h.at,
        greatest(h.attempts, h.tells), e.error_id, e.error,
        h.told_at + make_interval(secs => least(2 * 2 ^ least(h.tells, 5), 60))
      from (select * from happenings where status = 'waiting' order by seq limit ${LOOKED_AT}) h
        join web_orders w on w.id = h.order_id
        left join last_errors e on e.subject = 'happening:' || h.order_id || ':' || h.id
      where h.at < now() - interval '1 minute' and w.recorded_at is not null`,
    happeningFailed: sql`
      select 'happeningFailed', h.order_id || ':' || h.id, 'failed', w.source, w.number, h.type, h.answered_at,
        h.attempts, h.refusal ->> 'errorId', e.error, null
      from happenings h join web_orders w on w.id = h.order_id
        left join last_errors e on e.subject = 'happening:' || h.order_id || ':' || h.id
      where h.status = 'failed' and h.answered_at > ${failedSince} and h.refusal ->> 'code' = 'error'
        and not ${settled(sql, 'happeningFailed', sql`h.order_id || ':' || h.id`, sql`h.answered_at`)}`,
    return: sql`
      select 'return', h.return_id || ':' || h.id, case when h.status = 'failed' then 'failed' else 'waiting' end,
        o.source, o.number, h.type, coalesce(h.answered_at, h.at), greatest(h.attempts, h.tells),
        coalesce(h.refusal ->> 'errorId', e.error_id), e.error,
        case when h.status = 'waiting' then h.told_at + make_interval(secs => least(2 * 2 ^ least(h.tells, 5), 60)) end
      from return_happenings h join returns r on r.id = h.return_id join orders o on o.id = r.order_id
        left join last_errors e on e.subject = 'return:' || h.return_id
      where h.status = 'waiting' and h.at < now() - interval '1 minute'
        or h.status = 'failed' and h.answered_at > ${failedSince} and h.refusal ->> 'code' = 'error'
          and not ${settled(sql, 'return', sql`h.return_id || ':' || h.id`, sql`h.answered_at`)}`,
    ...ofEffects(sql, failedSince),
    ...ofMessages(sql, failedSince),
    books: sql`
      select 'books', '', 'failed', null, null, null, ended_at, null::int, error_id, null, null::timestamptz
      from (select * from book_checks where state <> 'running' order by id desc limit 1) last where state = 'failed'`,
  }
}

function ofTheEngine(sql: Sql, failedSince: Fragment) {
  return {
    worker: sql`
      select 'worker', '', 'waiting', null, null, null, looked_at, null::int, null, null, null::timestamptz
      from watch where looked_at < now() - interval '3 minutes'`,
    engine: sql`
      select 'engine', '', 'waiting', null, null, null, engine_away_since, null::int, null, engine_trouble, null::timestamptz
      from watch where engine_away_since < now() - interval '1 minute'`,
    workflow: sql`
      select 'workflow', f.id, 'waiting', coalesce(w.source, o.source), coalesce(w.number, o.number),
        case when f.return_id is null then 'order' else 'return' end, f.since, f.attempts, null, f.trouble, null::timestamptz
      from failing_workflows f left join web_orders w on w.id = f.order_id
        left join returns r on r.id = f.return_id left join orders o on o.id = r.order_id`,
    source: sql`
      select 'source', s.source, 'waiting', s.source, null, s.usual_seconds::text, s.since, null::int, null, null, null::timestamptz
      from silent_sources s join sources on sources.id = s.source and sources.deactivated_at is null
      union all
      select 'source', 'sealed:' || s.id, 'failed', s.id, null, 'sealed', e.at, null, e.error_id, null, null
      from last_errors e join sources s on s.id = substr(e.subject, 8) and s.deactivated_at is null
      where left(e.subject, 7) = 'source:' and e.at > ${failedSince}`,
  }
}

function ofEffects(sql: Sql, failedSince: Fragment) {
  return {
    effect: sql`
      select 'effect', e.key, 'waiting', o.source, o.number, e.kind, e.created_at, e.attempts, x.error_id, x.error, null::timestamptz
      from effects e join orders o on o.id = e.order_id left join last_errors x on x.subject = 'effect:' || e.key
      where e.status = 'open' and greatest(e.created_at, e.not_before) < now() - interval '5 minutes'`,
    // By the statuses that the index of orders with money has; nothing here is decided by time.
    money: sql`
      select 'money', o.id::text, case when o.money ->> 'state' = 'unknown' then 'unknown' else 'failed' end, o.source, o.number,
        case when o.money ->> 'state' = 'unknown' then 'unknown' else 'refund' end, o.updated_at, null::int,
        case when o.money ->> 'state' = 'unknown' then o.money ->> 'trouble' end,
        case when o.money ->> 'state' <> 'unknown' then o.money ->> 'trouble' end, null::timestamptz
      from orders o
      where o.money is not null and o.money ->> 'state' = 'unknown'
        or o.money ->> 'trouble' <> ${GIVEN_OTHERWISE} and o.money ->> 'state' = 'captured'`,
    paper: sql`
      select 'paper', e.key, 'failed', o.source, o.number, e.kind, e.ended_at, e.attempts, e.outcome ->> 'errorId', x.error, null::timestamptz
      from effects e join orders o on o.id = e.order_id left join last_errors x on x.subject = 'effect:' || e.key
      where e.status = 'failed' and e.kind = 'receipt' and e.ended_at > ${failedSince}
        and o.problems @> '[{"code":"receipt_failed"}]'
        and not ${settled(sql, 'paper', sql`e.key`, sql`e.ended_at`)}
      union all
      select 'paper', x.subject, 'failed', o.source, o.number, 'exchange', x.at, null, x.error_id, x.error, null
      from last_errors x join sales s on s.number = substr(x.subject, 6) and s.status = 'finished'
        join returns r on r.id = s.return_id join orders o on o.id = r.order_id
      where left(x.subject, 5) = 'sale:' and x.at > ${failedSince}
        and not exists (select from documents where sale_number = s.number and made_at > x.at)
        and not ${settled(sql, 'paper', sql`x.subject`, sql`x.at`)}`,
  }
}

function ofMessages(sql: Sql, failedSince: Fragment) {
  const trouble = sql`
    (select coalesce(t.http_status::text, t.trouble) from callback_tries t
      where t.order_id = c.order_id and t.seq = c.seq order by number desc limit 1)`
  return {
    callback: sql`
      select 'callback', s.id, 'waiting', s.id, c.number, failing.count::text, c.first_try_at, c.tries, null, ${trouble}, c.next_try_at
      from sources s
        cross join lateral (select count(*) as count from callbacks
          where source = s.id and status = 'waiting' and first_try_at < now() - ${LONG}::interval) failing
        cross join lateral (select callbacks.*, w.number from callbacks join web_orders w on w.id = order_id
          where callbacks.source = s.id and callbacks.status = 'waiting' and first_try_at < now() - ${LONG}::interval
          order by first_try_at limit 1) c`,
    callbackGivenUp: sql`
      select 'callbackGivenUp', c.order_id || ':' || c.seq, 'failed', c.source, w.number, c.content ->> 'status', c.ended_at, c.tries,
        null, ${trouble}, null::timestamptz
      from sources s join callbacks c on c.source = s.id and c.status = 'given_up' and c.ended_at > ${failedSince}
        join web_orders w on w.id = c.order_id
      where not ${settled(sql, 'callbackGivenUp', sql`c.order_id || ':' || c.seq`, sql`c.ended_at`)}`,
    letter: sql`
      select 'letter', l.id::text, l.status, o.source, o.number, l.kind, l.ended_at, l.tries, null, coalesce(l.trouble, l.answer), null
      from letters l join orders o on o.id = l.order_id
      where l.status in ('failed', 'unknown') and l.ended_at > ${failedSince}
        and not exists (select from letters again where again.again_of = l.id)
        and not ${settled(sql, 'letter', sql`l.id::text`, sql`l.ended_at`)}
      union all
      select 'letter', l.id::text, 'waiting', o.source, o.number, l.kind, l.first_try_at, l.tries, null,
        coalesce(l.trouble, l.answer), l.next_try_at::text
      from letters l join orders o on o.id = l.order_id
      where l.status = 'waiting' and l.first_try_at < now() - ${LONG}::interval`,
    mail: sql`
      select 'mail', '', 'waiting', null, null, null, away_since, away_tries, null, trouble, away_until
      from mail_server where away_since < now() - interval '5 minutes'`,
  }
}

/** What a select leaves null has no type of its own. */
const typed = (sql: Sql, select: Fragment) => sql`
  select kind, key, state, source, number, detail, since, tries::int, error_id, trouble, next_try::timestamptz
  from (${select}) s (kind, key, state, source, number, detail, since, tries, error_id, trouble, next_try)`

/** The oldest of each kind first, at most `each` of one; in one statement. */
export async function loadStuck(sql: Sql, each: number): Promise<StuckRow[]> {
  const parts = Object.values(selects(sql)).map(
    (select) => sql`(${typed(sql, select)} order by since limit ${each})`,
  )
  return sql<StuckRow[]>`select * from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) stuck`
}

/** One of them, as it stands now; null: it is no longer stuck. */
export async function findStuck(sql: Sql, kind: StuckKind, key: string): Promise<StuckRow | null> {
  const [found] = await sql<StuckRow[]>`
    ${typed(sql, selects(sql)[kind])} where key = ${key} limit 1`
  return found ?? null
}

/** How many of each kind, up to `most`; kinds without any are left out. */
export async function countStuck(sql: Sql, most: number): Promise<Partial<Record<StuckKind, number>>> {
  const parts = Object.values(selects(sql)).map(
    (select) => sql`(select kind from (${typed(sql, select)}) one limit ${most})`,
  )
  const rows = await sql<{ kind: StuckKind; count: number }[]>`
    select kind, count(*)::int from (${parts.reduce((all, part) => sql`${all} union all ${part}`)}) stuck
    group by kind`
  return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
}
