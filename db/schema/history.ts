import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { archivedTypes } from '../../domain/ids.ts'
import { at, bytea, now, oneOf } from './columns.ts'
import { webOrders } from './orders.ts'
import { returns } from './returns.ts'

/** The histories of closed runs, kept for as long as their orders: Temporal forgets them after its retention. */
export const historyArchive = pgTable(
  'history_archive',
  {
    runId: text('run_id').primaryKey(),
    workflowId: text('workflow_id').notNull(),
    type: text().notNull(),
    /** A return's history belongs to its order, too. */
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => webOrders.id, { onDelete: 'cascade' }),
    returnId: bigint('return_id', { mode: 'number' }).references(() => returns.id, { onDelete: 'cascade' }),
    closedAt: at('closed_at').notNull(),
    events: integer().notNull(),
    /** Gzip of a `temporal.api.history.v1.History`, in protobuf's binary form. */
    history: bytea('history').notNull(),
    /** Of these bytes. No CHECK compares the two: one rotten row must not keep a backup from being restored. */
    sha256: bytea('sha256').notNull(),
    archivedAt: at('archived_at').notNull().default(now),
  },
  (table) => [
    index('history_archive_order').on(table.orderId, table.closedAt),
    index('history_archive_return').on(table.returnId).where(sql`return_id is not null`),
    check('history_archive_type', oneOf('type', archivedTypes)),
    check('history_archive_return_known', sql`(type = 'returnCase') = (return_id is not null)`),
    check(
      'history_archive_whole',
      sql`events > 0 and octet_length(sha256) = 32 and octet_length(history) > 0`,
    ),
  ],
)

/** One row: every run that closed until then is in the archive. */
export const historyProgress = pgTable(
  'history_progress',
  {
    one: boolean().primaryKey().default(true),
    archivedUntil: at('archived_until').notNull(),
    finishedAt: at('finished_at').notNull().default(now),
  },
  () => [check('history_progress_one', sql`one`)],
)
