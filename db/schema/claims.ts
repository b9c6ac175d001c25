import { sql } from 'drizzle-orm'
import { bigint, check, index, pgTable, text } from 'drizzle-orm/pg-core'
import { users } from './auth.ts'
import { at } from './columns.ts'
import { orders } from './orders.ts'

/** Who is on an order; it is over at `until`, without anybody's doing. */
export const orderClaims = pgTable(
  'order_claims',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .primaryKey()
      .references(() => orders.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    since: at('since').notNull(),
    until: at('until').notNull(),
  },
  (table) => [index('order_claims_user').on(table.userId), check('order_claims_until', sql`until > since`)],
)
