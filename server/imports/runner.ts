import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { UnusableFile } from '../../intake/files/refusal.ts'
import { type Job, LeaseLost, Run, StopAsked } from './run.ts'
import { endImport, LEASE_SECONDS, tidyImports } from './store.ts'

const LOOK_MS = 10_000

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

const isOurEnd = (error: unknown) => (error as { code?: string }).code === 'CONNECTION_ENDED'
