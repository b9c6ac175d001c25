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
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { returnHappeningTypes } from '../../domain/returns/happening.ts'
import {
  endedReturns,
  openReturns,
  returnMethods,
  returnReasons,
  returnStatuses,
} from '../../domain/returns/return.ts'
import { users } from './auth.ts'
import { products } from './catalogue.ts'
import { at, minor, now, oneOf } from './columns.ts'
import { orderLines, orders } from './orders.ts'
import { saleLines } from './sales.ts'
import { stores } from './shop.ts'

/** A return of goods of an order: a case of its own, the fold of its events. */
export const returns = pgTable(
  'returns',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    /**
     * The sale whose goods come back: the order's, or one of goods that went out in exchange. No key of its own, since
     * sales refer to returns: its lines' keys hold it to a sale that there is.
     */
    saleNumber: text('sale_number').notNull(),
    /** Counted within its order. */
    n: integer().notNull(),
    /** Of the form that opened it: sent twice, it is one return. */
    actionId: text('action_id').notNull(),
    status: text().notNull(),
    version: integer().notNull().default(1),
    reason: text().notNull(),
    /** Given back for the goods, with tax, and the tax within. */
    goodsAmount: minor('goods_amount').notNull(),
    goodsTax: minor('goods_tax').notNull(),
    method: text(),
    reference: text(),
    /** Why the money is not on its way. */
    trouble: text(),
    /** How often the order was asked to give the money back. */
    round: integer().notNull().default(0),
    /** What of the worth of the goods was given in other goods, and since when the order's books have it. */
    setOff: minor('set_off').notNull().default(0),
    setOffAt: at('set_off_at'),
    /** What its order is being asked to give back; 0: nothing. */
    asked: minor('asked').notNull().default(0),
    /** What went back in money, by the provider and by other ways. */
    givenByProvider: minor('given_by_provider').notNull().default(0),
    givenOtherwise: minor('given_otherwise').notNull().default(0),
    /** All that the order's books have as given back for it, in money and in other goods. */
    givenBack: minor('given_back')
      .notNull()
      .generatedAlwaysAs(
        sql`given_by_provider + given_otherwise + case when set_off_at is null then 0 else set_off end`,
      ),
    /** How often its look failed since something was last written down, and the error that staff see. */
    attempts: integer().notNull().default(0),
    errorId: text('error_id'),
    goodsLateAt: at('goods_late_at'),
    deadlineKind: text('deadline_kind'),
    deadlineAt: at('deadline_at'),
    openedAt: at('opened_at').notNull().default(now),
    endedAt: at('ended_at'),
    /** When the sweep last told its workflow to look again. */
    wokenAt: at('woken_at'),
  },
  (table) => [
    uniqueIndex('returns_number').on(table.orderId, table.n),
    uniqueIndex('returns_once').on(table.orderId, table.actionId),
    uniqueIndex('returns_sale').on(table.id, table.saleNumber),
    index('returns_open').on(table.openedAt, table.id).where(oneOf('status', openReturns)),
    index('returns_ended').on(table.endedAt.desc(), table.id.desc()).where(oneOf('status', endedReturns)),
    index('returns_deadline').on(table.deadlineAt).where(sql`deadline_at is not null`),
    check('returns_status', oneOf('status', returnStatuses)),
    check('returns_reason', oneOf('reason', returnReasons)),
    check('returns_method', oneOf('method', returnMethods)),
    check('returns_amounts', sql`goods_tax between 0 and goods_amount`),
    check(
      'returns_asked',
      sql`(round = 0 or method is not null) and (status <> 'refunding' or round > 0)
        and asked >= 0 and (asked > 0) = (status = 'refunding')`,
    ),
    check('returns_given', sql`given_by_provider >= 0 and given_otherwise >= 0`),
    check('returns_set_off', sql`set_off >= 0 and (set_off_at is null or set_off > 0)`),
    check('returns_deadline_kind', oneOf('deadline_kind', ['goodsLate', 'close'])),
    check('returns_deadline_whole', sql`(deadline_kind is null) = (deadline_at is null)`),
    check('returns_ended', sql`(${oneOf('status', endedReturns)}) = (ended_at is not null)`),
  ],
)

