import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { allRejectReasons, deadlineKinds, happeningTypes, staffCalls } from '../../domain/happening.ts'
import { effectKinds } from '../../domain/order.ts'
import { fulfilments, openStatuses, problemStatuses, saleStatuses, statuses } from '../../domain/status.ts'
import { lineKinds, paymentStatuses } from '../../domain/web-order.ts'
import { users } from './auth.ts'
import { products } from './catalogue.ts'
import { at, bytea, minor, now, oneOf, xid8 } from './columns.ts'
import { customers } from './customers.ts'
import { sources, stores } from './shop.ts'

/** The inbox of orders: raw and untouched. One row a number, for ever. */
export const webOrders = pgTable(
  'web_orders',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    source: text()
      .notNull()
      .references(() => sources.id),
    number: text().notNull(),
    /** Null: only its cancellation has come so far. */
    raw: text(),
    /** SHA-256 of the content with its keys sorted. */
    digest: text(),
    receivedAt: at('received_at').notNull().default(now),
    /** When its workflow was started last; null: not yet. */
    startedAt: at('started_at'),
    /** When it got its first status; null: not yet. */
    recordedAt: at('recorded_at'),
    /** Has no status before this (a supplier's order). */
    dueAt: at('due_at'),
    /** Tries to record it that failed. */
    attempts: integer().notNull().default(0),
    /** How often its workflow was started without a status in return: the sweep's back-off. */
    starts: integer().notNull().default(0),
    /** When the sweep last told its workflow to look again. */
    wokenAt: at('woken_at'),
    /** Brought in with a file: started after those that the source sends. */
    isImported: boolean('is_imported').notNull().default(false),
  },
  (table) => [
    uniqueIndex('web_orders_number').on(table.source, table.number),
    // By source, since the sources are served in turn.
    index('web_orders_waiting')
      .on(table.source, table.isImported, table.id)
      .where(sql`recorded_at is null and raw is not null`),
    // The sweep counts those that it started just now, ten times a second while orders pour in.
    index('web_orders_started')
      .on(table.startedAt)
      .where(sql`recorded_at is null and started_at is not null`),
    // Rows come in the order of time: a few blocks hold a day, and inserting costs nothing.
    index('web_orders_received').using('brin', table.receivedAt),
    check('web_orders_digest', sql`(raw is null) = (digest is null)`),
  ],
)

/** Other content that came under a known number; shown to staff as a difference. */
export const webOrderVersions = pgTable(
  'web_order_versions',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => webOrders.id),
    digest: text().notNull(),
    raw: text().notNull(),
    receivedAt: at('received_at').notNull().default(now),
  },
  (table) => [primaryKey({ columns: [table.orderId, table.digest] })],
)

