import type { Context } from 'hono'
import type { Sql } from '../../db/client.ts'
import { type ImportKind, importKinds, needsSource } from '../../domain/imports.ts'
import type { AppEnv } from '../env.ts'
import { BrokenForm, boundaryOf, type Part, partsOf } from './multipart.ts'
import { beginImport, checkImport, forgetImport, keepFile, tidyImports } from './store.ts'

export const UPLOAD_BYTES_MAX = 50 * 1024 * 1024
/** What is too large is let run out, unkept: a browser that is cut off while it sends shows no answer. */
const RUN_OUT_BYTES_MAX = 4 * UPLOAD_BYTES_MAX
const FIELD_BYTES_MAX = 200

export interface UploadFault {
  ok: false
  field: 'kind' | 'source' | 'file'
  why: 'kind' | 'source' | 'file' | 'empty' | 'tooLarge' | 'broken' | 'busy'
  kind: ImportKind
  source: string
}

interface Fields {
  kind: string
  source: string
}

class TooLarge extends Error {
  override name = 'TooLarge'
}

/** Takes a form with a file into the database as it comes. @returns the id of the import that now looks through it */
export async function readUpload(
  c: Context<AppEnv>,
  sql: Sql,
): Promise<{ ok: true; id: number } | UploadFault> {
  const fields: Fields = { kind: '', source: '' }
  const fault = (field: UploadFault['field'], why: UploadFault['why']): UploadFault => ({
    ok: false,
    field,
    why,
    kind: kindOf(fields) ?? 'products',
    source: fields.source,
  })
  const boundary = boundaryOf(c.req.header('content-type'))
  const { body } = c.req.raw
  if (boundary === null || !body) return fault('file', 'file')
  const input = new Incoming(body)
  try {
    for await (const part of partsOf(input, boundary)) {
      if (part.fileName === null) await readField(part, fields)
      else return await takeFile(sql, c.get('user').id, fields, part, fault)
    }
    return fault('file', 'file')
  } catch (error) {
    if (error instanceof TooLarge) return fault('file', 'tooLarge')
    if (error instanceof BrokenForm) return fault('file', 'broken')
    throw error
  } finally {
    await input.runOut()
  }
}

const kindOf = ({ kind }: Fields) => importKinds.find((known) => known === kind)

async function takeFile(
  sql: Sql,
  userId: string,
  fields: Fields,
  part: Part,
  fault: (field: UploadFault['field'], why: UploadFault['why']) => UploadFault,
): Promise<{ ok: true; id: number } | UploadFault> {
  const kind = kindOf(fields)
  if (!kind) return fault('kind', 'kind')
  if (needsSource(kind) && !(await hasSource(sql, fields.source))) return fault('source', 'source')
  const fileName = plainName(part.fileName ?? '')
  if (fileName === '') return fault('file', 'file')
  await tidyImports(sql)
  const id = await beginImport(sql, { kind, source: fields.source, fileName, userId })
  if (id === null) return fault('kind', 'busy')
  try {
    const bytes = await keepFile(sql, id, part.content)
    if (bytes === 0) {
      await forgetImport(sql, id)
      return fault('file', 'empty')
    }
    await checkImport(sql, id, bytes)
    return { ok: true, id }
  } catch (error) {
    await forgetImport(sql, id)
    throw error
  }
}

async function hasSource(sql: Sql, source: string): Promise<boolean> {
  return (await sql`select from sources where id = ${source}`).length > 0
}

async function readField(part: Part, fields: Fields): Promise<void> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of part.content) {
    bytes += piece.length
    if (bytes > FIELD_BYTES_MAX) throw new BrokenForm('a field that is too long')
    pieces.push(Buffer.from(piece))
  }
  const text = Buffer.concat(pieces).toString('utf8').replaceAll('\0', '').trim()
  if (part.name === 'kind' || part.name === 'source') fields[part.name] = text
}

/** Some browsers send the whole path; what can't be seen is nothing to show. */
const plainName = (fileName: string) =>
  (fileName.split(/[/\\]/).at(-1) ?? '')
    .slice(0, 200)
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .trim()

/** The body as it comes, up to the limit. */
class Incoming implements AsyncIterable<Uint8Array> {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>
  #bytes = 0
  #isAtEnd = false

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (let next = await this.#read(); next; next = await this.#read()) {
      if (this.#bytes > UPLOAD_BYTES_MAX) throw new TooLarge('more than a file may have')
      yield next
    }
  }

  /** Reads and forgets what is left. */
  async runOut(): Promise<void> {
    while (!this.#isAtEnd && this.#bytes < RUN_OUT_BYTES_MAX) await this.#read().catch(() => null)
    if (!this.#isAtEnd) await this.#reader.cancel()
  }

  /** Null: there is no more. @throws BrokenForm where whoever sent it is gone */
  async #read(): Promise<Uint8Array | null> {
    try {
      const next = await this.#reader.read()
      this.#isAtEnd = next.done
      this.#bytes += next.value?.byteLength ?? 0
      return next.value ?? null
    } catch (error) {
      this.#isAtEnd = true
      throw new BrokenForm('the connection broke off', { cause: error })
    }
  }
}