/** What comes back, each line with `units` off the sale; shipping is one of its own, of no product. */
export const returnLines = pgTable(
  'return_lines',
  {
    returnId: bigint('return_id', { mode: 'number' }).notNull(),
    place: integer().notNull(),
    kind: text().notNull(),
    saleNumber: text('sale_number').notNull(),
    /** Null: of goods that went out in exchange, which no order has a line of. */
    orderId: bigint('order_id', { mode: 'number' }),
    /** Null: shipping. */
    lineId: text('line_id'),
    units: integer().notNull(),
    sellable: integer().notNull().default(0),
    defective: integer().notNull().default(0),
    toInspect: integer('to_inspect').notNull().default(0),
    /** What these units were sold for, with tax, and the tax within, at the rate that they were sold at. */
    amount: minor('amount').notNull(),
    tax: minor('tax').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.place] }),
    uniqueIndex('return_lines_line').on(table.returnId, table.lineId),
    index('return_lines_order').on(table.orderId, table.lineId),
    index('return_lines_sale').on(table.saleNumber, table.lineId),
    foreignKey({
      name: 'return_lines_return',
      columns: [table.returnId, table.saleNumber],
      foreignColumns: [returns.id, returns.saleNumber],
    }),
    foreignKey({
      name: 'return_lines_sold',
      columns: [table.saleNumber, table.lineId],
      foreignColumns: [saleLines.saleNumber, saleLines.lineId],
    }),
    foreignKey({
      columns: [table.orderId, table.lineId],
      foreignColumns: [orderLines.orderId, orderLines.id],
    }),
    check(
      'return_lines_kind',
      sql`kind in ('goods', 'shipping') and (kind = 'shipping') = (line_id is null)`,
    ),
    check('return_lines_units', sql`units >= 0 and (kind = 'goods' or units = 1)`),
    check(
      'return_lines_dispositions',
      sql`sellable >= 0 and defective >= 0 and to_inspect >= 0 and sellable + defective + to_inspect <= units`,
    ),
    check('return_lines_amounts', sql`tax between 0 and amount`),
  ],
)

/** Append-only: one row for each happening that was applied. */
export const returnEvents = pgTable(
  'return_events',
  {
    returnId: bigint('return_id', { mode: 'number' })
      .notNull()
      .references(() => returns.id),
    seq: integer().notNull(),
    happeningId: text('happening_id').notNull(),
    type: text().notNull(),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    version: integer().notNull(),
    /** Figures and codes, never names. */
    inputs: jsonb().notNull(),
    outcome: jsonb().notNull(),
    at: at('at').notNull(),
    recordedAt: at('recorded_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.seq] }),
    uniqueIndex('return_events_once').on(table.returnId, table.happeningId),
    check('return_events_type', oneOf('type', returnHappeningTypes)),
    check('return_events_to_status', oneOf('to_status', returnStatuses)),
  ],
)

/** The inbox of returns: as that of orders (`happenings`). */
export const returnHappenings = pgTable(
  'return_happenings',
  {
    returnId: bigint('return_id', { mode: 'number' })
      .notNull()
      .references(() => returns.id),
    id: text().notNull(),
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    type: text().notNull(),
    payload: jsonb().notNull().default({}),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    seenVersion: integer('seen_version'),
    status: text().notNull().default('waiting'),
    refusal: jsonb(),
    attempts: integer().notNull().default(0),
    toldAt: at('told_at'),
    tells: integer().notNull().default(0),
    at: at('at').notNull().default(now),
    answeredAt: at('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.id] }),
    index('return_happenings_waiting').on(table.seq).where(sql`status = 'waiting'`),
    index('return_happenings_failed').on(table.answeredAt).where(sql`status = 'failed'`),
    check('return_happenings_type', oneOf('type', returnHappeningTypes)),
    check('return_happenings_status', oneOf('status', ['waiting', 'applied', 'refused', 'failed'])),
    check('return_happenings_actor', sql`(actor_kind = 'staff') = (user_id is not null)`),
    check('return_happenings_answered', sql`(status = 'waiting') = (answered_at is null)`),
    check('return_happenings_refusal', sql`(status in ('refused', 'failed')) = (refusal is not null)`),
  ],
)

/** The bin of defective goods: never sold from, counted apart from the shelf. */
export const defectiveStock = pgTable(
  'defective_stock',
  {
    store: text()
      .notNull()
      .references(() => stores.code),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    onHand: integer('on_hand').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.store, table.productId] }),
    index('defective_stock_product').on(table.productId),
    index('defective_stock_there').on(table.store, table.productId).where(sql`on_hand > 0`),
    check('defective_stock_on_hand', sql`on_hand >= 0`),
  ],
)

/** Append-only; per store and product their sum is what is in the bin; `came` and `corrected` are of the return itself. */
export const defectiveMovements = pgTable(
  'defective_movements',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    store: text()
      .notNull()
      .references(() => stores.code),
    productId: bigint('product_id', { mode: 'number' })
      .notNull()
      .references(() => products.id),
    kind: text().notNull().default('came'),
    quantity: integer().notNull(),
    returnId: bigint('return_id', { mode: 'number' })
      .notNull()
      .references(() => returns.id),
    happeningId: text('happening_id').notNull(),
    /** Why somebody took it out of the bin, and who. */
    reason: text(),
    userId: text('user_id').references(() => users.id),
    at: at('at').notNull().default(now),
  },
  (table) => [
    uniqueIndex('defective_movements_once').on(table.returnId, table.happeningId, table.productId),
    index('defective_movements_level').on(table.store, table.productId),
    index('defective_movements_out').on(table.id.desc()).where(sql`kind in ('written_off', 'made_sellable')`),
    check('defective_movements_quantity', sql`quantity <> 0`),
    check(
      'defective_movements_kind',
      sql`(kind = 'came' and quantity > 0) or kind = 'corrected'
        or (kind in ('written_off', 'made_sellable') and quantity < 0 and reason is not null)`,
    ),
  ],
)
