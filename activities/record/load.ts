import type { Tx } from '../../db/client.ts'
import type { HappeningType } from '../../domain/happening.ts'
import { CANCELLATION_ID } from '../../domain/ids.ts'
import type { OrderState, Step } from '../../domain/order.ts'
import type { RuleBook } from '../../domain/rules.ts'
import type { OpenEffect } from './types.ts'

/** The order in the inbox: there from the moment that the website's words are on disk. */
export interface WebOrderRow {
  id: number
  source: string
  number: string
  hasContent: boolean
  dueAt: Date | null
  recorded: boolean
  primaryStore: string | null
  /** Its source is told of each status. */
  isTold: boolean
  /** What its source sets of the rules. */
  ruled: RuleBook['source']
  /** By which its source's money is taken. */
  account: string | null
  /** Somebody has set a mail server up: without one no letter is asked for. */
  hasMail: boolean
  /** Its cancellation waits, which may have come before the order itself. */
  isCancelled: boolean
}

/** A happening that waits in the inbox. */
export interface InboxRow {
  type: HappeningType
  payload: unknown
  actorKind: 'staff' | 'website' | 'system' | 'deadline'
  userId: string | null
  seenVersion: number | null
  status: 'waiting' | 'applied' | 'refused' | 'failed'
  at: Date
}

export interface Loaded {
  web: WebOrderRow
  order: OrderState | null
  /** Another order has the same payment; false where the shop does not take its money itself. */
  paymentIsShared: boolean
  /** What its store sets of the rules; null: no status yet, or no store. */
  storeRules: RuleBook['store'] | null
  inbox: InboxRow | null
  /** The happening is an event already. */
  isRecorded: boolean
  lastSeq: number
  /** Of its last event; null: it has none, or it was recorded before events were chained. */
  lastHash: Buffer | null
  effects: OpenEffect[]
}

type OrderRow = OrderState & Pick<Loaded, 'storeRules' | 'paymentIsShared'>

type Past = Pick<Loaded, 'isRecorded' | 'lastSeq' | 'lastHash' | 'effects'> & (InboxRow | { type: null })

/**
 * The order and all that belongs to it, locked until the transaction ends. The lock is a statement of its own:
 * what the next ones read is then surely what the last holder committed. They are sent without waiting in between,
 * and few, since each costs more than what it reads.
 * Null: the database knows no such order (it was restored from before it came).
 */
export async function lockAndLoad(tx: Tx, orderId: number, happeningId: string): Promise<Loaded | null> {
  const [[web], [order], [past]] = await Promise.all([
    lock(tx, orderId),
    loadOrder(tx, orderId),
    loadPast(tx, orderId, happeningId),
  ])
  if (!web || !past) return null
  const { isRecorded, lastSeq, lastHash, effects } = past
  const inbox = past.type === null ? null : past
  const state = order ? stateOf(order) : { order: null, storeRules: null, paymentIsShared: false }
  return { web, ...state, inbox, isRecorded, lastSeq, lastHash, effects }
}

function lock(tx: Tx, orderId: number) {
  return tx<WebOrderRow[]>`
    select w.id, w.source, w.number, w.raw is not null as has_content, nullif(w.due_at, 'infinity') as due_at,
      w.recorded_at is not null as recorded, s.primary_store,
      json_build_object('weekly', s.hours, 'special', s.special_days, 'rules', s.rules) as ruled,
      s.callback_url is not null and s.deactivated_at is null as is_told, s.payment_account as account,
      exists (select from mail_server) as has_mail,
      exists (select from happenings h
        where h.order_id = w.id and h.id = ${CANCELLATION_ID} and h.status = 'waiting') as is_cancelled
    from web_orders w join sources s on s.id = w.source
    where w.id = ${orderId} for update of w`
}

function loadOrder(tx: Tx, orderId: number) {
  return tx<OrderRow[]>`
    select status, version, fulfilment, store, currency, total, customer_id, payment_status, payment_provider,
      coalesce(payment_amount, 0) as payment_amount, shortage, problems, ready_by, location, carrier,
      tracking_number, supplier_shipped_at, reject_reason, cancellation_asked_at, differs, placed_at, respond_by,
      answer_missed_at, ready_at, hold_until, hold_by_hand, hold_ended_at, promise_missed_at, step, deadlines,
      money, payment_checked_at, approval_number,
      (select ${storeRulesColumn(tx)} from stores where code = orders.store) as store_rules,
      money is not null and exists (select from orders other
        where other.payment_reference = orders.payment_reference and other.id <> orders.id) as payment_is_shared,
      (select coalesce(sum(amount), 0) from payments
        where order_id = orders.id and kind = 'till' and taken_back_at is null)::bigint as paid_at_till,
      (select coalesce(json_agg(json_build_object('id', l.id, 'kind', l.kind, 'gtin', l.gtin, 'mpn', l.mpn,
          'sku', l.sku, 'quantity', l.quantity, 'productId', l.product_id, 'productKind', p.kind,
          'matchedBy', l.matched_by, 'problem', l.match_problem, 'allocated', l.allocated) order by l.position), '[]')
        from order_lines l left join products p on p.id = l.product_id
        where l.order_id = orders.id) as lines
    from orders where id = ${orderId}`
}

/** What was recorded before, what is still open, and the happening where it waits in the inbox. */
function loadPast(tx: Tx, orderId: number, happeningId: string) {
  return tx<Past[]>`
    select past.*, h.type, h.payload, h.actor_kind, h.user_id, h.seen_version, h.status, h.at
    from (
      select coalesce(max(seq), 0)::int as last_seq, coalesce(bool_or(happening_id = ${happeningId}), false) as is_recorded,
        (array_agg(hash order by seq desc))[1] as last_hash,
        (select coalesce(json_agg(json_build_object('key', key, 'kind', kind,
          'notBefore', (extract(epoch from not_before) * 1000)::bigint, 'isStarted', started_at is not null) order by key), '[]')
          from effects where order_id = ${orderId} and status = 'open') as effects
      from order_events where order_id = ${orderId}
    ) as past
    left join happenings h on h.order_id = ${orderId} and h.id = ${happeningId}`
}

/** A row of `stores` as the rules see it. */
export const storeRulesColumn = (tx: Tx) => tx`
  json_build_object('rules', rules, 'calendar',
    json_build_object('timeZone', time_zone, 'weekly', hours, 'special', special_days))`

/** Times within JSON are texts. */
function stateOf({ storeRules, paymentIsShared, step, deadlines, ...row }: OrderRow) {
  const order: OrderState = {
    ...row,
    step: stepOf(step),
    deadlines: deadlines.map(({ kind, at }) => ({ kind, at: new Date(at) })),
  }
  return { order, storeRules, paymentIsShared }
}

function stepOf(step: Step | null): Step | null {
  if (step === null) return null
  const { from } = step
  return {
    ...step,
    at: new Date(step.at),
    until: new Date(step.until),
    from: {
      ...from,
      readyAt: dateOf(from.readyAt),
      holdUntil: dateOf(from.holdUntil),
      step: stepOf(from.step ?? null),
    },
  }
}

const dateOf = (text: string | Date | null) => (text === null ? null : new Date(text))