/** What people read: one row an order, the fold of its events. */
export const orders = pgTable(
  'orders',
  {
    id: bigint({ mode: 'number' })
      .primaryKey()
      .references(() => webOrders.id),
    source: text()
      .notNull()
      .references(() => sources.id),
    number: text().notNull(),
    status: text().notNull(),
    /** Counts what staff, the customer or a deadline changed. */
    version: integer().notNull().default(1),
    fulfilment: text(),
    /** Where it is worked: a delivery's may be the source's primary store. */
    store: text().references(() => stores.code),
    currency: text(),
    placedAt: at('placed_at'),
    pricesIncludeTax: boolean('prices_include_tax').notNull().default(false),
    shippingAmount: minor('shipping_amount').notNull().default(0),
    shippingTax: minor('shipping_tax').notNull().default(0),
    total: minor('total'),
    customerId: text('customer_id').references(() => customers.id),
    customerName: text('customer_name').notNull().default(''),
    paymentStatus: text('payment_status'),
    paymentProvider: text('payment_provider'),
    paymentReference: text('payment_reference'),
    paymentAmount: minor('payment_amount'),
    /** What the shop takes itself by its payment provider (domain/payment); null: nobody's, or the channel's own. */
    money: jsonb(),
    /** When the provider lets go of what it reserved. */
    captureBefore: at('capture_before'),
    /** When somebody looked at the channel whether it was paid. */
    paymentCheckedAt: at('payment_checked_at'),
    approvalNumber: text('approval_number'),
    saleNumber: text('sale_number'),
    shortage: boolean().notNull().default(false),
    /** Codes with their figures; the words are the page's and the API's. */
    problems: jsonb().notNull().default([]),
    readyBy: date('ready_by', { mode: 'string' }),
    location: text(),
    carrier: text(),
    trackingNumber: text('tracking_number'),
    supplierShippedAt: at('supplier_shipped_at'),
    rejectReason: text('reject_reason'),
    /** The website says the customer cancelled, too late to reject by itself. */
    cancellationAskedAt: at('cancellation_asked_at'),
    /** The website sent other content under this number. */
    differs: boolean().notNull().default(false),
    respondBy: at('respond_by'),
    holdUntil: at('hold_until'),
    /** When it was made ready for pickup; the hold counts from here. */
    readyAt: at('ready_at'),
    /** Somebody set the hold's end by hand. */
    holdByHand: boolean('hold_by_hand').notNull().default(false),
    /** When nobody had answered, collected, or got ready what was promised. */
    answerMissedAt: at('answer_missed_at'),
    holdEndedAt: at('hold_ended_at'),
    promiseMissedAt: at('promise_missed_at'),
    /** The last step that can be taken back, with how the order stood before. */
    step: jsonb(),
    /** What will befall it by itself, soonest first: [{ kind, at }]. */
    deadlines: jsonb().notNull().default([]),
    /** The soonest of them: its workflow waits for it. */
    deadlineKind: text('deadline_kind'),
    deadlineAt: at('deadline_at'),
    /** By when somebody has to do something; the queue's order. */
    dueAt: at('due_at'),
    /** Number, people, products, as search_key() writes them; phone numbers as digits, too. */
    searchText: text('search_text').notNull().default(''),
    createdAt: at('created_at').notNull().default(now),
    updatedAt: at('updated_at').notNull().default(now),
    changedXid: xid8('changed_xid').notNull().default(sql`pg_current_xact_id()`),
  },
  (table) => [
    uniqueIndex('orders_number').on(table.source, table.number),
    index('orders_open')
      .on(table.status, sql`coalesce(due_at, 'infinity')`, table.placedAt, table.id)
      .where(oneOf('status', openStatuses)),
    index('orders_open_oldest').on(table.placedAt, table.id).where(oneOf('status', openStatuses)),
    index('orders_status').on(table.status, table.updatedAt.desc(), table.id.desc()),
    index('orders_changed').on(table.source, table.changedXid, table.id),
    index('orders_customer').on(table.customerId),
    index('orders_payment_reference').on(table.paymentReference).where(sql`payment_reference is not null`),
    index('orders_due')
      .on(sql`coalesce(due_at, 'infinity')`, table.placedAt, table.id)
      .where(oneOf('status', openStatuses)),
    index('orders_money')
      .on(sql`(money ->> 'state')`, table.captureBefore, table.id)
      .where(sql`money is not null`),
    index('orders_money_trouble').on(table.id).where(sql`money ->> 'trouble' is not null`),
    // Of this operator the planner looks at samples: it knows how few they are.
    index('orders_disputed').on(table.id).where(sql`money @? '$.disputes[*]'`),
    index('orders_deadline').on(table.deadlineAt).where(sql`deadline_at is not null`),
    index('orders_search').using('gin', sql`search_text gin_trgm_ops`),
    check('orders_status_known', oneOf('status', statuses)),
    check('orders_fulfilment', oneOf('fulfilment', fulfilments)),
    check('orders_payment_status', oneOf('payment_status', paymentStatuses)),
    check('orders_reject_reason', oneOf('reject_reason', allRejectReasons)),
    check('orders_deadline_kind', oneOf('deadline_kind', deadlineKinds)),
    check('orders_version', sql`version >= 1`),
    check('orders_deadline_whole', sql`(deadline_kind is null) = (deadline_at is null)`),
    check(
      'orders_readable',
      sql`status in ('sale_processing_failed', 'rejected', 'archived')
        or (fulfilment is not null and store is not null and currency is not null and placed_at is not null and total is not null)`,
    ),
    check(
      'orders_sold',
      sql`not (${oneOf('status', saleStatuses)}) or (customer_id is not null and sale_number is not null)`,
    ),
    check('orders_unsold', sql`not (${oneOf('status', problemStatuses)}) or sale_number is null`),
  ],
)

/** Identifiers as two lines that wait for the same product share them; a query needs the very same expressions. */
const gapGtin = sql`(ltrim(translate(coalesce(gtin, ''), ' -', ''), '0'))`
const gapMpn = sql`(lower(btrim(coalesce(mpn, ''))))`
const gapSku = sql`(lower(btrim(coalesce(sku, ''))))`

export const orderLines = pgTable(
  'order_lines',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    id: text().notNull(),
    position: integer().notNull(),
    kind: text().notNull(),
    description: text().notNull(),
    gtin: text(),
    mpn: text(),
    sku: text(),
    quantity: integer().notNull(),
    unitPrice: minor('unit_price').notNull(),
    discount: minor('discount').notNull(),
    taxRate: numeric('tax_rate').notNull(),
    tax: minor('tax').notNull(),
    productId: bigint('product_id', { mode: 'number' }).references(() => products.id),
    matchedBy: text('matched_by'),
    /** Why no product stands here: none, several, conflict. */
    matchProblem: text('match_problem'),
    allocated: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('order_lines_product').on(table.productId),
    index('order_lines_gap').on(gapGtin, gapMpn, gapSku).where(sql`matched_by is null and kind = 'product'`),
    check('order_lines_kind', oneOf('kind', lineKinds)),
    check('order_lines_quantity', sql`quantity between 1 and 100000`),
    check(
      'order_lines_allocated',
      sql`allocated between 0 and quantity and (allocated = 0 or product_id is not null)`,
    ),
    check('order_lines_matched_by', oneOf('matched_by', ['gtin', 'mpn', 'sku', 'hand', 'gift_card'])),
    check('order_lines_match_problem', oneOf('match_problem', ['none', 'several', 'conflict'])),
  ],
)

