import { sql } from 'drizzle-orm'
import { bigint, check, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { differenceCodes, repairs } from '../../domain/verify/difference.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'

/** Each time that the shop's books were checked against each other; the last thirty. */
export const bookChecks = pgTable(
  'book_checks',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Who asked for it at the page; null: the night, or the command line. */
    userId: text('user_id').references(() => users.id),
    state: text().notNull().default('running'),
    /** How many orders there were as it began, how many were looked at, and the last of them. */
    ordersTotal: integer('orders_total').notNull().default(0),
    orders: integer().notNull().default(0),
    lastOrder: bigint('last_order', { mode: 'number' }).notNull().default(0),
    /** Whose events were not chained yet as they began. */
    unchained: integer().notNull().default(0),
    /** How many were found; the first thousand are kept. */
    differences: integer().notNull().default(0),
    /** What could not be looked at. */
    skipped: text().array().notNull().default(sql`'{}'`),
    /** Of our error, where it could not be ended. */
    errorId: text('error_id'),
    /** Some process is at it until then. */
    leaseUntil: at('lease_until'),
    startedAt: at('started_at').notNull().default(now),
    endedAt: at('ended_at'),
  },
  () => [
    uniqueIndex('book_checks_one_at_a_time').on(sql`(true)`).where(sql`state = 'running'`),
    check('book_checks_state', oneOf('state', ['running', 'done', 'failed'])),
    check('book_checks_ended', sql`(state = 'running') = (ended_at is null)`),
    check('book_checks_error', sql`(state = 'failed') = (error_id is not null)`),
  ],
)

/** What did not agree; ids, codes and figures, no names. */
export const bookDifferences = pgTable(
  'book_differences',
  {
    checkId: bigint('check_id', { mode: 'number' })
      .notNull()
      .references(() => bookChecks.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    code: text().notNull(),
    /** Null: of no one order. The order may be gone since. */
    orderId: bigint('order_id', { mode: 'number' }),
    source: text(),
    number: text(),
    about: text().notNull(),
    expected: text().notNull(),
    found: text().notNull(),
    /** What was done about it. */
    repair: text(),
  },
  (table) => [
    primaryKey({ columns: [table.checkId, table.seq] }),
    check('book_differences_code', oneOf('code', differenceCodes)),
    check('book_differences_repair', oneOf('repair', repairs)),
    check('book_differences_order', sql`num_nulls(order_id, source, number) in (0, 3)`),
  ],
)
