import type { Sql } from '../db/client.ts'
import { keyOfSecret } from './signature.ts'

/** Opens what the command line sealed. */
export interface SecretOpener {
  /** @throws when it was sealed with another key */
  open(sealed: string): string
}

export interface Known {
  /** The keys of each source, the newest first. */
  sources: ReadonlyMap<string, readonly Buffer[]>
  stores: ReadonlySet<string>
}

export interface Directory {
  /** At most 5 s old. */
  current(): Promise<Known>
  /** Read after this was called: for what `current` does not know. Guessing asks the database 5 times a second at most. */
  fresh(): Promise<Known>
}

const AGE_MAX_MS = 5_000
const PAUSE_MS = 200

interface Log {
  error(details: object, message: string): void
}

/** Who may send orders, and for which stores, kept in memory so that a signature costs no statement. */
export function createDirectory(sql: Sql, secrets: SecretOpener, log: Log): Directory {
  let latest: { known: Known; at: number } | null = null
  let next: Promise<Known> | null = null
  let lastStart = 0

  async function readSoon(): Promise<Known> {
    await new Promise((resolve) => setTimeout(resolve, lastStart + PAUSE_MS - Date.now()))
    next = null
    lastStart = Date.now()
    const known = await readKnown(sql, secrets, log)
    latest = { known, at: lastStart }
    return known
  }
  const fresh = () => {
    next ??= readSoon()
    return next
  }
  const current = async () => (latest && Date.now() - latest.at < AGE_MAX_MS ? latest.known : fresh())
  return { current, fresh }
}

async function readKnown(sql: Sql, secrets: SecretOpener, log: Log): Promise<Known> {
  const [sources, stores] = await Promise.all([
    sql<{ id: string; secrets: string[] }[]>`select id, secrets from sources`,
    sql<{ code: string }[]>`select code from stores`,
  ])
  return {
    sources: new Map(sources.map(({ id, secrets: sealed }) => [id, keysOf(id, sealed, secrets, log)])),
    stores: new Set(stores.map(({ code }) => code)),
  }
}

/** A secret that another home's key sealed signs nothing; the other sources go on. */
function keysOf(source: string, sealed: string[], secrets: SecretOpener, log: Log): Buffer[] {
  return sealed.flatMap((one) => {
    try {
      return [keyOfSecret(secrets.open(one))]
    } catch (error) {
      log.error({ source, error: String(error) }, 'A secret of this source can not be opened')
      return []
    }
  })
}
