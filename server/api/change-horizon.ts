import type { Sql } from '../../db/client.ts'

/**
 * Every change of a transaction before this number is visible to the next statement, or will never be.
 * `pg_snapshot_xmin` would say the same, but waits for every database of the server: on a shared one, another's
 * long import would hold up our list. So: the oldest transaction of this database that writes. The snapshot is
 * taken before the sessions are looked through; whoever ended in between is seen by the next statement.
 */
export async function changeHorizon(sql: Sql): Promise<string> {
  const [row] = await sql<{ horizon: string }[]>`
    select least(h.next, min(h.next - a.behind) filter (where a.behind < 2147483648))::text as horizon
    from (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as next) h
    left join lateral (
      -- backend_xid has the lower 32 bits alone; one that started after our snapshot seems far behind.
      select (h.next - backend_xid::text::bigint) & 4294967295 as behind
      from pg_stat_activity where datname = current_database() and backend_xid is not null
    ) a on true
    group by h.next`
  if (!row) throw new Error('an aggregate without a row')
  return row.horizon
}
