import type { Sql } from '../db/client.ts'

const PAUSE_MS = 10_000
const SEEN_EVERY_MS = 60_000
const DETAIL_MAX = 300
/** What is remembered between two writings has an end, however many sources there are. */
const SOURCES_MAX = 1_000

export type TroubleKind = 'signature' | 'order'

interface Trouble {
  count: number
  detail: string | null
}

interface Log {
  error(details: object, message: string): void
}

/**
 * When sources were here last and what went wrong with them, for the page of sources. Kept in memory and written at
 * most every 10 s, a sighting once a minute: no request waits for it, and the end of a process loses little.
 */
export class SourceDiary {
  readonly #sql: Sql
  readonly #log: Log
  readonly #seenAt = new Map<string, number>()
  #seen = new Set<string>()
  #troubles = new Map<string, Trouble>()
  #isResting = false
  #isDue = false

  constructor(sql: Sql, log: Log) {
    this.#sql = sql
    this.#log = log
  }

  /** It signed a request. */
  seen(source: string): void {
    const now = Date.now()
    if (now - (this.#seenAt.get(source) ?? 0) < SEEN_EVERY_MS) return
    if (this.#seenAt.size >= SOURCES_MAX) this.#seenAt.clear()
    this.#seenAt.set(source, now)
    this.#seen.add(source)
    this.#writeSoon()
  }

  /** Somebody sent in its name what it did not sign. */
  refusedSignature(source: string): void {
    this.#note(source, 'signature', 1, null)
  }

  /** Orders of its that can't be taken; what is wrong with each. */
  refusedOrders(source: string, troubles: readonly string[]): void {
    if (troubles.length > 0) this.#note(source, 'order', troubles.length, troubles.at(-1) ?? null)
  }

  #note(source: string, kind: TroubleKind, count: number, detail: string | null): void {
    const key = JSON.stringify([source, kind])
    const known = this.#troubles.get(key)
    if (!known && this.#troubles.size >= SOURCES_MAX) return
    // PostgreSQL keeps neither NUL nor half a surrogate pair.
    const shown = detail?.slice(0, DETAIL_MAX).replace(/[\0\p{Cs}]/gu, '') ?? null
    this.#troubles.set(key, { count: (known?.count ?? 0) + count, detail: shown ?? known?.detail ?? null })
    this.#writeSoon()
  }

  #writeSoon(): void {
    this.#isDue = true
    if (!this.#isResting) void this.#write()
  }

  async #write(): Promise<void> {
    this.#isDue = false
    this.#isResting = true
    setTimeout(() => {
      this.#isResting = false
      if (this.#isDue) void this.#write()
    }, PAUSE_MS).unref()
    const [seen, troubles] = [[...this.#seen], this.#troubles]
    this.#seen = new Set()
    this.#troubles = new Map()
    try {
      if (seen.length > 0) await this.#sql`update sources set last_seen_at = now() where id = any(${seen})`
      if (troubles.size > 0) await writeTroubles(this.#sql, troubles)
    } catch (error) {
      const isOurEnd = (error as { code?: string }).code === 'CONNECTION_ENDED'
      if (!isOurEnd) this.#log.error({ error: String(error) }, 'Sightings of sources were lost')
    }
  }
}

/** Adds to the hour's figures and forgets those of more than 30 days ago. */
async function writeTroubles(sql: Sql, troubles: ReadonlyMap<string, Trouble>): Promise<void> {
  const rows = [...troubles].map(([key, { count, detail }]) => {
    const [source, kind] = JSON.parse(key) as [string, TroubleKind]
    return { source, kind, count, detail }
  })
  await sql`
    with gone as (delete from source_troubles where hour < now() - interval '30 days')
    insert into source_troubles (source, kind, hour, count, detail, last_at)
    select source, kind, date_trunc('hour', now()), count, detail, now()
    from jsonb_to_recordset(${sql.json(rows.map((row) => ({ ...row })))}) as item
      (source text, kind text, count integer, detail text)
    where exists (select from sources where id = item.source)
    on conflict (source, kind, hour) do update
      set count = source_troubles.count + excluded.count, detail = coalesce(excluded.detail, source_troubles.detail),
        last_at = excluded.last_at`
}
