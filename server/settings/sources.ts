import { randomBytes } from 'node:crypto'
import { SET_UP_CHANNEL } from '../../db/channels.ts'
import type { Sql, Tx } from '../../db/client.ts'
import { differences } from '../../domain/changes.ts'
import {
  OVERLAP_HOURS_MAX,
  RETIRING_MAX,
  readSourceSettings,
  type SourceFault,
  type SourceForm,
  type SourceKind,
  type SourceSettings,
  sourceIdFaults,
} from '../../domain/source-settings.ts'
import { type Actor, noteChange } from './changes.ts'

/** Seals what it is given, so that a copy of the database alone signs nothing. */
export interface SecretSealer {
  seal(secret: string): string
}

export type SourceAnswer<T = object> =
  | ({ ok: true } & T)
  | { ok: false; why: 'unknown' | 'known' | 'too_many_secrets' | 'wrong_secret' }
  | { ok: false; why: 'faults'; faults: SourceFault[] }

interface SourceRow extends SourceSettings {
  secrets: string[]
  deactivatedAt: Date | null
}

export interface NewSource {
  id: string
  kind: SourceKind
  form: SourceForm
  /** Brought along from elsewhere; absent: made here. */
  secret?: string
}

/** A secret of Standard Webhooks. */
export const makeSecret = () => `whsec_${randomBytes(32).toString('base64')}`

/** Standard Webhooks: 24 to 64 bytes. */
function isSecret(secret: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const { length } = Buffer.from(base64 ?? '', 'base64')
  return length >= 24 && length <= 64
}

type Unfit = Extract<SourceAnswer, { why: 'faults' }> | { ok: false; why: 'wrong_secret' }

/** What is wrong with it, whatever the database says; the command line asks before it opens one. */
export function checkNewSource({ id, form, secret }: NewSource): Unfit | { ok: true; value: SourceSettings } {
  const read = readSourceSettings(form)
  const faults = [...sourceIdFaults(id), ...(read.ok ? [] : read.faults)]
  if (!read.ok || faults.length > 0) return { ok: false, why: 'faults', faults }
  return secret === undefined || isSecret(secret) ? read : { ok: false, why: 'wrong_secret' }
}

/** Adds a source; its secret is told to whoever asked, and to nobody ever again. */
export async function addSource(
  sql: Sql,
  box: SecretSealer,
  actor: Actor,
  source: NewSource,
): Promise<SourceAnswer<{ secret: string }>> {
  const read = checkNewSource(source)
  if (!read.ok) return read
  const { id, kind, secret = makeSecret() } = source
  return changing(sql, async (tx) => {
    if (!(await hasStore(tx, read.value.primaryStore))) return noStore
    const { callbackUrl, orderUrl, primaryStore } = read.value
    const added = await tx`
      insert into sources (id, kind, secrets, callback_url, order_url, primary_store)
      values (${id}, ${kind}, ${[box.seal(secret)]}, ${callbackUrl}, ${orderUrl}, ${primaryStore})
      on conflict do nothing returning id`
    if (added.length === 0) return { ok: false, why: 'known' }
    await noteSource(tx, actor, id, 'added', { after: { kind, ...read.value } })
    return { ok: true, secret }
  })
}

export async function changeSource(
  sql: Sql,
  actor: Actor,
  id: string,
  form: SourceForm,
): Promise<SourceAnswer> {
  const read = readSourceSettings(form)
  if (!read.ok) return { ok: false, why: 'faults', faults: read.faults }
  return changing(sql, async (tx) => {
    const source = await lock(tx, id)
    if (!source) return unknown
    if (!(await hasStore(tx, read.value.primaryStore))) return noStore
    const { callbackUrl, orderUrl, primaryStore } = source
    const changed = differences({ callbackUrl, orderUrl, primaryStore }, { ...read.value })
    if (!changed) return { ok: true }
    await tx`update sources set ${tx(read.value, 'callbackUrl', 'orderUrl', 'primaryStore')} where id = ${id}`
    await noteSource(tx, actor, id, 'changed', changed)
    return { ok: true }
  })
}

