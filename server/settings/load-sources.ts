import type { Sql } from '../../db/client.ts'
import { canOpen, type SecretOpener } from '../../intake/directory.ts'
import type { LateCallback, SourceListed, SourceShown } from '../../views/settings/sources.ts'
import { callbackFailures } from '../callbacks/failures.ts'

const SOURCES_SHOWN = 200
const CALLBACKS_SHOWN = 20

/** The shop's clock where no store says otherwise: its first store's. */
export async function shopZone(sql: Sql): Promise<string> {
  const [store] = await sql<{ timeZone: string }[]>`
    select time_zone from stores order by created_at, code limit 1`
  return store?.timeZone ?? 'UTC'
}

/** All, or one. */
export async function loadSources(sql: Sql, id: string | null = null): Promise<SourceListed[]> {
  const [sources, failures] = await Promise.all([readSources(sql, id), callbackFailures(sql)])
  return sources.map((source) => {
    const { failing = 0, givenUp = 0 } = failures.find((one) => one.source === source.id) ?? {}
    return { ...source, failingCallbacks: failing, givenUpCallbacks: givenUp }
  })
}

/** A day begins at another moment in each zone; none began more than 26 hours ago. */
function readSources(sql: Sql, id: string | null) {
  return sql<Omit<SourceListed, 'failingCallbacks' | 'givenUpCallbacks'>[]>`
    with zone as (
      select s.id, coalesce(p.time_zone, (select time_zone from stores order by created_at, code limit 1), 'UTC') as tz
      from sources s left join stores p on p.code = s.primary_store
    ), today as (
      select w.source, count(*)::int as orders
      from web_orders w join zone z on z.id = w.source
      where w.received_at > now() - interval '26 hours' and w.raw is not null
        and w.received_at >= date_trunc('day', now() at time zone z.tz) at time zone z.tz
      group by w.source
    )
    select s.id, s.kind, s.primary_store, s.deactivated_at, s.last_seen_at,
      (s.rules -> 'answer' ->> 'hours')::float8 as answer_hours,
      coalesce(today.orders, 0) as orders_today, ${troubles(sql, 'signature')} as bad_signatures,
      ${troubles(sql, 'order')} as refused_orders
    from sources s left join today on today.source = s.id
    where ${id === null ? sql`true` : sql`s.id = ${id}`}
    order by s.deactivated_at is not null, s.id limit ${SOURCES_SHOWN}`
}

const troubles = (sql: Sql, kind: string) => sql`(
  select coalesce(sum(count), 0)::int from source_troubles t
  where t.source = s.id and t.kind = ${kind} and t.hour > now() - interval '24 hours'
)`

export async function loadSource(sql: Sql, opener: SecretOpener, id: string): Promise<SourceShown | null> {
  const [[source], [more], lateCallbacks] = await Promise.all([
    loadSources(sql, id),
    sql<
      (Omit<SourceShown, keyof SourceListed | 'isSealed' | 'retiring' | 'lateCallbacks'> & {
        secrets: string[]
        retiring: { until: string }[]
      })[]
    >`
      select callback_url, order_url, created_at, secrets, (
        select coalesce(json_agg(json_build_object('until', until) order by until), '[]')
        from retiring_secrets r where r.source = s.id and until > now()
      ) as retiring, (
        select json_build_object('detail', detail, 'at', last_at) from source_troubles t
        where t.source = s.id and t.kind = 'order' order by hour desc limit 1
      ) as last_refusal
      from sources s where id = ${id}`,
    loadLateCallbacks(sql, id),
  ])
  if (!source || !more) return null
  const { secrets, retiring, lastRefusal, ...rest } = more
  return {
    ...source,
    ...rest,
    lateCallbacks,
    isSealed: !secrets.every((one) => canOpen(opener, one)),
    retiring: retiring.map(({ until }) => ({ until: new Date(until) })),
    lastRefusal: lastRefusal && { detail: lastRefusal.detail, at: new Date(lastRefusal.at) },
  }
}

export interface StoreChoice {
  code: string
  name: string
}

export const storeChoices = (sql: Sql): Promise<StoreChoice[]> =>
  sql<StoreChoice[]>`select code, name from stores order by name, code limit 500`

type LastTry = LateCallback['tries'][number]

/** Each part along its own partial index. */
async function loadLateCallbacks(sql: Sql, id: string): Promise<LateCallback[]> {
  const rows = await sql<
    (Omit<LateCallback, 'tries'> & { last: (Omit<LastTry, 'at'> & { at: string }) | null })[]
  >`
    select o.number, late.content ->> 'status' as about, late.status, late.next_try_at, (
      select row_to_json(t) from (
        select number, at, http_status, trouble, ms from callback_tries t
        where t.order_id = late.order_id and t.seq = late.seq order by number desc limit 1
      ) t
    ) as last
    from (
      (select * from callbacks where source = ${id} and status = 'waiting' and tries > 0
        order by next_try_at limit ${CALLBACKS_SHOWN})
      union all
      (select * from callbacks where source = ${id} and status = 'given_up'
        order by ended_at desc limit ${CALLBACKS_SHOWN})
    ) late join orders o on o.id = late.order_id
    order by late.created_at desc limit ${CALLBACKS_SHOWN}`
  return rows.map(({ last, ...row }) => ({ ...row, tries: last ? [{ ...last, at: new Date(last.at) }] : [] }))
}
