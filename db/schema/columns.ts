import { sql } from 'drizzle-orm'
import { bigint, customType, timestamp } from 'drizzle-orm/pg-core'

export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const now = sql`now()`

/** Integer minor units of the order's currency; 2^53 bounds them at the edge. */
export const minor = (name: string) => bigint(name, { mode: 'number' })

/** The transaction that changed a row last: lets a reader ask for "all that surely committed" (contract §2, cursors). */
export const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' })

export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })

/** `column in ('a', 'b')` for a CHECK. */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`)
