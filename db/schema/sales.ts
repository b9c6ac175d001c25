import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { tillPayments } from '../../domain/happening.ts'
import { setOffMethod, settledWays } from '../../domain/returns/return.ts'
import { products } from './catalogue.ts'
import { at, bytea, minor, now, oneOf } from './columns.ts'
import { effects, orderLines, orders } from './orders.ts'
import { returns } from './returns.ts'
import { stores } from './shop.ts'

/** Numbers without gaps: taken by the transaction that uses them, locked last. */
export const numberSeries = pgTable(
  'number_series',
  {
    store: text()
      .notNull()
      .references(() => stores.code),
    kind: text().notNull(),
    last: bigint({ mode: 'number' }).notNull().default(0),
    /** How many of them went with the sample shop. */
    removed: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.store, table.kind] }),
    check('number_series_kind', oneOf('kind', ['sale'])),
    check('number_series_removed', sql`removed between 0 and last`),
  ],
)

/** The shop's own transaction for an order, or for goods that go out for those of a return; its number is also its barcode (Code 128). */
export const sales = pgTable(
  'sales',
  {
    number: text().primaryKey(),
    orderId: bigint('order_id', { mode: 'number' }).references(() => orders.id),
    /** Goods that go out in exchange. */
    returnId: bigint('return_id', { mode: 'number' }).references(() => returns.id),
    store: text()
      .notNull()
      .references(() => stores.code),
    currency: text().notNull(),
    total: minor('total').notNull(),
    status: text().notNull().default('open'),
    madeAt: at('made_at').notNull(),
    endedAt: at('ended_at'),
  },
  (table) => [
    uniqueIndex('sales_order').on(table.orderId),
    uniqueIndex('sales_return').on(table.returnId).where(sql`return_id is not null and status <> 'void'`),
    check('sales_of_one', sql`num_nonnulls(order_id, return_id) = 1`),
    check('sales_status', oneOf('status', ['open', 'finished', 'void'])),
    check('sales_ended', sql`(status = 'open') = (ended_at is null)`),
  ],
)

/** What was sold: a line of an order, or one of its own with all that a paper says of it. */
export const saleLines = pgTable(
  'sale_lines',
  {
    saleNumber: text('sale_number')
      .notNull()
      .references(() => sales.number),
    orderId: bigint('order_id', { mode: 'number' }),
    lineId: text('line_id').notNull(),
    productId: bigint('product_id', { mode: 'number' }).references(() => products.id),
    description: text(),
    quantity: integer().notNull(),
    unitPrice: minor('unit_price'),
    /** What the catalogue asked where the price is another, and why it is. */
    listPrice: minor('list_price'),
    priceReason: text('price_reason'),
    taxRate: numeric('tax_rate'),
    net: minor('net').notNull(),
    tax: minor('tax').notNull(),
    /** Set when the line was taken off the sale again. */
    takenOffAt: at('taken_off_at'),
  },
  (table) => [
    primaryKey({ columns: [table.saleNumber, table.lineId] }),
    foreignKey({
      columns: [table.orderId, table.lineId],
      foreignColumns: [orderLines.orderId, orderLines.id],
    }),
    index('sale_lines_product').on(table.productId).where(sql`product_id is not null`),
    check(
      'sale_lines_own',
      sql`num_nonnulls(product_id, description, unit_price, tax_rate) = case when order_id is null then 4 else 0 end`,
    ),
    check(
      'sale_lines_price',
      sql`unit_price >= 0 and (order_id is null or num_nonnulls(list_price, price_reason) = 0)
        and (list_price is null or price_reason is not null)`,
    ),
  ],
)

/**
 * How a sale in exchange was paid: by the goods that came back, and the difference at the till; `settled`: what the order
 * turned out to have no money left to set off.
 */
export const exchangePayments = pgTable(
  'exchange_payments',
  {
    saleNumber: text('sale_number')
      .notNull()
      .references(() => sales.number),
    kind: text().notNull(),
    method: text().notNull(),
    amount: minor('amount').notNull(),
    currency: text().notNull(),
    reference: text(),
    at: at('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.saleNumber, table.kind, table.method] }),
    uniqueIndex('exchange_payments_once')
      .on(table.saleNumber, table.kind)
      .where(sql`kind in ('set_off', 'till')`),
    index('exchange_payments_at').on(table.at),
    check('exchange_payments_amount', sql`amount > 0`),
    check(
      'exchange_payments_method',
      sql`(kind = 'set_off' and ${oneOf('method', [setOffMethod])}) or (kind = 'till' and ${oneOf('method', tillPayments)})
        or (kind = 'settled' and ${oneOf('method', settledWays)})`,
    ),
  ],
)

/** What was paid for an order, online (`ecommerce`) or at the till. */
export const payments = pgTable(
  'payments',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    happeningId: text('happening_id').notNull(),
    kind: text().notNull(),
    /** The provider, or how it was paid at the till. */
    method: text().notNull(),
    amount: minor('amount').notNull(),
    currency: text().notNull(),
    reference: text(),
    /** The account that it went to, and how the books call it; as the source had it then. */
    merchantAccount: text('merchant_account'),
    paymentType: text('payment_type'),
    cardType: text('card_type'),
    /** What the provider kept. */
    fee: minor('fee'),
    at: at('at').notNull(),
    /** Set when the step that noted it was taken back. */
    takenBackAt: at('taken_back_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.happeningId, table.kind] }),
    index('payments_at').on(table.at),
    check('payments_kind', oneOf('kind', ['ecommerce', 'till', 'refund'])),
    check('payments_amount', sql`amount >= 0 or kind = 'refund'`),
  ],
)

/** Papers as they were made; a reprint is the same bytes. */
export const documents = pgTable(
  'documents',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    effectKey: text('effect_key').references(() => effects.key),
    /** Of a sale in exchange: no effect asked for it. */
    saleNumber: text('sale_number').references(() => sales.number),
    /** How often what such a sale had too little for was settled before: each time it is made once more. */
    round: integer().notNull().default(0),
    kind: text().notNull(),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type').notNull(),
    content: bytea('content').notNull(),
    madeAt: at('made_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('documents_effect').on(table.effectKey),
    index('documents_order').on(table.orderId),
    uniqueIndex('documents_sale').on(table.saleNumber, table.round).where(sql`sale_number is not null`),
    check('documents_of_one', sql`num_nonnulls(effect_key, sale_number) = 1`),
    check('documents_kind', oneOf('kind', ['receipt'])),
  ],
)
