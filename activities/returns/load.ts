import type { Tx } from '../../db/client.ts'
import type { ReturnActor, ReturnHappening, ReturnHappeningType } from '../../domain/returns/happening.ts'
import type { Exchange, ReturnLine, ReturnState, Sum } from '../../domain/returns/return.ts'

export interface LoadedReturn {
  id: number
  orderId: number
  store: string
  /** The number of the sale whose goods come back. */
  sale: string
  state: ReturnState
  lastSeq: number
  /** What waits in its inbox longest. */
  waiting: ReturnHappening | null
}

interface Row extends Omit<ReturnState, 'goods' | 'shipping' | 'deadline' | 'lines' | 'exchange'> {
  id: number
  orderId: number
  store: string
  sale: string
  goodsAmount: number
  goodsTax: number
  deadlineKind: 'goodsLate' | 'close' | null
  deadlineAt: Date | null
  lastSeq: number
  lines: ReturnLine[]
  shipping: Sum | null
  exchange: Exchange | null
}

interface InboxRow {
  id: string
  type: ReturnHappeningType
  payload: unknown
  actorKind: 'staff' | 'system'
  userId: string | null
  seenVersion: number | null
  at: Date
}

/**
 * The return, locked until the transaction ends; its key is left free, so that its order can write into its inbox
 * meanwhile and neither waits for the other. Null: the database knows no such return.
 */
export async function lockReturn(tx: Tx, returnId: number): Promise<LoadedReturn | null> {
  const [, [row], [waiting]] = await Promise.all([
    tx`select from returns where id = ${returnId} for no key update`,
    tx<Row[]>`
      select r.id, r.order_id, o.store, r.status, r.version, r.goods_amount, r.goods_tax, r.method, r.reference,
        r.trouble, r.round, r.asked, r.sale_number as sale, r.goods_late_at, r.deadline_kind, r.deadline_at, r.set_off,
        r.set_off_at is not null as is_set_off,
        json_build_object('provider', r.given_by_provider, 'otherwise', r.given_otherwise) as given,
        (select json_build_object('sale', number, 'total', total, 'isHandedOver', status = 'finished')
          from sales where return_id = r.id and status <> 'void') as exchange,
        (select coalesce(max(seq), 0)::int from return_events where return_id = r.id) as last_seq,
        (select coalesce(json_agg(json_build_object('line', line_id, 'units', units, 'sellable', sellable,
            'defective', defective, 'toInspect', to_inspect, 'amount', amount, 'tax', tax) order by place), '[]')
          from return_lines where return_id = r.id and kind = 'goods') as lines,
        (select json_build_object('amount', amount, 'tax', tax)
          from return_lines where return_id = r.id and kind = 'shipping') as shipping
      from returns r join orders o on o.id = r.order_id
      where r.id = ${returnId}`,
    tx<InboxRow[]>`
      select id, type, payload, actor_kind, user_id, seen_version, at from return_happenings
      where return_id = ${returnId} and status = 'waiting' order by seq limit 1`,
  ])
  if (!row) return null
  const { id, orderId, store, sale, lastSeq, goodsAmount, goodsTax, deadlineKind, deadlineAt, ...rest } = row
  const deadline = deadlineKind && deadlineAt ? { kind: deadlineKind, at: deadlineAt } : null
  const state: ReturnState = { ...rest, goods: { amount: goodsAmount, tax: goodsTax }, deadline }
  return { id, orderId, store, sale, state, lastSeq, waiting: waiting ? happeningOf(waiting) : null }
}

/** The edge checked the payload against its type before it wrote the row. */
function happeningOf({ actorKind, userId, ...row }: InboxRow): ReturnHappening {
  const actor: ReturnActor =
    actorKind === 'staff' ? { kind: 'staff', userId: userId ?? '' } : { kind: 'system' }
  return { ...row, actor } as ReturnHappening
}
