import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  index,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { productKinds } from '../../domain/matching.ts'
import { users } from './auth.ts'
import { at, now, oneOf } from './columns.ts'
import { sources } from './shop.ts'

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
    /** Part of the sample shop. */
    sample: boolean().notNull().default(false),
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
