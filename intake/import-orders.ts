import type { Sql } from '../db/client.ts'
import { acceptOrders } from './accept-orders.ts'
import { contentDigest, sha256 } from './content-digest.ts'
import { JSON_LEVELS_MAX, nestsDeeper } from './element-texts.ts'
import { batchesOf, type ImportOptions, takeBatch } from './files/batches.ts'
import { type Line, linesOf } from './files/lines-file.ts'
import { Refusals } from './files/refusal.ts'
import type { FileBytes } from './files/text-file.ts'
import type { InboxOrder } from './place-orders.ts'
import { type Known, readOrder } from './read-order.ts'
import { isOrderNumber } from './web-order-schema.ts'

export interface OrderImport {
  rows: number
  added: number
  duplicates: number
  /** In the inbox all the same, where each becomes Sale Processing Failed with its reason. */
  unreadable: Refusals
  refusals: Refusals
}

/** As much as a request may have. */
const LINE_CHARACTERS_MAX = 5 * 1024 * 1024
const NUMBER_IN_TEXT = /"number"\s*:\s*"([A-Za-z0-9._-]{1,64})"/

/**
 * Puts the orders of a JSONL file into the inbox, one a line. A line that can't be read goes there, too, when it has a
 * number: staff see it with its reason. Else it is refused.
 */
export async function importOrders(
  sql: Sql,
  source: string,
  file: FileBytes,
  options: ImportOptions = {},
): Promise<OrderImport> {
  const stores = await sql<{ code: string }[]>`select code from stores`
  const known = { stores: new Set(stores.map(({ code }) => code)) }
  const done: OrderImport = {
    rows: 0,
    added: 0,
    duplicates: 0,
    unreadable: new Refusals(options.refusalsListedMax),
    refusals: new Refusals(options.refusalsListedMax),
  }
  const orders = readLines(linesOf(file, LINE_CHARACTERS_MAX, options), known, done)
  /** A trial takes back each batch, so that the next one finds none of its numbers. */
  const tried = new Set<string>()
  for await (const batch of batchesOf(orders)) {
    await takeBatch(sql, options, done, ['added', 'duplicates'], async (tx) => {
      const accepted = await acceptOrders(tx, source, batch, 'file')
      const duplicates = accepted.filter(({ number, duplicate }) => duplicate || tried.has(number)).length
      return { added: accepted.length - duplicates, duplicates }
    })
    if (options.isTrial) for (const { number } of batch) tried.add(number)
  }
  return done
}

async function* readLines(
  lines: AsyncIterable<Line>,
  known: Known,
  done: OrderImport,
): AsyncGenerator<InboxOrder> {
  for await (const { line, text } of lines) {
    done.rows += 1
    if (text === null) {
      done.refusals.add(line, [{ column: '', reason: 'is longer than 5 MB' }])
      continue
    }
    const { order, errors } = readLine(text, known)
    if (errors.length > 0) (order ? done.unreadable : done.refusals).add(line, errors)
    if (order) yield order
  }
}

interface ReadLine {
  order: InboxOrder | null
  errors: { column: string; reason: string }[]
}

function readLine(text: string, known: Known): ReadLine {
  if (nestsDeeper(text, JSON_LEVELS_MAX)) return unread(text, 'is nested too deep')
  const value = parsed(text)
  if (value === undefined) return unread(text, 'is not JSON')
  const read = readOrder(value, known)
  if (read.ok)
    return {
      order: { number: read.order.number, raw: text, digest: contentDigest(value), isReadable: true },
      errors: [],
    }
  const digest = read.tooDeep ? sha256(text) : contentDigest(value)
  const errors = read.errors.map(({ path, message }) => ({ column: path, reason: message }))
  const order = isOrderNumber(read.number)
    ? { number: read.number, raw: text, digest, isReadable: false }
    : null
  return { order, errors }
}

/** Cut off or broken, it may still show whose order it is. */
function unread(text: string, reason: string): ReadLine {
  const number = text.trimStart().startsWith('{') ? NUMBER_IN_TEXT.exec(text)?.[1] : undefined
  const isClean = !text.includes('\0')
  return {
    order: number && isClean ? { number, raw: text, digest: sha256(text), isReadable: false } : null,
    errors: [{ column: '', reason }],
  }
}

/** Undefined, which no JSON is, where it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