/** The inbox of happenings: written before the workflow is told, answered by `record`. */
export const happenings = pgTable(
  'happenings',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => webOrders.id),
    id: text().notNull(),
    /** The order they arrived in. */
    seq: bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    type: text().notNull(),
    payload: jsonb().notNull().default({}),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    seenVersion: integer('seen_version'),
    status: text().notNull().default('waiting'),
    /** Why it was refused, or the error's id when it failed. */
    refusal: jsonb(),
    attempts: integer().notNull().default(0),
    /** When, and how often, the sweep told the workflow: its back-off. */
    toldAt: at('told_at'),
    tells: integer().notNull().default(0),
    at: at('at').notNull().default(now),
    answeredAt: at('answered_at'),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.id] }),
    index('happenings_waiting').on(table.seq).where(sql`status = 'waiting'`),
    index('happenings_failed').on(table.answeredAt).where(sql`status = 'failed'`),
    index('happenings_released').on(sql`id text_pattern_ops`).where(sql`id like 'release:%'`),
    check('happenings_type', oneOf('type', happeningTypes)),
    check('happenings_status', oneOf('status', ['waiting', 'applied', 'refused', 'failed'])),
    check('happenings_actor', sql`(actor_kind = 'staff') = (user_id is not null)`),
    check('happenings_answered', sql`(status = 'waiting') = (answered_at is null)`),
    check('happenings_refusal', sql`(status in ('refused', 'failed')) = (refusal is not null)`),
  ],
)

/** Append-only: one row for each happening that was applied, with what the decision saw and what it said. */
export const orderEvents = pgTable(
  'order_events',
  {
    orderId: bigint('order_id', { mode: 'number' })
      .notNull()
      .references(() => orders.id),
    seq: integer().notNull(),
    happeningId: text('happening_id').notNull(),
    type: text().notNull(),
    actorKind: text('actor_kind').notNull(),
    userId: text('user_id').references(() => users.id),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    version: integer().notNull(),
    /** Frozen: ids and figures, never names. */
    inputs: jsonb().notNull(),
    outcome: jsonb().notNull(),
    /** What it changed of how the order stands (domain/standing); null: recorded before this was kept. */
    changes: jsonb(),
    /** SHA-256 of this event and of the hash before it (activities/record/chain). */
    hash: bytea('hash'),
    at: at('at').notNull(),
    recordedAt: at('recorded_at').notNull().default(now),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.seq] }),
    uniqueIndex('order_events_once').on(table.orderId, table.happeningId),
    index('order_events_calls').on(table.recordedAt).where(oneOf('type', staffCalls)),
    check('order_events_type', oneOf('type', happeningTypes)),
    check('order_events_to_status', oneOf('to_status', statuses)),
    check('order_events_chained', sql`(changes is null) = (hash is null)`),
  ],
)

/** What the world must be asked to do, once for each key; its result comes back as a happening. */
export const effects = pgTable(
  'effects',
  {
    key: text().primaryKey(),
    orderId: bigint('order_id', { mode: 'number' }).notNull(),
    seq: integer().notNull(),
    kind: text().notNull(),
    status: text().notNull().default('open'),
    /** Minor units, of what is taken or given back. */
    amount: minor('amount'),
    attempts: integer().notNull().default(0),
    /** Counted up where the provider said that it failed: it repeats that to the same key. */
    round: integer().notNull().default(1),
    /** Somebody outside may have heard of it from then on. */
    startedAt: at('started_at'),
    /** Somebody is at it until then. */
    leaseUntil: at('lease_until'),
    notBefore: at('not_before'),
    outcome: jsonb(),
    createdAt: at('created_at').notNull().default(now),
    endedAt: at('ended_at'),
  },
  (table) => [
    foreignKey({
      columns: [table.orderId, table.seq],
      foreignColumns: [orderEvents.orderId, orderEvents.seq],
    }),
    index('effects_order').on(table.orderId),
    index('effects_open').on(table.createdAt).where(sql`status = 'open'`),
    index('effects_released').on(table.endedAt).where(sql`status = 'done' and kind = 'release'`),
    index('effects_failed').on(table.endedAt).where(sql`status = 'failed'`),
    // One thing at a time is asked about an order's money; looking it up changes nothing.
    uniqueIndex('effects_one_of_money')
      .on(table.orderId)
      .where(sql`status = 'open' and kind in ('capture', 'release', 'refund')`),
    check('effects_kind', oneOf('kind', effectKinds)),
    check('effects_amount', sql`amount is null or (kind in ('capture', 'refund') and amount >= 0)`),
    check('effects_status', oneOf('status', ['open', 'done', 'failed', 'taken_back'])),
    check('effects_ended', sql`(status = 'open') = (ended_at is null)`),
  ],
)
