import { ANSWERS_CHANNEL, ORDERS_CHANNEL, WORK_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import type { ReturnChange, ReturnFacts } from '../../domain/returns/decision.ts'
import { answeredAs, type ReturnHappening, refundHappeningId } from '../../domain/returns/happening.ts'
import { isEnded, type ReturnState } from '../../domain/returns/return.ts'
import { writeExchange } from './exchange.ts'
import { noReturnFacts } from './facts.ts'
import type { LoadedReturn } from './load.ts'
import { shelve } from './stock.ts'

/** Writes one applied happening of a return: stock, row, lines, event, what its order is asked, and the answer. */
export async function writeReturn(
  tx: Tx,
  loaded: LoadedReturn,
  happening: ReturnHappening,
  facts: ReturnFacts,
  change: ReturnChange,
): Promise<void> {
  const { next, asks } = change
  await shelve(tx, loaded, happening, change.goods)
  const sale = change.exchange && (await writeExchange(tx, loaded, happening, change.exchange))
  await Promise.all([
    writeRow(tx, loaded, happening, next),
    ...writeLines(tx, loaded, next),
    writeEvent(tx, loaded, happening, facts, change, sale),
    ...(asks ? [askOrder(tx, loaded, next, asks)] : []),
    answerReturn(tx, loaded, happening.id, null),
  ])
}

function writeRow(tx: Tx, { id }: LoadedReturn, { at }: ReturnHappening, next: ReturnState) {
  const { lines: _, goods, shipping: __, deadline, exchange: ___, isSetOff, given, ...row } = next
  const columns = {
    ...row,
    goodsAmount: goods.amount,
    goodsTax: goods.tax,
    givenByProvider: given.provider,
    givenOtherwise: given.otherwise,
    deadlineKind: deadline?.kind ?? null,
    deadlineAt: deadline?.at ?? null,
    attempts: 0,
    errorId: null,
  }
  return tx`
    update returns set ${tx(columns)},
      ended_at = case when ${isEnded(next.status)} then coalesce(ended_at, ${at}) end,
      set_off_at = case when ${isSetOff} then coalesce(set_off_at, ${at}) end
    where id = ${id}`
}

function writeLines(tx: Tx, { id, sale, state }: LoadedReturn, { lines, shipping }: ReturnState) {
  const written = []
  if (lines !== state.lines) {
    const of = <K extends keyof (typeof lines)[number]>(field: K) => lines.map((line) => line[field])
    written.push(tx`
      update return_lines set units = came.units, sellable = came.sellable, defective = came.defective,
        to_inspect = came.to_inspect, amount = came.amount, tax = came.tax
      from unnest(${of('line')}::text[], ${of('units')}::int[], ${of('sellable')}::int[], ${of('defective')}::int[],
        ${of('toInspect')}::int[], ${of('amount')}::bigint[], ${of('tax')}::bigint[])
        as came (line, units, sellable, defective, to_inspect, amount, tax)
      where return_lines.return_id = ${id} and return_lines.line_id = came.line`)
  }
  if (shipping?.amount !== state.shipping?.amount || shipping?.tax !== state.shipping?.tax) {
    written.push(
      shipping === null
        ? tx`delete from return_lines where return_id = ${id} and kind = 'shipping'`
        : tx`
          insert into return_lines (return_id, place, kind, sale_number, units, amount, tax)
          values (${id}, ${lines.length}, 'shipping', ${sale}, 1, ${shipping.amount}, ${shipping.tax})
          on conflict (return_id, place) do update set amount = excluded.amount, tax = excluded.tax`,
    )
  }
  return written
}

function writeEvent(
  tx: Tx,
  { id, lastSeq, state }: LoadedReturn,
  happening: ReturnHappening,
  facts: ReturnFacts,
  change: ReturnChange,
  sale: string | null,
) {
  const { actor, type, at } = happening
  return tx`insert into return_events ${tx({
    returnId: id,
    seq: lastSeq + 1,
    happeningId: happening.id,
    type,
    actorKind: actor.kind,
    userId: actor.kind === 'staff' ? actor.userId : null,
    fromStatus: state.status,
    toStatus: change.next.status,
    version: change.next.version,
    inputs: tx.json(inputsOf(facts) as never),
    outcome: tx.json({ ...outcomeOf(happening, change), ...(sale && { sale }) } as never),
    at,
  })}`
}

/** The shelf that was looked at by its products' numbers: names stand in the catalogue. */
function inputsOf(facts: ReturnFacts) {
  if (facts === noReturnFacts) return {}
  const { exchange, ...rest } = facts
  if (!exchange) return rest
  const products = [...exchange.products.values()].map(({ id, kind, price, free }) => ({
    id,
    kind,
    price,
    free,
  }))
  return { exchange: { ...exchange, products } }
}

/** Figures and codes; what somebody wrote stays in the inbox row. */
function outcomeOf({ type, payload }: ReturnHappening, { goods, asks, next, exchange }: ReturnChange) {
  switch (type) {
    case 'goodsIn':
      return {
        lines: next.lines.map(({ line, sellable, defective, toInspect }) => ({
          line,
          sellable,
          defective,
          toInspect,
        })),
      }
    case 'inspect':
      return { lines: goods }
    case 'refund':
      return {
        amount: asks?.amount ?? 0,
        method: payload.method,
        changed: payload.changed !== undefined,
        ...(exchange?.kind === 'settle' && { settled: exchange.settled, by: exchange.by }),
      }
    case 'refundGiven':
    case 'refundRefused':
    case 'refundUnknown':
    case 'refundBroke':
      return payload
    case 'exchange':
    case 'handOver':
    case 'cancelExchange':
      return exchangeOutcome(exchange)
    case 'correct':
      return { lines: goods, to: payload.to, units: payload.units }
    default:
      return {}
  }
}

function exchangeOutcome(note: ReturnChange['exchange']) {
  if (note?.kind === 'handOver') return { amount: note.paid, setOff: note.setOff, method: note.method }
  if (note?.kind !== 'make') return {}
  const lines = note.lines.map(({ productId: product, quantity, unitPrice, listPrice, tax }) => ({
    product,
    quantity,
    unitPrice,
    listPrice,
    tax,
  }))
  return { amount: note.total, sold: lines }
}

/** In the order's own inbox; what comes of it comes back the same way. */
function askOrder(
  tx: Tx,
  { id, orderId }: LoadedReturn,
  { round }: ReturnState,
  asks: NonNullable<ReturnChange['asks']>,
) {
  const { amount, method, reference } = asks
  const payload = { returnId: id, amount, method, ...(reference && { reference }) }
  return tx`
    with asked as (
      insert into happenings (order_id, id, type, payload, actor_kind)
      values (${orderId}, ${refundHappeningId(id, round)}, 'returnRefund', ${tx.json(payload)}, 'system')
    )
    select pg_notify(${WORK_CHANNEL}, '')`
}

/** Ends the inbox row; open pages look again. */
export function answerReturn(
  tx: Tx,
  { id, orderId }: Pick<LoadedReturn, 'id' | 'orderId'>,
  happeningId: string,
  refusal: { code: string; line?: string; left?: number; errorId?: string } | null,
) {
  const status = refusal === null ? 'applied' : refusal.code === 'error' ? 'failed' : 'refused'
  const notice = JSON.stringify({ order: orderId, happening: answeredAs(id, happeningId) })
  return tx`
    with answered as (
      update return_happenings set status = ${status}, refusal = ${refusal && tx.json(refusal)}, answered_at = now()
      where return_id = ${id} and id = ${happeningId} and status = 'waiting'
    )
    select pg_notify(${ANSWERS_CHANNEL}, ${notice}), pg_notify(${ORDERS_CHANNEL}, ${String(orderId)})`
}
