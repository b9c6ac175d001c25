import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { webOrders } from './orders.ts'
import { sources, stores } from './shop.ts'

export const productKinds = ['stock', 'non_stock', 'gift_card'] as const

export const products = pgTable(
  'products',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    sku: text().notNull(),
    /** As SKUs are compared: trimmed, letter case ignored. */
    skuKey: text('sku_key').notNull().generatedAlwaysAs(sql`lower(btrim(sku))`),
    name: text().notNull(),
    brand: text(),
    mpn: text(),
    /** As the file had it; the readable ones are in product_identifiers as GTIN-14. */
    upc: text(),
    /** Vendor part numbers, several with `|`, as the file had them. */
    vpn: text(),
    supplier: text(),
    category: text(),
    kind: text().notNull().default('stock'),
    description: text(),
    /** In the shop's own currency, as the file had it. */
    price: numeric(),
    cost: numeric(),
    salePrice: numeric('sale_price'),
    saleFrom: date('sale_from'),
    saleTo: date('sale_to'),
    web: boolean().notNull().default(true),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('products_sku').on(table.skuKey),
    check('products_kind', oneOf('kind', productKinds)),
  ],
)

/** Not unique: a shop's catalogue has doubles, and the matching rules say what follows from them. */
export const productIdentifiers = pgTable(
  'product_identifiers',
  {
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    /** GTIN-14, or a part number trimmed and lower-cased. */
    value: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.kind, table.value] }),
    index('product_identifiers_value').on(table.value, table.kind),
    check('product_identifiers_kind', oneOf('kind', ['gtin', 'mpn', 'vpn', 'sku'])),
  ],
)

/** A match by hand, remembered for this source and exactly this triple ('' where the website sent none). */
export const rememberedMatches = pgTable(
  'remembered_matches',
  {
    source: text()
      .notNull()
      .references(() => sources.id),
    gtin: text().notNull(),
    mpn: text().notNull(),
    sku: text().notNull(),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    userId: text('user_id').references(() => users.id),
    at: at('at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.source, table.gtin, table.mpn, table.sku] }),
    index('remembered_matches_product').on(table.productId),
    check('remembered_matches_any', sql`gtin <> '' or mpn <> '' or sku <> ''`),
  ],
)

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
    check('stock_movements_kind', oneOf('kind', ['counted', 'sold', 'restocked'])),
    check('stock_movements_quantity', sql`quantity <> 0`),
    check(
      'stock_movements_order',
      sql`(kind = 'counted') = (order_id is null) and (order_id is null) = (happening_id is null)`,
    ),
  ],
)
