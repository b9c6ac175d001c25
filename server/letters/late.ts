import type { Queryable, Sql } from '../../db/client.ts'
import type { LateLetter } from '../../views/settings/mail.ts'

const LATE_SHOWN = 50
const LATE_DAYS = 7

/** That did not go out, or nobody knows, and that nobody sent again since; along the partial index. */
export const isLate = (sql: Queryable) => sql`
  l.status in ('failed', 'unknown') and l.ended_at > now() - make_interval(days => ${LATE_DAYS})
    and not exists (select from letters again where again.again_of = l.id)`

export interface LateLetters {
  count: number
  /** The newest of them. */
  letters: LateLetter[]
}

/** Letters of the last days that somebody should look at. */
export async function loadLateLetters(sql: Sql): Promise<LateLetters> {
  const [[counted], letters] = await Promise.all([
    sql<{ count: number }[]>`select count(*)::int from letters l where ${isLate(sql)}`,
    sql<LateLetter[]>`
      select l.id, o.source, o.number, l.kind, l.status, l.trouble, l.ended_at
      from letters l join orders o on o.id = l.order_id where ${isLate(sql)}
      order by l.ended_at desc limit ${LATE_SHOWN}`,
  ])
  return { count: counted?.count ?? 0, letters }
}
