import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Fragment, Queryable, Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import type { ImportKind } from '../../domain/imports.ts'
import type { Figures } from '../../intake/files/batches.ts'
import { previewFile } from '../../intake/files/preview.ts'
import { type RowRefusal, UnusableFile } from '../../intake/files/refusal.ts'
import { type Carried, carryOut } from './carry-out.ts'
import { endImport, LEASE_SECONDS, piecesOf, tidyImports } from './store.ts'

const LOOK_MS = 10_000
const REFUSALS_KEPT = 10_000

interface Job {
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
class LeaseLost extends Error {
  override name = 'LeaseLost'
}
class StopAsked extends Error {
  override name = 'StopAsked'
}

/**
 * Looks through and takes over the files that people brought, in the background; one of each kind at a time. A lease
 * says who is at it: when a process ends in the middle another one starts the file over, which changes nothing of what
 * was taken already, and the counts of each batch were kept with it.
 */
export class ImportRunner {
  readonly #sql: Sql
  readonly #log: Logger
  readonly #underWay = new Set<Promise<void>>()
  readonly #closing = new AbortController()
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> | null = null

  constructor(sql: Sql, log: Logger) {
    this.#sql = sql
    this.#log = log
    this.#timer = setInterval(() => this.wake(), LOOK_MS).unref()
  }

  /** There is something to do; never throws. */
  wake(): void {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null
    })
  }

  /** Gives back what is under way, for the next process. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await this.#looking
    await Promise.all(this.#underWay)
  }

  async #look(): Promise<void> {
    try {
      await tidyImports(this.#sql)
      for (;;) {
        const job = this.#closing.signal.aborted ? null : await claim(this.#sql)
        if (!job) return
        const work = this.#carryOut(job).finally(() => this.#underWay.delete(work))
        this.#underWay.add(work)
      }
    } catch (error) {
      if (!isOurEnd(error)) this.#log.error({ err: error }, 'Imports could not be looked after')
    }
  }

  async #carryOut(job: Job): Promise<void> {
    try {
      await new Run(this.#sql, job, this.#closing.signal).carryOut()
    } catch (error) {
      await this.#end(job, error).catch((failure: unknown) => {
        if (!isOurEnd(failure))
          this.#log.error({ err: failure, import: job.id }, 'An import is left to its lease')
      })
    }
  }

  async #end({ id, attempt }: Job, error: unknown): Promise<void> {
    const sql = this.#sql
    const ours = sql`attempt = ${attempt} and ended_at is null`
    if (error instanceof LeaseLost) return
    if (this.#closing.signal.aborted || isTransient(error)) {
      await sql`update imports set lease_until = null where id = ${id} and ${ours}`
    } else if (error instanceof StopAsked) {
      await endImport(sql, id, 'stopped', ours)
    } else if (error instanceof UnusableFile) {
      await endImport(sql, id, 'failed', ours, { message: error.message })
    } else {
      const errorId = randomUUID()
      this.#log.error({ err: error, import: id, errorId }, 'An import failed')
      await endImport(sql, id, 'failed', ours, { errorId })
    }
  }
}

async function claim(sql: Sql): Promise<Job | null> {
  const [job] = await sql<Job[]>`
    update imports set attempt = attempt + 1, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where id = (
      select id from imports
      where ended_at is null and state in ('checking', 'running') and (lease_until is null or lease_until < now())
      order by created_at limit 1 for update skip locked
    )
    returning id, kind, source, state, figures, attempt`
  return job ?? null
}

/** One try at one import, for as long as its lease is ours. */
class Run {
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
    const file = () => piecesOf(this.#sql, id)
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

const isOurEnd = (error: unknown) => (error as { code?: string }).code === 'CONNECTION_ENDED'