/** A new secret in force; the old one signs for so many hours more, none: it ends now. */
export function rotateSecret(
  sql: Sql,
  box: SecretSealer,
  actor: Actor,
  id: string,
  overlapHours: number,
): Promise<SourceAnswer<{ secret: string }>> {
  const hours = Math.min(Math.max(overlapHours, 0), OVERLAP_HOURS_MAX)
  return changing(sql, async (tx) => {
    const source = await lock(tx, id)
    if (!source) return unknown
    const [retiring] = await tx<{ count: number }[]>`
      select count(*)::int from retiring_secrets where source = ${id} and until > now()`
    if (hours > 0 && (retiring?.count ?? 0) + source.secrets.length > RETIRING_MAX) {
      return { ok: false, why: 'too_many_secrets' }
    }
    const secret = makeSecret()
    await tx`delete from retiring_secrets where source = ${id} and until <= now()`
    if (hours > 0) {
      await tx`
        insert into retiring_secrets (source, sealed, until)
        select ${id}, sealed, now() + make_interval(hours => ${hours}) from unnest(${source.secrets}::text[]) as sealed`
    }
    await tx`update sources set secrets = ${[box.seal(secret)]} where id = ${id}`
    await noteSource(tx, actor, id, 'secret_rotated', { after: { overlapHours: hours } })
    return { ok: true, secret }
  })
}

/** Secrets that were rotated out end now. */
export function revokeRetiring(sql: Sql, actor: Actor, id: string): Promise<SourceAnswer> {
  return changing(sql, async (tx) => {
    if (!(await lock(tx, id))) return unknown
    const { count } = await tx`delete from retiring_secrets where source = ${id}`
    if (count > 0) await noteSource(tx, actor, id, 'secret_revoked')
    return { ok: true }
  })
}

/** Its requests are answered like a stranger's; its orders stay and are worked on. */
export const deactivateSource = (sql: Sql, actor: Actor, id: string) => setActive(sql, actor, id, false)
export const reactivateSource = (sql: Sql, actor: Actor, id: string) => setActive(sql, actor, id, true)

function setActive(sql: Sql, actor: Actor, id: string, isActive: boolean): Promise<SourceAnswer> {
  return changing(sql, async (tx) => {
    const source = await lock(tx, id)
    if (!source) return unknown
    if ((source.deactivatedAt === null) === isActive) return { ok: true }
    await tx`update sources set deactivated_at = ${isActive ? null : tx`now()`} where id = ${id}`
    await noteSource(tx, actor, id, isActive ? 'reactivated' : 'deactivated')
    return { ok: true }
  })
}

const unknown = { ok: false, why: 'unknown' } as const
const noStore = {
  ok: false,
  why: 'faults',
  faults: [{ field: 'primaryStore', code: 'no_store' } satisfies SourceFault],
} as { ok: false; why: 'faults'; faults: SourceFault[] }

type ChangeWords = Pick<Parameters<typeof noteChange>[2], 'before' | 'after'>
type SourceChange = Parameters<typeof noteChange>[2]['action']

const noteSource = (tx: Tx, actor: Actor, subject: string, action: SourceChange, words: ChangeWords = {}) =>
  noteChange(tx, actor, { subjectKind: 'source', subject, action, ...words })

/** In one transaction, told to every process that keeps sources in memory. */
async function changing<A>(sql: Sql, work: (tx: Tx) => Promise<A>): Promise<A> {
  return (await sql.begin(async (tx) => {
    const answer = await work(tx)
    await tx`select pg_notify(${SET_UP_CHANNEL}, '')`
    return answer
  })) as A
}

/** `for no key update`: orders that point at the source go on. */
async function lock(tx: Tx, id: string): Promise<SourceRow | undefined> {
  const [source] = await tx<SourceRow[]>`
    select secrets, callback_url, order_url, primary_store, deactivated_at
    from sources where id = ${id} for no key update`
  return source
}

async function hasStore(tx: Tx, code: string | null): Promise<boolean> {
  return code === null || (await tx`select from stores where code = ${code}`).length > 0
}
