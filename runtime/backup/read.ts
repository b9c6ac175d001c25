import { createHash, type Hash } from 'node:crypto'
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { connect, migrate, type Sql, type Tx } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { BEGINNING, type Beginning, END, type End, KEY, parseBeginning, parseEnd } from './manifest.ts'
import { makeSchema } from './schema.ts'
import type { BackedUpTable } from './tables.ts'
import { NotWhole, readTar, type TarFile } from './tar.ts'
import { nameOf } from './write.ts'

const decompress = promisify(gunzip)
/** A piece has four million bytes and a row more. */
const PIECE_MAX = 256 * 1024 * 1024

export interface RestoreWish {
  url: string
  bytes: AsyncIterable<Buffer>
  /** Told of what the backup says of itself, and its key, before anything is changed. @throws to stop it */
  onBeginning(beginning: Beginning, key: Buffer | null): void
  /** Told that every row is there and right, just before they are kept: a crash never parts them from their key. */
  onWhole(): void
  signal: AbortSignal
}

/**
 * Fills an empty database with what a backup holds: the schema of its day, its rows, their checksums, then the changes
 * of the schema since. Nothing is kept of one that is damaged.
 * @throws CommandError where it is no backup, damaged, or of a newer Kickstand
 */
export async function readBackup(wish: RestoreWish): Promise<{ beginning: Beginning; rows: number }> {
  try {
    return await fill(wish)
  } catch (error) {
    if (error instanceof NotWhole) throw new CommandError(`This backup can't be used: ${error.message}`)
    throw error
  }
}

async function fill({ url, bytes, onBeginning, onWhole, signal }: RestoreWish) {
  const files = readTar(bytes)
  const beginning = await readBeginning(files)
  let next = await files.next()
  const key = !next.done && next.value.name === KEY ? next.value.body : null
  onBeginning(beginning, key)
  if (key) next = await files.next()
  await makeSchema(url, beginning.migration)
  const sql = connect(url, { max: 1, name: 'kickstand-restore' })
  let rows = 0
  try {
    await passTransactions(sql, beginning.transactions, signal)
    rows = await sql.begin(async (tx) => {
      await tx`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`
      const filling = new Filling(tx, beginning)
      try {
        for (; !next.done; next = await files.next()) {
          signal.throwIfAborted()
          if (next.value.name === END) {
            const { body } = next.value
            const filled = await filling.finish(parsed(() => parseEnd(body)))
            onWhole()
            return filled
          }
          await filling.take(next.value)
        }
        throw new NotWhole('it ends too soon')
      } catch (error) {
        await filling.stop()
        throw error
      }
    })
  } finally {
    await sql.end({ timeout: 5 })
  }
  await migrate(url)
  return { beginning, rows }
}

async function readBeginning(files: AsyncGenerator<TarFile>): Promise<Beginning> {
  const first = await files.next()
  if (first.done || first.value.name !== BEGINNING) throw new NotWhole('it is no backup of Kickstand')
  return parsed(() => parseBeginning(first.value.body))
}

function parsed<T>(parse: () => T): T {
  try {
    return parse()
  } catch {
    throw new NotWhole('it is of a kind that this Kickstand does not know')
  }
}

interface Open {
  table: BackedUpTable
  into: Writable
  hash: Hash
}

/** Fills table after table, in the order of the backup, and sees that each is whole. */
class Filling {
  /** Of each table that came, its rows' checksum. */
  private readonly sums = new Map<string, string>()
  private open: Open | null = null
  private emptied = false

  constructor(
    private readonly tx: Tx,
    private readonly beginning: Beginning,
  ) {}

  async take({ name, body }: TarFile): Promise<void> {
    const [, tableName] = /^data\/([^/]+)\/\d+\.gz$/.exec(name) ?? []
    const table = this.beginning.tables.find((one) => one.name === tableName)
    if (!table) throw new NotWhole(`it holds ${name}, which is nothing of a backup`)
    const open = this.open?.table === table ? this.open : await this.begin(table)
    const bytes = await decompress(body, { maxOutputLength: PIECE_MAX }).catch(() => {
      throw new NotWhole(`${name} is damaged`)
    })
    open.hash.update(bytes)
    if (!open.into.write(bytes)) await Promise.race([once(open.into, 'drain'), failure(open.into)])
  }

