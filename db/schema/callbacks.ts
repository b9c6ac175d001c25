import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { callbackTroubles } from '../../domain/callbacks.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { orderEvents } from './orders.ts'
import { sources } from './shop.ts'

/** The outbox of what a source is told: one row for each change of an order's status, written with its event. */
export const callbacks = pgTable(
  'callbacks',
  {
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    /** Of the event that it tells. */
    seq: integer().notNull(),
    source: text()
      .notNull()
      .references(() => sources.id),
    /** The `webhook-id`, the same on every try. */
    webhookId: uuid('webhook_id').notNull().defaultRandom(),
    /** The row of which the order object is made, as it stood then. */
    content: jsonb().notNull(),
    status: text().notNull().default('waiting'),
    tries: integer().notNull().default(0),
    /** Three days count from here; a callback that waits for an earlier one has its own. */
    firstTryAt: at('first_try_at'),
    nextTryAt: at('next_try_at').notNull().default(now),
    /** Not told before this. */
    notBefore: at('not_before'),
    /** Somebody is at it until then. */
    leaseUntil: at('lease_until'),
    createdAt: at('created_at').notNull().default(now),
    endedAt: at('ended_at'),
    /** Who had it sent again after it was given up. */
    againBy: text('again_by').references(() => users.id),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.seq] }),
    foreignKey({
      columns: [table.orderId, table.seq],
      foreignColumns: [orderEvents.orderId, orderEvents.seq],
    }),
    index('callbacks_waiting').on(table.source, table.nextTryAt).where(sql`status = 'waiting'`),
    index('callbacks_given_up').on(table.source, table.endedAt).where(sql`status = 'given_up'`),
    check('callbacks_status', oneOf('status', ['waiting', 'delivered', 'given_up', 'taken_back'])),
    check('callbacks_ended', sql`(status = 'waiting') = (ended_at is null)`),
    check('callbacks_tries', sql`tries >= 0 and (tries = 0) = (first_try_at is null)`),
  ],
)

/** Each try of a callback: noted before it is sent, answered afterwards. */
export const callbackTries = pgTable(
  'callback_tries',
  {
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    seq: integer().notNull(),
    number: integer().notNull(),
    at: at('at').notNull(),
    /** HTTP; null: no answer came. */
    httpStatus: integer('http_status'),
    /** Why it did not arrive, as far as is known. */
    trouble: text(),
    /** How long it took; null: the program ended while it was under way. */
    ms: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.seq, table.number] }),
    foreignKey({
      columns: [table.orderId, table.seq],
      foreignColumns: [callbacks.orderId, callbacks.seq],
    }).onDelete('cascade'),
    check('callback_tries_trouble', oneOf('trouble', callbackTroubles)),
    check('callback_tries_number', sql`number > 0`),
  ],
)
