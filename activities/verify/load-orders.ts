import type { Fragment, Tx } from '../../db/client.ts'
import type { Deadline, OrderState, Step } from '../../domain/order.ts'
import type {
  EffectSeen,
  EventSeen,
  HappeningSeen,
  RowSeen,
  WebSeen,
} from '../../domain/verify/order-book.ts'
import { type ChainedEvent, chainHash } from '../record/chain.ts'

/** Orders by their ids in the inbox, both ends included; null: from there on. */
export interface Range {
  from: number
  to: number | null
}

/** A part of a statement: what belongs to these orders, whether or not the inbox knows them. */
export const within = (tx: Tx, { from, to }: Range, column: Fragment): Fragment =>
  to === null ? tx`${column} >= ${from}` : tx`${column} between ${from} and ${to}`

export type Of<T> = T & { orderId: number }

export function loadInbox(tx: Tx, range: Range) {
  return tx<Of<WebSeen>[]>`
    select id as order_id, source, number, raw is not null as has_content, received_at, started_at, starts,
      attempts, recorded_at, nullif(due_at, 'infinity') as due_at, coalesce(due_at = 'infinity', false) as is_awaited
    from web_orders where ${within(tx, range, tx`id`)} order by id`
}

export function loadHappenings(tx: Tx, range: Range) {
  return tx<Of<HappeningSeen>[]>`
    select order_id, id, type, status, at, answered_at
    from happenings where ${within(tx, range, tx`order_id`)} order by order_id, seq`
}

type Kept = Omit<ChainedEvent, 'changes'> & { changes: ChainedEvent['changes'] | null; hash: Buffer | null }

/** Each event's hash is made again, of what stands there now. */
export async function loadEvents(tx: Tx, range: Range): Promise<Of<EventSeen>[]> {
  const kept = await tx<Kept[]>`
    select order_id, seq, happening_id, type, actor_kind, user_id, from_status, to_status, version, inputs, outcome,
      changes, hash, at
    from order_events where ${within(tx, range, tx`order_id`)} order by order_id, seq`
  return kept.map((event, index) => {
    const former = kept[index - 1]
    const before = former?.orderId === event.orderId ? former.hash : null
    const { hash, ...rest } = event
    return { ...rest, isChained: isChained(before, event) } as Of<EventSeen>
  })
}

/** Null: from before events were chained. After one that is, none can be from before. */
function isChained(before: Buffer | null, { hash, changes, ...event }: Kept): boolean | null {
  if (hash === null || changes === null) return before === null ? null : false
  return chainHash(before, { ...event, changes }).equals(hash)
}

export function loadEffects(tx: Tx, range: Range) {
  return tx<Of<EffectSeen>[]>`
    select order_id, key, seq, kind, status, attempts, created_at, started_at, lease_until, not_before
    from effects where ${within(tx, range, tx`order_id`)} order by order_id, key`
}

type Row = Of<OrderState & Omit<RowSeen, 'state'>>

/** As `record` reads it (activities/record/load). */
export async function loadRows(tx: Tx, range: Range): Promise<Of<RowSeen>[]> {
  const rows = await tx<Row[]>`
    select id as order_id, status, version, fulfilment, store, currency, total, customer_id, payment_status,
      payment_provider, coalesce(payment_amount, 0) as payment_amount, shortage, problems, ready_by, location, carrier,
      tracking_number, supplier_shipped_at, reject_reason, cancellation_asked_at, differs, placed_at, respond_by,
      answer_missed_at, ready_at, hold_until, hold_by_hand, hold_ended_at, promise_missed_at, step, deadlines,
      money, payment_checked_at, approval_number, sale_number, capture_before, deadline_kind, deadline_at, due_at,
      (select coalesce(sum(amount), 0) from payments
        where order_id = orders.id and kind = 'till' and taken_back_at is null)::bigint as paid_at_till,
      (select coalesce(json_agg(json_build_object('id', l.id, 'kind', l.kind, 'quantity', l.quantity,
          'productId', l.product_id, 'matchedBy', l.matched_by, 'problem', l.match_problem,
          'allocated', l.allocated) order by l.position), '[]')
        from order_lines l where l.order_id = orders.id) as lines
    from orders where ${within(tx, range, tx`id`)}`
  return rows.map(({ orderId, saleNumber, captureBefore, deadlineKind, deadlineAt, dueAt, ...state }) => ({
    orderId,
    saleNumber,
    captureBefore,
    deadlineKind,
    deadlineAt,
    dueAt,
    state: { ...state, step: stepOf(state.step), deadlines: state.deadlines.map(deadlineOf) },
  }))
}

/** Times within JSON are texts. */
const deadlineOf = ({ kind, at }: Deadline): Deadline => ({ kind, at: new Date(at) })

const stepOf = (step: Step | null): Step | null =>
  step && { ...step, at: new Date(step.at), until: new Date(step.until) }
