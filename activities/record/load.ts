import type { Tx } from '../../db/client.ts'
import type { HappeningType } from '../../domain/happening.ts'
import type { Deadline, OrderLine, OrderState } from '../../domain/order.ts'
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
  inbox: InboxRow | null
  /** The happening is an event already. */
  isRecorded: boolean
  lastSeq: number
  effects: OpenEffect[]
}

type OrderRow = Omit<OrderState, 'deadline' | 'lines' | 'paidAtTill'> & {
  deadlineKind: Deadline['kind'] | null
  deadlineAt: Date | null
  paidAtTill: number
}

/**
 * The order and all that belongs to it, locked until the transaction ends. The lock is a statement of its own:
 * what the next ones read is then surely what the last holder committed. They are sent without waiting in between.
 * Null: the database knows no such order (it was restored from before it came).
 */
export async function lockAndLoad(tx: Tx, orderId: number, happeningId: string): Promise<Loaded | null> {
  const [[web], [order], lines, [inbox], [events], effects] = await Promise.all([
    tx<WebOrderRow[]>`
      select w.id, w.source, w.number, w.raw is not null as has_content, nullif(w.due_at, 'infinity') as due_at,
        w.recorded_at is not null as recorded, s.primary_store
      from web_orders w join sources s on s.id = w.source
      where w.id = ${orderId} for update of w`,
    tx<OrderRow[]>`
      select status, version, fulfilment, store, currency, total, customer_id, payment_status, payment_provider,
        coalesce(payment_amount, 0) as payment_amount, shortage, problems, ready_by, location, carrier,
        tracking_number, supplier_shipped_at, reject_reason, cancellation_asked_at, differs, deadline_kind,
        deadline_at,
        coalesce((select sum(amount) from payments where order_id = orders.id and kind = 'till'), 0)::bigint
          as paid_at_till
      from orders where id = ${orderId}`,
    tx<OrderLine[]>`
      select l.id, l.kind, l.gtin, l.mpn, l.sku, l.quantity, l.product_id, p.kind as product_kind, l.matched_by,
        l.match_problem as problem, l.allocated
      from order_lines l left join products p on p.id = l.product_id
      where l.order_id = ${orderId} order by l.position`,
    tx<InboxRow[]>`
      select type, payload, actor_kind, user_id, seen_version, status, at
      from happenings where order_id = ${orderId} and id = ${happeningId}`,
    tx<{ lastSeq: number; isRecorded: boolean }[]>`
      select coalesce(max(seq), 0)::int as last_seq, coalesce(bool_or(happening_id = ${happeningId}), false) as is_recorded
      from order_events where order_id = ${orderId}`,
    tx<
      OpenEffect[]
    >`select key, kind from effects where order_id = ${orderId} and status = 'open' order by key`,
  ])
  if (!web) return null
  return {
    web,
    order: order ? stateOf(order, lines) : null,
    inbox: inbox ?? null,
    isRecorded: events?.isRecorded ?? false,
    lastSeq: events?.lastSeq ?? 0,
    effects: [...effects],
  }
}

function stateOf({ deadlineKind, deadlineAt, ...row }: OrderRow, lines: OrderLine[]): OrderState {
  const deadline = deadlineKind && deadlineAt ? { kind: deadlineKind, at: deadlineAt } : null
  return { ...row, deadline, lines: [...lines] }
}
