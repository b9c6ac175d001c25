import type { Queryable, Sql } from '../../db/client.ts'

/** Levels whose sum with what orders hold is not what was there at first; the first figures come from a file. */
export function levelsThatDiffer(sql: Sql) {
  return sql`
    with held as (
      select o.store, l.product_id, sum(l.allocated)::int as units
      from order_lines l join orders o on o.id = l.order_id
      where l.allocated > 0 group by o.store, l.product_id
    )
    select p.sku, s.store, s.imported_on_hand as before, s.on_hand as now, held.units as allocated
    from stock_levels s join products p on p.id = s.product_id
      full join held on held.store = s.store and held.product_id = s.product_id
    where s.on_hand + coalesce(held.units, 0) is distinct from s.imported_on_hand`
}

/** Sale numbers of each store that do not run 1, 2, 3 …, or whose order does not carry them; one in exchange is its return's. */
export function salesOutOfLine(sql: Queryable) {
  return sql`
    with numbered as (
      select s.number, case when s.return_id is null then o.sale_number else s.number end as carried,
        row_number() over (partition by s.store order by s.number) as expected
      from sales s left join orders o on o.id = s.order_id
    )
    select number from numbered
    where split_part(number, '-', 2)::int <> expected or carried is distinct from number`
}

/** What was put into the inbox and got no answer, or failed. */
export function unanswered(sql: Sql) {
  return sql`
    select 'order' as what, number as id from web_orders where recorded_at is null
    union all select 'happening', id from happenings where status in ('waiting', 'failed')
    union all select 'effect', key from effects where status <> 'done'`
}

/** How often each staff action of a kind was carried out, by order number. */
export async function timesApplied(sql: Sql, type: string): Promise<Map<string, number>> {
  const rows = await sql<{ number: string; times: number }[]>`
    select o.number, count(*)::int as times from order_events e join orders o on o.id = e.order_id
    where e.type = ${type} group by o.number`
  return new Map(rows.map(({ number, times }) => [number, times]))
}

/** A digest of everything the shop knows, by table; when its workers looked at it last is no part of it. */
export async function everything(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'watch' order by tablename`
  const digests: Record<string, string> = {}
  for (const { name } of tables) {
    const [row] = await sql<{ digest: string }[]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, chr(10) order by t::text)), '') as digest
      from ${sql(name)} t`
    digests[name] = row?.digest ?? ''
  }
  return digests
}
