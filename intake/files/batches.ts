import type { Sql, Tx } from '../../db/client.ts'

export const ROWS_A_BATCH = 200
const TRIES_MAX = 4
/** A circle of waits, or a lock that was not given in time: the other side was somebody at work. */
const WORTH_ANOTHER_TRY = new Set(['40P01', '55P03'])

export async function* batchesOf<T>(rows: AsyncIterable<T>, size = ROWS_A_BATCH): AsyncGenerator<T[]> {
  let batch: T[] = []
  for await (const row of rows) {
    batch.push(row)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** One transaction a batch; an import gives way to the desk's own work and tries again. */
export async function inTransaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // postgres.js unwraps arrays of promises; ours return plain objects, for which T stands.
      return (await sql.begin(work)) as T
    } catch (error) {
      const { code } = error as { code?: string }
      if (attempt === TRIES_MAX || code === undefined || !WORTH_ANOTHER_TRY.has(code)) throw error
    }
  }
}