  private async begin(table: BackedUpTable): Promise<Open> {
    await this.close()
    if (!this.emptied) {
      this.emptied = true
      await this.empty()
    }
    const into = await this.tx.unsafe(`copy ${nameOf(table)} from stdin`).writable()
    into.on('error', () => {})
    this.open = { table, into, hash: createHash('sha256') }
    return this.open
  }

  /** Migrations may have put rows there; those of its day are in the backup. */
  private async empty(): Promise<void> {
    for (const { name } of this.beginning.tables) {
      const rows = await this.tx`select from ${this.tx(name)} limit 1`
      if (rows.length > 0) await this.tx`truncate ${this.tx(name)} cascade`
    }
  }

  private async close(): Promise<void> {
    if (!this.open) return
    const { into, table, hash } = this.open
    this.open = null
    const ended = Promise.race([once(into, 'finish'), failure(into)])
    into.end()
    await ended
    this.sums.set(table.name, hash.digest('hex'))
  }

  /** Before the transaction is rolled back: while rows are being copied PostgreSQL takes nothing else. */
  async stop(): Promise<void> {
    const into = this.open?.into
    this.open = null
    if (!into || into.destroyed) return
    const closed = once(into, 'close')
    into.destroy(new Error('the backup is not whole'))
    await closed.catch(() => {})
  }

  /** @returns how many rows there are now */
  async finish({ tables, sequences }: End): Promise<number> {
    await this.close()
    let all = 0
    for (const { name } of this.beginning.tables) {
      const told = tables[name]
      const [count] = await this.tx<{ rows: number }[]>`select count(*) as rows from ${this.tx(name)}`
      const sha256 = this.sums.get(name) ?? EMPTY
      if (told?.rows !== count?.rows || told?.sha256 !== sha256)
        throw new NotWhole(`the table ${name} is damaged`)
      all += told?.rows ?? 0
    }
    for (const { table, column, lastValue } of sequences) {
      await this.tx`
        select setval(pg_get_serial_sequence(${`public.${table}`}, ${column}), greatest(${lastValue}::bigint, 1), ${lastValue > 0})`
    }
    await this.forgetEngine()
    await this.endSessions()
    return all
  }

  /** No engine is known to hold the workflows: the first worker that looks begins them from their rows. */
  private async forgetEngine(): Promise<void> {
    const isKnown = this.beginning.tables.some(
      ({ name, columns }) => name === 'watch' && columns.includes('engine_id'),
    )
    if (!isKnown) return
    await this.tx`insert into watch default values on conflict do nothing`
    await this.tx`
      update watch set engine_id = null, rebuild_after = coalesce((select max(id) from web_orders), 0), looked_at = null`
  }

  /** Some were ended since, and links to set a password used: everybody signs in again. */
  private async endSessions(): Promise<void> {
    const told = new Set(this.beginning.tables.map(({ name }) => name))
    for (const name of ['sessions', 'verifications'])
      if (told.has(name)) await this.tx`delete from ${this.tx(name)}`
  }
}

const EMPTY = createHash('sha256').digest('hex')

function failure(stream: Writable): Promise<never> {
  return new Promise((_, reject) => stream.once('error', reject))
}

/** One commit each, quickly: some hundred thousand a second. */
const AT_ONCE = 100_000

/**
 * Brings the count of transactions past that of the backup's database. Websites remember up to which one they have read
 * changes (contract §2), and would miss those of a database that counts anew.
 */
async function passTransactions(sql: Sql, past: string, signal: AbortSignal): Promise<void> {
  await sql`select set_config('synchronous_commit', 'off', false), set_config('statement_timeout', '0', false)`
  for (;;) {
    signal.throwIfAborted()
    const [row] = await sql<{ left: string }[]>`
      select (${past}::bigint - pg_snapshot_xmax(pg_current_snapshot())::text::bigint)::text as left`
    const left = Number(row?.left ?? 0)
    if (left <= 0) return
    const many = Math.min(left, AT_ONCE)
    await sql.unsafe(
      `do $$ begin for n in 1..${many} loop perform pg_current_xact_id(); commit; end loop; end $$`,
    )
  }
}
