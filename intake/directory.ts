import { SET_UP_CHANNEL } from '../db/channels.ts'
import type { Sql } from '../db/client.ts'
import { keyOfSecret } from './signature.ts'

/** Opens what the desk sealed. */
export interface SecretOpener {
  /** @throws when it was sealed with another key */
  open(sealed: string): string
}

/** Whether this shop's key opens it. */
export function canOpen(opener: SecretOpener, sealed: string): boolean {
  try {
    opener.open(sealed)
    return true
  } catch {
    return false
  }
}

/** A key that signs for a source. */
export interface SourceKey {
  key: Buffer
  /** When it ends: it was rotated out. Null: in force. */
  until: Date | null
}

export interface Known {
  /** The keys of each active source, the newest first. */
  sources: ReadonlyMap<string, readonly SourceKey[]>
  stores: ReadonlySet<string>
}

export interface Directory {
  /** At most 5 s old, and forgotten as soon as a change of the set-up is heard of. */
  current(): Promise<Known>
  /** Read after this was called: for what `current` does not know. Guessing asks the database 5 times a second at most. */
  fresh(): Promise<Known>
}

/** The keys that sign at this moment. */
export const keysAt = (keys: readonly SourceKey[], now: Date): Buffer[] =>
  keys.filter(({ until }) => until === null || until > now).map(({ key }) => key)

const AGE_MAX_MS = 5_000
const PAUSE_MS = 200
/** What can't be opened is read with each look; nobody needs to hear of it five times a second. */
const TELL_AGAIN_MS = 3_600_000

interface Log {
  error(details: object, message: string): void
}

/** Who may send orders, and for which stores, kept in memory so that a signature costs no statement. */
export function createDirectory(sql: Sql, secrets: SecretOpener, log: Log): Directory {
  let latest: { known: Known; at: number } | null = null
  let next: Promise<Known> | null = null
  let lastStart = 0
  let isListening = false
  const tell = hourly(log)

  const forget = () => {
    latest = null
  }
  /** A connection that every listener of this pool shares; without it what is known is at most 5 s old. */
  function listen(): void {
    if (isListening) return
    isListening = true
    sql.listen(SET_UP_CHANNEL, forget, forget).catch((error: unknown) => {
      isListening = false
      log.error({ error: String(error) }, 'Nobody hears of changed sources; they count after 5 s')
    })
  }
  async function readSoon(): Promise<Known> {
    await new Promise((resolve) => setTimeout(resolve, lastStart + PAUSE_MS - Date.now()))
    next = null
    lastStart = Date.now()
    const known = await readKnown(sql, secrets, tell)
    latest = { known, at: lastStart }
    listen()
    return known
  }
  const fresh = () => {
    next ??= readSoon()
    return next
  }
  const current = async () => (latest && Date.now() - latest.at < AGE_MAX_MS ? latest.known : fresh())
  return { current, fresh }
}

type TellSealed = (source: string, error: unknown) => void

/** Tells of each source once, and again each hour. */
function hourly(log: Log): TellSealed {
  const told = new Map<string, number>()
  return (source, error) => {
    if (Date.now() - (told.get(source) ?? 0) < TELL_AGAIN_MS) return
    told.set(source, Date.now())
    log.error({ source, error: String(error) }, 'A secret of this source can not be opened')
  }
}

interface SourceRow {
  id: string
  secrets: string[]
  retiring: { sealed: string; until: string }[]
}

async function readKnown(sql: Sql, secrets: SecretOpener, tell: TellSealed): Promise<Known> {
  const [sources, stores] = await Promise.all([
    sql<SourceRow[]>`
      select id, secrets, (
        select coalesce(json_agg(json_build_object('sealed', sealed, 'until', until) order by r.id desc), '[]')
        from retiring_secrets r where r.source = s.id and until > now()
      ) as retiring
      from sources s where deactivated_at is null`,
    sql<{ code: string }[]>`select code from stores`,
  ])
  return {
    sources: new Map(sources.map((source) => [source.id, keysOf(source, secrets, tell)])),
    stores: new Set(stores.map(({ code }) => code)),
  }
}

/** A secret that another home's key sealed signs nothing; the other sources go on. */
function keysOf(
  { id, secrets: sealed, retiring }: SourceRow,
  secrets: SecretOpener,
  tell: TellSealed,
): SourceKey[] {
  const all = [
    ...sealed.map((one) => ({ sealed: one, until: null })),
    ...retiring.map(({ sealed: one, until }) => ({ sealed: one, until: new Date(until) })),
  ]
  return all.flatMap(({ sealed: one, until }) => {
    try {
      return [{ key: keyOfSecret(secrets.open(one)), until }]
    } catch (error) {
      tell(id, error)
      return []
    }
  })
}
