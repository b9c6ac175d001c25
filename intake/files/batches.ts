import type { Queryable, Sql, Tx } from '../../db/client.ts'
import type { ReadOptions } from './text-file.ts'

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

/** What an import has counted so far: rows, added, changed, … */
export type Figures = Record<string, number>

export interface ImportOptions extends ReadOptions {
  /** Looks what would come of the file: each batch is taken back as soon as it is counted. */
  isTrial?: boolean
  /** Told of each batch, in its transaction (a trial's afterwards); what it throws takes the batch back. */
  onBatch?: (sql: Queryable, figures: Figures) => Promise<void>
  /** How many refusals are told one by one. */
  refusalsListedMax?: number
}

/** One transaction a batch; what it counted is added to `done` once it is committed. */
export async function takeBatch<Count extends string, W extends Record<Count, number>>(
  sql: Sql,
  { isTrial = false, onBatch, signal }: ImportOptions,
  done: Record<Count | 'rows', number>,
  counts: readonly Count[],
  work: (tx: Tx) => Promise<W>,
): Promise<W> {
  signal?.throwIfAborted()
  const sums = (written: W) => Object.fromEntries(counts.map((name) => [name, done[name] + written[name]]))
  const tell = (queryable: Queryable, written: W) =>
    onBatch?.(queryable, { rows: done.rows, ...sums(written) })
  const written = await inTransaction(sql, async (tx) => {
    const result = await work(tx)
    if (isTrial) throw new TakenBack(result)
    await tell(tx, result)
    return result
  })
  if (isTrial) await tell(sql, written)
  Object.assign(done, sums(written))
  return written
}

class TakenBack<T> extends Error {
  constructor(readonly result: T) {
    super('a trial takes back what it did')
  }
}

/** An import gives way to the desk's own work and tries again. */
async function inTransaction<T>(sql: Sql, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      // postgres.js unwraps arrays of promises; ours return plain objects, for which T stands.
      return (await sql.begin(work)) as T
    } catch (error) {
      if (error instanceof TakenBack) return error.result as T
      const { code } = error as { code?: string }
      if (attempt === TRIES_MAX || code === undefined || !WORTH_ANOTHER_TRY.has(code)) throw error
    }
  }
}
