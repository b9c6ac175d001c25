import type { StuckKind } from '../../domain/stuck.ts'
import type { Sql } from '../client.ts'
import { countStuck } from './list.ts'

/** More are as bad; nothing is counted beyond. */
export const COUNTED_MAX = 1_000

/** Counts what is stuck and keeps it for the menu of every page; that no worker looks is seen there itself. */
export async function rememberCounts(sql: Sql): Promise<Partial<Record<StuckKind, number>>> {
  const { worker: _, ...counts } = await countStuck(sql, COUNTED_MAX)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  await sql`
    update watch set counts = ${sql.json(counts)}, total = ${total}
    where (counts, total) is distinct from (${sql.json(counts)}::jsonb, ${total}::int)`
  return counts
}
