import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core'
import { stuckDeeds } from '../../domain/stuck.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { webOrders } from './orders.ts'
import { returns } from './returns.ts'
import { sources } from './shop.ts'

/** What the workers saw of the engine and the shop last: one of them looks each minute, the pages read it here. */
export const watch = pgTable(
  'watch',
  {
    id: smallint().primaryKey().default(1),
    /** Somebody is looking, or did. */
    claimedAt: at('claimed_at').notNull().default(now),
    /** When somebody last looked to the end: older than some minutes, no worker runs. */
    lookedAt: at('looked_at'),
    engineAwaySince: at('engine_away_since'),
    engineTrouble: text('engine_trouble'),
    /** Which engine the workflows were in; another one knows none of them. */
    engineId: text('engine_id'),
    /** Workflows of open orders after this one are still to be begun from their rows; null: none. */
    rebuildAfter: bigint('rebuild_after', { mode: 'number' }),
    /** What needs an engineer, by kind: `{ letter: 2 }`. */
    counts: jsonb().notNull().default({}),
    total: integer().notNull().default(0),
  },
  () => [
    check('watch_one', sql`id = 1`),
    check('watch_engine', sql`(engine_away_since is null) = (engine_trouble is null)`),
  ],
)

/** Workflows whose tasks fail again and again, as the engine reports them; only those that do so now. */
export const failingWorkflows = pgTable(
  'failing_workflows',
  {
    id: text().primaryKey(),
    orderId: bigint('order_id', { mode: 'number' }).references(() => webOrders.id, { onDelete: 'cascade' }),
    returnId: bigint('return_id', { mode: 'number' }).references(() => returns.id, { onDelete: 'cascade' }),
    since: at('since').notNull(),
    attempts: integer().notNull(),
    /** The kind of error and its first words, which our own code says: never what a person typed. */
    trouble: text(),
    seenAt: at('seen_at').notNull().default(now),
  },
  (table) => [
    index('failing_workflows_order').on(table.orderId),
    index('failing_workflows_return').on(table.returnId),
  ],
)

/** Sources that sent orders and have been silent for much longer than they ever are. */
export const silentSources = pgTable('silent_sources', {
  source: text()
    .primaryKey()
    .references(() => sources.id, { onDelete: 'cascade' }),
  since: at('since').notNull(),
  /** The longest pause of its last weeks. */
  usualSeconds: integer('usual_seconds').notNull(),
})

/** The last error of what was tried in vain, by the id under which the log has all of it. */
export const lastErrors = pgTable(
  'last_errors',
  {
    /** What failed: `effect:` and its key, `happening:` with order and id, `return:` with its id, `source:` with its. */
    subject: text().primaryKey(),
    errorId: text('error_id').notNull(),
    /** Its kind alone: an error's text may hold what somebody typed. */
    error: text().notNull(),
    at: at('at').notNull().default(now),
  },
  (table) => [index('last_errors_at').on(table.at)],
)

/** What people did about what was stuck: append-only; only a reason may be erased, to a dash. */
export const stuckDecisions = pgTable(
  'stuck_decisions',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull().default(now),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    kind: text().notNull(),
    /** Which of its kind. */
    subject: text().notNull(),
    orderId: bigint('order_id', { mode: 'number' }).references(() => webOrders.id, { onDelete: 'cascade' }),
    deed: text().notNull(),
    /** Why, or what was done by hand. */
    reason: text(),
  },
  (table) => [
    index('stuck_decisions_subject').on(table.kind, table.subject, table.at),
    index('stuck_decisions_order').on(table.orderId),
    check('stuck_decisions_deed', oneOf('deed', stuckDeeds)),
    check('stuck_decisions_reason', sql`(deed = 'try_now') = (reason is null)`),
  ],
)
