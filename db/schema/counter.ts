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
import { agreements } from '../../domain/price-change.ts'
import { users } from './auth.ts'
import { at, minor, oneOf } from './columns.ts'
import { orderLines } from './orders.ts'

/** Gift cards that were sold for lines which the website sold as a placeholder: one a unit. */
export const giftCards = pgTable(
  'gift_cards',
  {
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    happeningId: text('happening_id').notNull(),
    lineId: text('line_id').notNull(),
    /** Which of the line's units, from 1. */
    unit: integer().notNull(),
    /** Without spaces and hyphens, in capitals. */
    number: text().notNull(),
    amount: minor('amount').notNull(),
    currency: text().notNull(),
    soldBy: text('sold_by').references(() => users.id),
    soldAt: at('sold_at').notNull(),
    voidedBy: text('voided_by').references(() => users.id),
    voidedAt: at('voided_at'),
    voidReason: text('void_reason'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.happeningId] }),
    foreignKey({
      columns: [table.orderId, table.lineId],
      foreignColumns: [orderLines.orderId, orderLines.id],
    }),
    uniqueIndex('gift_cards_number').on(table.number).where(sql`voided_at is null`),
    uniqueIndex('gift_cards_unit').on(table.orderId, table.lineId, table.unit).where(sql`voided_at is null`),
    check('gift_cards_unit_from_one', sql`unit >= 1`),
    check('gift_cards_amount', sql`amount > 0`),
    check('gift_cards_number_written', sql`number ~ '^[!-~]{1,64}$'`),
    check('gift_cards_voided', sql`(voided_at is null) = (void_reason is null)`),
  ],
)

/** Prices that were changed with the customer's word. */
export const priceChanges = pgTable(
  'price_changes',
  {
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    happeningId: text('happening_id').notNull(),
    lineId: text('line_id').notNull(),
    fromPrice: minor('from_price').notNull(),
    toPrice: minor('to_price').notNull(),
    fromTax: minor('from_tax').notNull(),
    toTax: minor('to_tax').notNull(),
    taxRate: numeric('tax_rate').notNull(),
    reason: text().notNull(),
    agreedBy: text('agreed_by').notNull(),
    agreedAt: at('agreed_at').notNull(),
    changedBy: text('changed_by').references(() => users.id),
    at: at('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.happeningId] }),
    foreignKey({
      columns: [table.orderId, table.lineId],
      foreignColumns: [orderLines.orderId, orderLines.id],
    }),
    index('price_changes_line').on(table.orderId, table.lineId, table.at),
    check('price_changes_agreed_by', oneOf('agreed_by', agreements)),
    check('price_changes_price', sql`from_price >= 0 and to_price >= 0 and from_price <> to_price`),
    check('price_changes_reason', sql`btrim(reason) <> ''`),
  ],
)
