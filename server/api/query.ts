import { z } from 'zod'
import { statuses } from '../../domain/status.ts'
import { parseDateTime } from '../../intake/date-time.ts'
import { type FieldError, pathText } from '../../intake/field-error.ts'

export const ORDERS_DEFAULT = 100
export const ORDERS_MAX = 500
export const INVENTORY_MAX = 10_000

function limit(max: number) {
  const message = `Must be a whole number from 1 to ${max}.`
  return z
    .string()
    .refine((text) => /^\d{1,6}$/.test(text) && Number(text) >= 1 && Number(text) <= max, message)
    .transform(Number)
    .meta({ type: 'integer', minimum: 1, maximum: max })
}

/** `parts` of a row's place, as text; opaque to the outside. */
function cursor<const T extends readonly z.ZodType[]>(parts: T) {
  const place = z.tuple(parts as unknown as [z.ZodType, ...z.ZodType[]])
  return z
    .string()
    .transform((text, context) => {
      const read = place.safeParse(decoded(text))
      if (read.success) return read.data as { [K in keyof T]: z.infer<T[K]> }
      context.addIssue({ code: 'custom', message: 'Must be a nextCursor of an earlier answer.' })
      return z.NEVER
    })
    .meta({ type: 'string' })
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

export const cursorText = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url')

/** 2^63 − 1: PostgreSQL's transaction numbers stay below for longer than any shop. */
const transaction = z.string().refine((text) => /^\d{1,18}$/.test(text))
const safeText = z
  .string()
  .max(500)
  .refine((text) => !/[\0\p{Cs}]/u.test(text))

export const listQuery = z.object({
  status: z.enum(statuses, { error: `Must be one of ${statuses.join(', ')}.` }).optional(),
  updatedSince: z
    .string()
    // An unescaped + of an offset arrives as a space.
    .transform((text) => parseDateTime(text.replace(/ (?=\d\d:\d\d$)/, '+')))
    .refine((date) => date !== null, 'Must be a date and time with offset, as "2026-03-02T09:09:00Z".')
    .meta({ type: 'string', format: 'date-time' })
    .optional(),
  cursor: cursor([transaction, z.int().min(0)]).optional(),
  limit: limit(ORDERS_MAX).optional(),
})
export type ListQuery = z.infer<typeof listQuery>

export const inventoryQuery = z.object({
  cursor: cursor([safeText, safeText]).optional(),
  limit: limit(INVENTORY_MAX).optional(),
})
export type InventoryQuery = z.infer<typeof inventoryQuery>

/** An empty parameter is an absent one. */
export function readQuery<T extends z.ZodType>(
  schema: T,
  query: Record<string, string>,
): { ok: true; query: z.infer<T> } | { ok: false; errors: FieldError[] } {
  const read = schema.safeParse(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')))
  if (read.success) return { ok: true, query: read.data }
  const errors = read.error.issues.map(({ path, message }) => ({ path: pathText(path), message }))
  return { ok: false, errors }
}
