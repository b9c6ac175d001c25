import type { Tx } from '../../db/client.ts'
import type { MovedSeen, PaymentSeen, ReturnBook, SaleSeen } from '../../domain/verify/order-book.ts'
import { type Of, type Range, within } from './load-orders.ts'

export function loadSales(tx: Tx, range: Range) {
  return tx<Of<SaleSeen>[]>`
    select order_id, number, store, currency, total, status,
      (select coalesce(json_agg(json_build_object('line', line_id, 'quantity', quantity, 'net', net, 'tax', tax,
          'isOff', taken_off_at is not null)), '[]')
        from sale_lines where sale_number = sales.number) as lines,
      (select coalesce(json_agg(json_build_object('line', id, 'quantity', quantity,
          'net', quantity * unit_price - discount, 'tax', tax)), '[]')
        from order_lines where order_id = sales.order_id) as ordered
    from sales where ${within(tx, range, tx`order_id`)}`
}

export function loadMovements(tx: Tx, range: Range) {
  return tx<Of<MovedSeen>[]>`
    select order_id, store, product_id, kind, sum(quantity)::int as quantity
    from stock_movements where ${within(tx, range, tx`order_id`)} and happening_id not like 'return:%'
    group by order_id, store, product_id, kind`
}

export function loadPayments(tx: Tx, range: Range) {
  return tx<Of<PaymentSeen>[]>`
    select order_id, happening_id, kind, amount, currency, taken_back_at is not null as is_taken_back
    from payments where ${within(tx, range, tx`order_id`)}`
}

export function loadCards(tx: Tx, range: Range) {
  return tx<Of<{ happeningId: string; isVoid: boolean }>[]>`
    select order_id, happening_id, voided_at is not null as is_void
    from gift_cards where ${within(tx, range, tx`order_id`)}`
}

export function loadPapers(tx: Tx, range: Range) {
  return tx<Of<{ effectKey: string }>[]>`
    select order_id, effect_key from documents where ${within(tx, range, tx`order_id`)} and effect_key is not null`
}

/** Events that something in an outbox tells of. */
export function loadTold(tx: Tx, range: Range) {
  return tx<Of<{ what: 'callback' | 'letter'; seq: number }>[]>`
    select order_id, 'callback' as what, seq from callbacks where ${within(tx, range, tx`order_id`)}
    union all
    select order_id, 'letter', seq from letters where ${within(tx, range, tx`order_id`)} and seq is not null`
}

/** What a return's happenings moved; movements are named after it and the happening. */
const movedByReturn = (tx: Tx, kinds: readonly string[]) => tx`
  m.order_id = r.order_id and m.kind = any(${[...kinds]}::text[]) and m.happening_id like 'return:' || r.id || ':%'`

export function loadReturns(tx: Tx, range: Range) {
  return tx<Of<ReturnBook>[]>`
    select r.order_id, r.id, r.n, r.status, r.version, r.goods_amount + coalesce(
        (select amount from return_lines where return_id = r.id and kind = 'shipping'), 0) as total,
      r.given_back, r.sale_number as sale,
      (select coalesce(json_agg(g), '[]') from (
        select product.id as "productId", sum(rl.sellable)::int as sellable, sum(rl.defective)::int as defective,
          (select coalesce(sum(quantity), 0)::int from stock_movements m
            where ${movedByReturn(tx, ['returned'])} and m.product_id = product.id
              and exists (select from return_events e where e.return_id = r.id
                and m.happening_id = 'return:' || r.id || ':' || e.happening_id)) as shelf,
          (select coalesce(sum(quantity), 0)::int from defective_movements m
            where m.return_id = r.id and m.product_id = product.id and m.kind in ('came', 'corrected')) as bin
        from return_lines rl join sale_lines sl using (sale_number, line_id)
          left join order_lines l on l.order_id = sl.order_id and l.id = sl.line_id
          cross join lateral (select coalesce(sl.product_id, l.product_id) as id) product
        where rl.return_id = r.id and product.id is not null group by product.id) g) as goods,
      (select json_build_object('number', s.number, 'status', s.status, 'total', s.total,
          'paid', (select coalesce(sum(amount), 0) from exchange_payments where sale_number = s.number),
          'writtenOff', (select coalesce(sum(amount), 0) from exchange_payments
            where sale_number = s.number and method = 'written_off'),
          'endedAt', floor(extract(epoch from s.ended_at) * 1000)::bigint,
          'hasReceipt', exists (select from documents where sale_number = s.number and round = (
            select count(*) from return_events where return_id = r.id and type = 'refund' and outcome ? 'settled')))
        from sales s where s.return_id = r.id and s.status <> 'void') as exchange,
      (select coalesce(json_agg(o), '[]') from (
        select "productId", sum(sold)::int as sold, sum(off)::int as off,
          exists (select from return_events e,
              jsonb_path_query(e.inputs, '$.exchange.products[*] ? (@.free != null)') counted
            where e.return_id = r.id and e.type = 'exchange'
              and (counted ->> 'id')::bigint = moved."productId") as "isCounted"
        from (
          select l.product_id as "productId", l.quantity as sold, 0 as off
          from sales s join sale_lines l on l.sale_number = s.number where s.return_id = r.id and s.status <> 'void'
          union all
          select m.product_id, 0, -m.quantity from stock_movements m
          where ${movedByReturn(tx, ['sold', 'restocked'])}) moved
        group by "productId") o) as out,
      (select coalesce(json_agg(json_build_object('seq', seq, 'happeningId', happening_id, 'type', type,
          'fromStatus', from_status, 'toStatus', to_status, 'version', version, 'outcome', outcome) order by seq), '[]')
        from return_events where return_id = r.id) as events,
      (select coalesce(json_agg(json_build_object('id', id, 'type', type, 'status', status, 'at', at)), '[]')
        from return_happenings where return_id = r.id) as happenings
    from returns r where ${within(tx, range, tx`r.order_id`)} order by r.order_id, r.n`
}
