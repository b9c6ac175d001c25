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
    /** As names are searched, with the brand. */
    nameKey: text('name_key').generatedAlwaysAs(sql`search_key(coalesce(brand, '') || ' ' || name)`),
    /** Name, brand and the beginning of the description, as words of it are searched. */
    textKey: text('text_key').generatedAlwaysAs(
      sql`search_key(coalesce(brand, '') || ' ' || name || ' ' || coalesce(left(description, 500), ''))`,
    ),
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
    /** Who added it at the desk; null: it came from a file. */
    madeBy: text('made_by').references(() => users.id),
    updatedAt: at('updated_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('products_sku').on(table.skuKey),
    index('products_name_search').using('gin', sql`name_key gin_trgm_ops`),
    index('products_text_search').using('gin', sql`text_key gin_trgm_ops`),
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
    /** Its letters and digits alone: people leave out hyphens and spaces. */
    codeKey: text('code_key').generatedAlwaysAs(sql`replace(search_key(value), ' ', '')`),
  },
  (table) => [
    primaryKey({ columns: [table.productId, table.kind, table.value] }),
    index('product_identifiers_value').on(table.value, table.kind),
    index('product_identifiers_code').on(sql`code_key text_pattern_ops`),
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

/** Remembered matches that somebody took back; append-only. */
export const forgottenMatches = pgTable(
  'forgotten_matches',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    source: text()
      .notNull()
      .references(() => sources.id),
    gtin: text().notNull(),
    mpn: text().notNull(),
    sku: text().notNull(),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    /** Who had picked it, and when. */
    madeBy: text('made_by').references(() => users.id),
    madeAt: at('made_at').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    at: at('at').notNull().default(now),
  },
  (table) => [
    index('forgotten_matches_triple').on(table.source, table.gtin, table.mpn, table.sku),
    index('forgotten_matches_product').on(table.productId),
  ],
)
