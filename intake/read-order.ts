import type { z } from 'zod'
import { decimalsOf, formatAmount, lineNet, totalOf } from '../domain/money.ts'
import type { WebOrder } from '../domain/web-order.ts'
import { type FieldError, pathText } from './field-error.ts'
import { findUnsafeText } from './unsafe-text.ts'
import { toWebOrder } from './web-order.ts'
import { LINES_MAX, type OrderHead, type OrderLineInput, orderSchemas } from './web-order-schema.ts'

export const ERRORS_MAX = 50
const STORES_NAMED_MAX = 10

export interface Known {
  stores: ReadonlySet<string>
}

export type ReadResult =
  | { ok: true; order: WebOrder }
  /** `number` as it was sent, where it is a text that can be shown. */
  | { ok: false; number: string | null; errors: FieldError[]; tooDeep: boolean }

/**
 * Reads one order as contract §2 describes it. Every fault is listed with its path, at most 50; a path is listed once.
 * Never throws, whatever the value.
 */
export function readOrder(value: unknown, known: Known): ReadResult {
  const { errors: unsafe, tooDeep } = findUnsafeText(value)
  const refuse = (errors: FieldError[]): ReadResult => {
    const listed = onceEach([...unsafe, ...errors]).slice(0, ERRORS_MAX)
    return { ok: false, number: shownNumber(value), errors: listed, tooDeep }
  }
  if (tooDeep) return refuse([])
  if (!isRecord(value))
    return refuse([{ path: '', message: 'Must be an object with the fields of an order.' }])
  const decimals = decimalsIn(value)
  const head = orderSchemas(decimals).head.safeParse(value)
  const lines = readLines(value.lines, decimals)
  const store = storeErrors(value, known)
  if (unsafe.length > 0 || !head.success || !lines.ok || store.length > 0 || decimals === null) {
    return refuse([...issuesOf(head.error), ...store, ...(lines.ok ? [] : lines.errors)])
  }
  const order = toWebOrder(head.data, lines.lines, decimals)
  const errors = sumErrors(order, decimals)
  return errors.length > 0 ? refuse(errors) : { ok: true, order }
}

function decimalsIn({ currency }: Record<string, unknown>): number | null {
  return typeof currency === 'string' ? (decimalsOf(currency) ?? null) : null
}

type Lines = { ok: true; lines: OrderLineInput[] } | { ok: false; errors: FieldError[] }

function readLines(value: unknown, decimals: number | null): Lines {
  const wrong = (message: string): Lines => ({ ok: false, errors: [{ path: 'lines', message }] })
  if (value === undefined) return wrong('Is missing: it must be a list of 1 to 500 lines.')
  if (!Array.isArray(value) || value.length === 0) return wrong('Must be a list of 1 to 500 lines.')
  if (value.length > LINES_MAX) return wrong(`Must have at most ${LINES_MAX} lines, not ${value.length}.`)
  const { line: schema } = orderSchemas(decimals)
  const lines: OrderLineInput[] = []
  const errors = duplicateIds(value)
  for (const [index, line] of value.entries()) {
    const read = schema.safeParse(line)
    if (read.success) lines.push(read.data)
    else errors.push(...issuesOf(read.error, ['lines', index]))
    if (errors.length >= ERRORS_MAX) break
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, lines }
}

function duplicateIds(lines: readonly unknown[]): FieldError[] {
  const seen = new Map<unknown, number>()
  return lines.flatMap((line, index) => {
    const id = isRecord(line) ? line.id : undefined
    if (typeof id !== 'string') return []
    const first = seen.get(id)
    if (first === undefined) {
      seen.set(id, index)
      return []
    }
    return [
      { path: `lines[${index}].id`, message: `Must be unique in its order: lines[${first}] has it, too.` },
    ]
  })
}

function storeErrors({ storeCode }: Record<string, unknown>, { stores }: Known): FieldError[] {
  if (typeof storeCode !== 'string' || stores.has(storeCode)) return []
  return [{ path: 'storeCode', message: `Must be the code of one of the shop’s stores${codesOf(stores)}.` }]
}

/** Whoever sends orders signs them and may know; without the codes a first order is guesswork. */
function codesOf(stores: ReadonlySet<string>): string {
  if (stores.size === 0) return ', and it has none yet'
  const named = [...stores].toSorted().slice(0, STORES_NAMED_MAX).join(', ')
  return `: ${named}${stores.size > STORES_NAMED_MAX ? ' and more' : ''}`
}

/** What only the whole order can tell: nets below zero, tax that can't be within its price, and the total. */
function sumErrors(order: WebOrder, decimals: number): FieldError[] {
  const lines = order.lines.flatMap((line, index): FieldError[] => {
    const net = lineNet(line)
    if (net < 0)
      return [{ path: `lines[${index}].discount`, message: 'Must not be more than the line itself.' }]
    if (order.pricesIncludeTax && line.tax > net) {
      return [{ path: `lines[${index}].tax`, message: 'Must not be more than the price that contains it.' }]
    }
    return []
  })
  const total = totalOf(order)
  if (total === order.total) return lines
  const message = `Must be ${formatAmount(total, decimals)}, the sum of the lines, their taxes and shipping.`
  return [...lines, { path: 'total', message }]
}

type Issues = z.core.$ZodError<OrderHead> | z.core.$ZodError<OrderLineInput> | undefined

function issuesOf(error: Issues, base: PropertyKey[] = []): FieldError[] {
  return (error?.issues ?? []).map(({ path, message }) => ({ path: pathText([...base, ...path]), message }))
}

function onceEach(errors: FieldError[]): FieldError[] {
  const byPath = new Map<string, FieldError>()
  for (const error of errors) if (!byPath.has(error.path)) byPath.set(error.path, error)
  return [...byPath.values()]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function shownNumber(value: unknown): string | null {
  const number = isRecord(value) ? value.number : undefined
  return typeof number === 'string' && /^[^\p{Cc}\p{Cs}]{1,64}$/u.test(number) ? number : null
}
