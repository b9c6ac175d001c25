import { sql } from 'drizzle-orm'
import { bigint, check, index, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { products } from './catalogue.ts'
import { at, now, oneOf } from './columns.ts'
import { webOrders } from './orders.ts'
import { stores } from './shop.ts'

export const stockLevels = pgTable(
  'stock_levels',
  {
    store: text()
      .notNull()
      .references(() => stores.code),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    onHand: integer('on_hand').notNull().default(0),
    /** Promised and not yet deducted. */
    allocated: integer().notNull().default(0),
    /** The figure that the last file gave: a level is set only where a file's figure differs from it. */
    importedOnHand: integer('imported_on_hand'),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.store, table.productId] }),
    index('stock_levels_product').on(table.productId),
    check('stock_levels_on_hand', sql`on_hand >= 0`),
    check('stock_levels_allocated', sql`allocated >= 0 and allocated <= on_hand`),
  ],
)

/** Append-only; per store and product their sum is the level. */
export const stockMovements = pgTable(
  'stock_movements',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    store: text()
      .notNull()
      .references(() => stores.code),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    kind: text().notNull(),
    quantity: integer().notNull(),
    orderId: bigint('order_id', { mode: 'number' }).references(() => webOrders.id),
    happeningId: text('happening_id'),
    at: at('at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('stock_movements_once').on(table.orderId, table.happeningId, table.productId, table.kind),
    index('stock_movements_level').on(table.store, table.productId),
    check('stock_movements_kind', oneOf('kind', ['counted', 'sold', 'restocked', 'returned'])),
    check('stock_movements_quantity', sql`quantity <> 0`),
    check(
      'stock_movements_order',
      sql`(kind = 'counted') = (order_id is null) and (order_id is null) = (happening_id is null)`,
    ),
  ],
)
