import { sql } from 'drizzle-orm'
import { bigint, check, index, jsonb, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { actorKinds } from '../../domain/changes.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { customers } from './customers.ts'
import { webOrders } from './orders.ts'

/** People whose data was erased: who asked for it and what was done, without what was erased. */
export const erasures = pgTable(
  'erasures',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** Null: one order of which no customer was known. */
    customerId: text('customer_id').references(() => customers.id, { onDelete: 'cascade' }),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    /** How many of what was erased beside the orders. */
    removed: jsonb().notNull(),
    askedAt: at('asked_at').notNull().default(now),
    /** When the last of its orders was done; null: some are left. */
    endedAt: at('ended_at'),
  },
  (table) => [
    uniqueIndex('erasures_under_way').on(table.customerId).where(sql`ended_at is null`),
    index('erasures_customer').on(table.customerId),
    check('erasures_actor', oneOf('actor_kind', actorKinds)),
    check('erasures_person', sql`(actor_kind = 'person') = (user_id is not null)`),
  ],
)

/** The orders of an erasure; what comes under the number of one that is done is not kept any more. */
export const erasedOrders = pgTable(
  'erased_orders',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .primaryKey()
      .references(() => webOrders.id, { onDelete: 'cascade' }),
    erasureId: bigint('erasure_id', { mode: 'number' })
      .notNull()
      .references(() => erasures.id, { onDelete: 'cascade' }),
    /** Null: still to do. */
    erasedAt: at('erased_at'),
    /** How many texts of what kind. */
    removed: jsonb(),
  },
  (table) => [
    index('erased_orders_left').on(table.erasureId, table.orderId).where(sql`erased_at is null`),
    index('erased_orders_erasure').on(table.erasureId),
    check('erased_orders_done', sql`(erased_at is null) = (removed is null)`),
  ],
)
