import type { Sql } from '../../db/client.ts'
import { neededStatuses } from '../../domain/status.ts'

/** How many orders wait for somebody at the desk. Literal statuses: only so does the index of open orders serve. */
export async function countNeeded(sql: Sql): Promise<number> {
  const statuses = sql.unsafe(neededStatuses.map((status) => `'${status}'`).join(', '))
  const [row] = await sql<{ count: number }[]>`select count(*) from orders where status in (${statuses})`
  return row?.count ?? 0
}
