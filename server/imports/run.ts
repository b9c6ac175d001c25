import type { Fragment, Queryable, Sql } from '../../db/client.ts'
import type { ImportKind } from '../../domain/imports.ts'
import type { Figures } from '../../intake/files/batches.ts'
import { previewFile } from '../../intake/files/preview.ts'
import type { RowRefusal } from '../../intake/files/refusal.ts'
import { type Carried, carryOut } from './carry-out.ts'
import { LEASE_SECONDS, piecesOf } from './store.ts'

const REFUSALS_KEPT = 10_000

export interface Job {
  id: number
  kind: ImportKind
  source: string | null
  state: 'checking' | 'running'
  /** What earlier tries of a running one have taken over already. */
  figures: Figures | null
  /** Ours for as long as the row says the same. */
  attempt: number
}

/** Somebody else has the import, or it has ended. */
export class LeaseLost extends Error {
  override name = 'LeaseLost'
}
export class StopAsked extends Error {
  override name = 'StopAsked'
}

/** One try at one import, for as long as its lease is ours. */
export class Run {
  readonly #sql: Sql
  readonly #job: Job
  readonly #signal: AbortSignal
  #bytesRead = 0

  constructor(sql: Sql, job: Job, signal: AbortSignal) {
    this.#sql = sql
    this.#job = job
    this.#signal = signal
  }

  async carryOut(): Promise<void> {
    const { id, kind, state } = this.#job
    const file = () => piecesOf(this.#sql, id, this.#signal)
    if (state === 'checking') {
      const preview = await previewFile(kind, file)
      await this.#hold(this.#sql, this.#sql`preview = ${this.#sql.json({ ...preview })}`)
    }
    const carried = await carryOut(this.#sql, this.#job, file, {
      isTrial: state === 'checking',
      refusalsListedMax: REFUSALS_KEPT,
      signal: this.#signal,
      onBytes: (bytes) => {
        this.#bytesRead += bytes
      },
      onBatch: (sql, figures) => this.#tell(sql, figures),
    })
    await this.#finish(carried)
  }

  /** A stop is heard between batches. */
  async #tell(sql: Queryable, figures: Figures): Promise<void> {
    const kept = this.#job.state === 'running' ? sql`, figures = ${sql.json(this.#sums(figures))}` : sql``
    await this.#hold(sql, sql`bytes_read = ${this.#bytesRead} ${kept}`)
  }

  /** Renews the lease and writes; throws where it is not ours any more. */
  async #hold(sql: Queryable, sets: Fragment): Promise<void> {
    const [held] = await sql<{ isToStop: boolean }[]>`
      update imports set lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}), ${sets}
      where id = ${this.#job.id} and attempt = ${this.#job.attempt} and ended_at is null
      returning stop_asked_at is not null as is_to_stop`
    if (!held) throw new LeaseLost('somebody else has it')
    if (held.isToStop) throw new StopAsked('somebody stopped it')
  }

  /** What earlier tries added is known to this one, and neither added nor changed again. */
  #sums(figures: Figures): Figures {
    const earlier = this.#job.figures ?? {}
    const before = (name: string) => earlier[name] ?? 0
    const grown = ['added', 'changed', 'counted', 'linked'].filter((name) => name in figures)
    const sums = Object.fromEntries(grown.map((name) => [name, (figures[name] ?? 0) + before(name)]))
    const { duplicates } = figures
    if (duplicates === undefined) return { ...figures, ...sums }
    return { ...figures, ...sums, duplicates: Math.max(0, duplicates - before('added')) }
  }

  async #finish({ figures, notes, refusedRows, refusals }: Carried): Promise<void> {
    const isTrial = this.#job.state === 'checking'
    await this.#sql.begin(async (tx) => {
      await writeRefusals(tx, this.#job.id, refusals)
      const result = tx.json({ ...(isTrial ? figures : this.#sums(figures)), notes })
      const sets = isTrial
        ? tx`expected = ${result}, state = 'ready'`
        : tx`figures = ${result}, state = 'done', ended_at = now(), preview = null`
      await this.#hold(tx, tx`${sets}, refused_rows = ${refusedRows}, bytes_read = bytes`)
      await tx`update imports set lease_until = null where id = ${this.#job.id}`
      if (!isTrial) await tx`delete from import_pieces where import_id = ${this.#job.id}`
    })
  }
}

async function writeRefusals(tx: Queryable, id: number, refusals: readonly RowRefusal[]): Promise<void> {
  await tx`delete from import_refusals where import_id = ${id}`
  const sorted = refusals
    .toSorted((a, b) => a.row - b.row)
    .map((one, seq) => ({ ...one, seq, reason: clean(one.reason) }))
  await tx`
    insert into import_refusals (import_id, seq, row, "column", reason)
    select ${id}, seq, "row", "column", reason
    from jsonb_to_recordset(${tx.json(sorted)}) as item (seq integer, "row" integer, "column" text, reason text)`
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair. */
const clean = (text: string) => text.replace(/[\0\p{Cs}]/gu, '')
