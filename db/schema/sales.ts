import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { at, bytea, minor, now, oneOf } from './columns.ts'
import { effects, orderLines, orders } from './orders.ts'
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

/** The shop's own transaction for an order; its number is also its barcode (Code 128). */
export const sales = pgTable(
  'sales',
  {
    number: text().primaryKey(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
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
    check('sales_status', oneOf('status', ['open', 'finished', 'void'])),
    check('sales_ended', sql`(status = 'open') = (ended_at is null)`),
  ],
)

export const saleLines = pgTable(
  'sale_lines',
  {
    saleNumber: text('sale_number')
      .notNull()
      .references(() => sales.number),
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    lineId: text('line_id').notNull(),
    quantity: integer().notNull(),
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
    effectKey: text('effect_key')
      .notNull()
      .references(() => effects.key),
    kind: text().notNull(),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type').notNull(),
    content: bytea('content').notNull(),
    madeAt: at('made_at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('documents_effect').on(table.effectKey),
    index('documents_order').on(table.orderId),
    check('documents_kind', oneOf('kind', ['receipt'])),
  ],
)
