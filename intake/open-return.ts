import { ORDERS_CHANNEL } from '../db/channels.ts'
import type { Sql, Tx } from '../db/client.ts'
import { type OpenRefusal, openReturn } from '../domain/returns/open.ts'
import type { Dispositions, ReturnReason, ReturnState } from '../domain/returns/return.ts'
import { loadReturnable, type Returnable } from './returnable.ts'

export interface ReturnRequest {
  orderId: number
  actionId: string
  userId: string
  /** Of goods that went out in exchange; null: the order's own. */
  sale: string | null
  reason: ReturnReason
  comment: string | null
  lines: ({ line: string; units: number } & Dispositions)[]
  withShipping: boolean
  /** The goods are here, as the lines say; else they are awaited. */
  goodsAreHere: boolean
}

export type Opened =
  | { refused: OpenRefusal; line?: string; left?: number }
  | { id: number; n: number /** The happening that says that the goods are here. */; goodsIn: string | null }

/**
 * Opens a return: on disk before it is answered, as an order is; what follows is its workflow's. The order is locked,
 * so that no unit comes back twice, however many open a return of it at once. The same form again is the first one's.
 */
export async function takeReturn(sql: Sql, request: ReturnRequest): Promise<Opened> {
  return sql.begin(async (tx) => {
    await tx`select from web_orders where id = ${request.orderId} for update`
    const [known] = await tx<{ id: number; n: number }[]>`
      select id, n from returns where order_id = ${request.orderId} and action_id = ${request.actionId}`
    if (known) return { ...known, goodsIn: goodsInId(request) }
    const returnable = await loadReturnable(tx, request.orderId, request.sale)
    if (returnable === null) return { refused: 'not_completed' as const }
    const sold = { ...returnable, isCompleted: returnable.status === 'completed' }
    const [clock] = await tx<{ at: Date }[]>`select now() as at`
    const opening = openReturn(request, sold, clock?.at ?? new Date())
    return 'refused' in opening
      ? opening
      : write(tx, request, returnable, opening.opened, clock?.at ?? new Date())
  })
}

const goodsInId = ({ goodsAreHere, actionId }: ReturnRequest) => (goodsAreHere ? `goods:${actionId}` : null)

async function write(
  tx: Tx,
  request: ReturnRequest,
  { sale: saleNumber, isExchange }: Returnable,
  opened: ReturnState,
  at: Date,
) {
  const { orderId, actionId, userId, reason } = request
  const { goods, shipping, lines, deadline, status } = opened
  const [made] = await tx<{ id: number; n: number }[]>`
    insert into returns (order_id, sale_number, n, action_id, status, reason, goods_amount, goods_tax, deadline_kind, deadline_at, opened_at)
    select ${orderId}, ${saleNumber}, coalesce(max(n), 0) + 1, ${actionId}, ${status}, ${reason}, ${goods.amount}, ${goods.tax},
      ${deadline?.kind ?? null}, ${deadline?.at ?? null}::timestamptz, ${at}
    from returns where order_id = ${orderId}
    returning id, n`
  if (!made) throw new Error(`order ${orderId}: its return was not written`)
  const { id } = made
  const rows = lines.map(({ line, units, amount, tax }, place) => ({
    returnId: id,
    place,
    kind: 'goods',
    saleNumber,
    orderId: isExchange ? null : orderId,
    lineId: line as string | null,
    units,
    amount,
    tax,
  }))
  const ship = { returnId: id, place: rows.length, kind: 'shipping', saleNumber, orderId: null, lineId: null }
  const staff = { actorKind: 'staff', userId }
  const opens = { returnId: id, id: 'opened', type: 'opened', status: 'applied', answeredAt: at, ...staff }
  const comment = request.comment ? { comment: request.comment } : {}
  await Promise.all([
    tx`insert into return_lines ${tx(shipping ? [...rows, { ...ship, ...shipping, units: 1 }] : rows)}`,
    tx`insert into return_happenings ${tx({ ...opens, payload: tx.json({ reason, ...comment }) })}`,
    tx`
      insert into return_events ${tx({
        returnId: id,
        seq: 1,
        happeningId: 'opened',
        type: 'opened',
        ...staff,
        toStatus: status,
        version: 1,
        inputs: tx.json({}),
        outcome: tx.json({ lines: lines.map(({ line, units, amount }) => ({ line, units, amount })) }),
        at,
      })}`,
    goodsCome(tx, id, request),
    tx`select pg_notify(${ORDERS_CHANNEL}, ${String(orderId)})`,
  ])
  return { id, n: made.n, goodsIn: goodsInId(request) }
}

function goodsCome(tx: Tx, returnId: number, request: ReturnRequest) {
  const id = goodsInId(request)
  if (id === null) return null
  const lines = request.lines
    .filter(({ units }) => units > 0)
    .map(({ line, sellable, defective, toInspect }) => ({ line, sellable, defective, toInspect }))
  const row = { returnId, id, type: 'goodsIn', actorKind: 'staff', userId: request.userId }
  return tx`insert into return_happenings ${tx({ ...row, payload: tx.json({ lines }) })}`
}
