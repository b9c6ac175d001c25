import { createHash } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Sql, Tx } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { BEGINNING, type Beginning, END, type End, KEY, markOfKey } from './manifest.ts'
import { schemaOf } from './schema.ts'
import { type BackedUpTable, readSequences, tablesInOrder } from './tables.ts'
import { tarEnd, tarFile } from './tar.ts'

const compress = promisify(gzip)
/** Of a table at once; what is held in memory is a few times this. */
const PIECE_BYTES = 4 * 1024 * 1024

export interface BackupWish {
  sql: Sql
  /** Must not exist yet. */
  file: string
  version: string
  key: Buffer
  withKey: boolean
  /** Told how many bytes of all there will be were read, as far as that is known before. */
  onStart(bytes: number): void
  onRead(bytes: number): void
  signal: AbortSignal
}

/**
 * Writes all that the database holds at one moment into one file, while the shop goes on.
 * @returns how many rows and how many bytes the file has
 * @throws CommandError where the file can't be written; nothing is left of it then
 */
export async function writeBackup(wish: BackupWish): Promise<{ rows: number; bytes: number }> {
  const part = `${wish.file}.part`
  const archive = await openArchive(wish.file, part)
  try {
    const rows = await wish.sql.begin('isolation level repeatable read read only', async (tx) => {
      // It takes as long as it takes, and holds nobody up.
      await tx`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`
      return writeAll(tx, wish, archive)
    })
    await archive.handle.appendFile(tarEnd())
    await archive.handle.sync()
    await archive.handle.close()
    await rename(part, wish.file)
    return { rows, bytes: archive.bytes }
  } catch (error) {
    await archive.handle.close().catch(() => {})
    await rm(part, { force: true })
    throw inWords(error, wish.file)
  }
}

interface Archive {
  handle: FileHandle
  at: Date
  bytes: number
}

async function openArchive(file: string, part: string): Promise<Archive> {
  try {
    // Not over another one: a backup that is there may be all that somebody has.
    await (await open(file, 'wx', 0o600)).close()
    await rm(file)
    return { handle: await open(part, 'w', 0o600), at: new Date(), bytes: 0 }
  } catch (error) {
    throw inWords(error, file)
  }
}

async function put(archive: Archive, name: string, body: Buffer): Promise<void> {
  const bytes = tarFile({ name, body }, archive.at)
  await archive.handle.appendFile(bytes)
  archive.bytes += bytes.length
}

async function writeAll(tx: Tx, wish: BackupWish, archive: Archive): Promise<number> {
  const tables = await tablesInOrder(tx)
  const [size] = await tx<{ bytes: number; transactions: string }[]>`
    select coalesce(sum(pg_table_size(oid)), 0)::bigint as bytes, pg_snapshot_xmax(pg_current_snapshot())::text as transactions
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`
  wish.onStart(size?.bytes ?? 0)
  const beginning: Beginning = {
    format: 1,
    kickstand: wish.version,
    madeAt: archive.at.toISOString(),
    migration: await schemaOf(tx),
    transactions: size?.transactions ?? '0',
    keyMark: markOfKey(wish.key),
    hasKey: wish.withKey,
    tables,
  }
  await put(archive, BEGINNING, asText(beginning))
  if (wish.withKey) await put(archive, KEY, Buffer.from(`${wish.key.toString('base64')}\n`))
  const end: End = { tables: {}, sequences: [] }
  for (const table of tables) end.tables[table.name] = await writeTable(tx, table, wish, archive)
  // After the rows: numbers may only be ahead of them.
  end.sequences = await readSequences(tx)
  await put(archive, END, asText(end))
  return Object.values(end.tables).reduce((sum, { rows }) => sum + rows, 0)
}

const asText = (value: object) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

async function writeTable(tx: Tx, table: BackedUpTable, wish: BackupWish, archive: Archive) {
  const hash = createHash('sha256')
  const sum = { rows: 0, bytes: 0 }
  let piece: Buffer[] = []
  let held = 0
  let pieces = 0
  const flush = async () => {
    if (held === 0) return
    pieces += 1
    const name = `data/${table.name}/${String(pieces).padStart(6, '0')}.gz`
    await put(archive, name, await compress(Buffer.concat(piece)))
    piece = []
    held = 0
  }
  const rows = await tx.unsafe(`copy ${nameOf(table)} to stdout`).readable()
  for await (const bytes of rows as AsyncIterable<Buffer>) {
    wish.signal.throwIfAborted()
    hash.update(bytes)
    sum.bytes += bytes.length
    // A line break within a value is written as \n.
    for (const byte of bytes) if (byte === 0x0a) sum.rows += 1
    piece.push(bytes)
    held += bytes.length
    wish.onRead(bytes.length)
    if (held >= PIECE_BYTES) await flush()
  }
  // The driver paused its socket for a full buffer, and resumes it in `_read`, which a stream that has ended no longer
  // calls: the next statement would wait for ever (postgres 3.4.9, connection.js, CopyOutResponse).
  rows._read(0)
  await flush()
  return { ...sum, sha256: hash.digest('hex') }
}

/** As COPY names it: the table and its columns. */
export const nameOf = ({ name, columns }: BackedUpTable): string =>
  `public.${quoted(name)} (${columns.map(quoted).join(', ')})`

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** What a person can mend, in a sentence. */
function inWords(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException
  switch (code) {
    case 'EEXIST':
      return new CommandError(`${file} exists already: name another file, so that no backup is lost`)
    case 'ENOSPC':
    case 'EDQUOT':
      return new CommandError(`The disk is full: there is no room for ${file}, and nothing is left of it`)
    case 'ENOENT':
      return new CommandError(`The folder of ${file} does not exist`)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new CommandError(`${file} can't be written: this account may not`)
    case 'EISDIR':
      return new CommandError(`${file} is a folder: name a file in it`)
    default:
      return error
  }
}
