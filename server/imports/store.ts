import type { Fragment, Queryable, Sql } from '../../db/client.ts'
import { type ImportKind, needsSource } from '../../domain/imports.ts'

export const LEASE_SECONDS = 30
/** A look that nobody decided on: for so long, and the latest so many of a kind. */
const READY_HOURS = 24
const READY_MAX = 3
/** Imports that have ended, kept to be looked at. */
const KEPT = 500
const PIECE_BYTES = 256 * 1024

export interface NewImport {
  kind: ImportKind
  source: string | null
  fileName: string
  userId: string
}

/** Begins an upload. @returns null where one of this kind is under way already */
export async function beginImport(
  sql: Sql,
  { kind, source, fileName, userId }: NewImport,
): Promise<number | null> {
  const [made] = await sql<{ id: number }[]>`
    insert into imports (kind, source, file_name, user_id, lease_until)
    values (${kind}, ${needsSource(kind) ? source : null}, ${fileName}, ${userId},
      now() + make_interval(secs => ${LEASE_SECONDS}))
    on conflict (kind) where state in ('uploading', 'checking', 'running') do nothing
    returning id`
  return made?.id ?? null
}

/** Keeps a file as it comes, in pieces; one is in memory at a time. @returns how many bytes it had */
export async function keepFile(sql: Sql, id: number, content: AsyncIterable<Buffer>): Promise<number> {
  let seq = 0
  let bytes = 0
  let pending: Buffer[] = []
  let pendingBytes = 0
  const keep = async () => {
    if (pendingBytes === 0) return
    const piece = Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    await sql`
      with lease as (
        update imports set lease_until = now() + make_interval(secs => ${LEASE_SECONDS}) where id = ${id}
      )
      insert into import_pieces (import_id, seq, bytes) values (${id}, ${seq++}, ${piece})`
  }
  for await (const part of content) {
    pending.push(Buffer.from(part))
    pendingBytes += part.length
    bytes += part.length
    if (pendingBytes >= PIECE_BYTES) await keep()
  }
  await keep()
  return bytes
}

/** The kept file, from its start, one piece in memory at a time. */
export async function* piecesOf(sql: Sql, id: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  for (let seq = 0; ; seq++) {
    signal.throwIfAborted()
    const [piece] = await sql<{ bytes: Buffer }[]>`
      select bytes from import_pieces where import_id = ${id} and seq = ${seq}`
    if (!piece) return
    yield piece.bytes
  }
}

/** The upload is whole: somebody may look through it. */
export const checkImport = (sql: Sql, id: number, bytes: number) => sql`
  update imports set state = 'checking', bytes = ${bytes}, lease_until = null where id = ${id} and state = 'uploading'`

export const forgetImport = (sql: Sql, id: number) => sql`delete from imports where id = ${id}`

/** Takes over what was looked through. @returns 'busy': another of its kind is under way; 'gone': it stands otherwise */
export async function runImport(sql: Sql, id: number): Promise<'running' | 'busy' | 'gone'> {
  try {
    const { count } = await sql`
      update imports set state = 'running', bytes_read = 0, refused_rows = 0, started_at = now(), lease_until = null
      where id = ${id} and state = 'ready'`
    return count > 0 ? 'running' : 'gone'
  } catch (error) {
    const { constraint_name: constraint } = error as { constraint_name?: string }
    if (constraint === 'imports_one_at_a_time') return 'busy'
    throw error
  }
}

export const discardImport = (sql: Sql, id: number) => endImport(sql, id, 'discarded', sql`state = 'ready'`)

/** Whoever is at it stops after the batch at hand. */
export const askToStop = (sql: Sql, id: number) => sql`
  update imports set stop_asked_at = now() where id = ${id} and state in ('checking', 'running')`

type Ended = 'done' | 'failed' | 'stopped' | 'discarded'

/** Its file goes; figures and refused rows stay. */
export async function endImport(
  sql: Queryable,
  id: number,
  state: Ended,
  where: Fragment,
  failure: Record<string, string> | null = null,
): Promise<boolean> {
  const { count } = await sql`
    with ended as (
      update imports set state = ${state}, ended_at = now(), lease_until = null, preview = null,
        failure = ${failure ? sql.json(failure) : null}
      where id = ${id} and ${where} returning id
    ), gone as (delete from import_pieces where import_id in (select id from ended))
    select from ended`
  return count > 0
}

/** Ends what nobody goes on with, and forgets what nobody looks at any more. */
export async function tidyImports(sql: Sql): Promise<void> {
  await sql`
    with broken as (
      update imports set state = 'stopped', ended_at = now(), lease_until = null
      where state = 'uploading' and lease_until < now() returning id
    ), undecided as (
      update imports set state = 'discarded', ended_at = now(), preview = null
      where state = 'ready' and (created_at < now() - make_interval(hours => ${READY_HOURS}) or id in (
        select id from (
          select id, row_number() over (partition by kind order by id desc) as place
          from imports where state = 'ready' and ended_at is null
        ) ready where place > ${READY_MAX}
      )) returning id
    ), gone as (
      delete from import_pieces where import_id in (select id from broken union all select id from undecided)
    )
    delete from imports where ended_at is not null
      and id < (select id from imports order by id desc offset ${KEPT} limit 1)`
}
