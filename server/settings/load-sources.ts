import type { Sql } from '../../db/client.ts'
import type { SourceListed, SourceShown } from '../../views/settings/sources.ts'

const SOURCES_SHOWN = 200

/** The shop's clock where no store says otherwise: its first store's. */
export async function shopZone(sql: Sql): Promise<string> {
  const [store] = await sql<{ timeZone: string }[]>`
    select time_zone from stores order by created_at, code limit 1`
  return store?.timeZone ?? 'UTC'
}

/** All, or one. A day begins at another moment in each zone; none began more than 26 hours ago. */
export function loadSources(sql: Sql, id: string | null = null): Promise<SourceListed[]> {
  return sql<SourceListed[]>`
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

export async function loadSource(sql: Sql, id: string): Promise<SourceShown | null> {
  const [[source], [more]] = await Promise.all([
    loadSources(sql, id),
    sql<(Omit<SourceShown, keyof SourceListed | 'retiring'> & { retiring: { until: string }[] })[]>`
      select callback_url, order_url, created_at, (
        select coalesce(json_agg(json_build_object('until', until) order by until), '[]')
        from retiring_secrets r where r.source = s.id and until > now()
      ) as retiring, (
        select json_build_object('detail', detail, 'at', last_at) from source_troubles t
        where t.source = s.id and t.kind = 'order' order by hour desc limit 1
      ) as last_refusal
      from sources s where id = ${id}`,
  ])
  if (!source || !more) return null
  const { retiring, lastRefusal, ...rest } = more
  return {
    ...source,
    ...rest,
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
