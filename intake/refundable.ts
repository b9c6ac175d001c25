import type { Queryable } from '../db/client.ts'
import { grossOf } from '../domain/returns/amounts.ts'
import type { ReturnFacts } from '../domain/returns/decision.ts'
import {
  afterOthers,
  byWayPaid,
  isStuckAtProvider,
  leftOfSale,
  leftToGive,
  type PaidForSale,
  type PaidOrder,
  waysBack,
} from '../domain/returns/money.ts'
import { type ByWay, type Sum, setOffMethod } from '../domain/returns/return.ts'
import { paidInExchange } from './exchange-money.ts'

interface PaidRow extends PaidOrder {
  pricesIncludeTax: boolean
  shippingAmount: number
  shippingTax: number
  shippingReturned: Sum
  /** What other returns of the order are giving back, and of it those of the same sale. */
  underWay: ByWay
  ofSaleUnderWay: number
  exchanged: PaidForSale
  /** Null: the goods are the order's own. */
  own: (PaidForSale & { atTill: number }) | null
}

/** What of an order's money a return of it may give back, after what other returns are giving back. */
export async function loadRefundable(
  sql: Queryable,
  { id, orderId }: { id: number; orderId: number },
): Promise<ReturnFacts> {
  const [paid] = await readPaid(sql, id, orderId)
  if (!paid) throw new Error(`return ${id} is of no order`)
  const { own, exchanged, underWay, ofSaleUnderWay, shippingReturned } = paid
  const left = leftToGive(paid)
  const ofSale = leftOfSale(left, exchanged, own)
  const atTill = own?.atTill ?? 0
  const shipping = grossOf(paid.shippingAmount, paid.shippingTax, paid.pricesIncludeTax)
  return {
    left: byWayPaid(Math.max(ofSale - ofSaleUnderWay, 0), afterOthers(left, underWay), atTill),
    ways: waysBack(paid, byWayPaid(ofSale, left, atTill)),
    isStuck: isStuckAtProvider(paid),
    isUnknown: paid.money?.state === 'unknown',
    shippingLeft: own
      ? { amount: 0, tax: 0 }
      : { amount: shipping.amount - shippingReturned.amount, tax: shipping.tax - shippingReturned.tax },
  }
}

function readPaid(sql: Queryable, id: number, orderId: number) {
  return sql<PaidRow[]>`
    with one as (
      select r.*, s.return_id is not null as is_exchange from returns r left join sales s on s.number = r.sale_number
      where r.order_id = ${orderId} and r.status <> 'cancelled'
    ), its as (select sale_number from returns where id = ${id}), paid as (${paidInExchange(sql, orderId)})
    select o.money, o.total, o.payment_status, coalesce(o.payment_amount, 0) as payment_amount,
      o.prices_include_tax, o.shipping_amount, o.shipping_tax, books.paid_at_till,
      books.given_back - (exchanged ->> 'paid')::bigint as given_back,
      exchanged, under_way, of_sale_under_way, shipping_returned,
      case when exists (select from sales where number = its.sale_number and return_id is not null) then
        json_build_object(
          'paid', (select coalesce(sum(amount), 0) from paid where sale = its.sale_number),
          'givenBack', (select coalesce(sum(given_back), 0) from one where sale_number = its.sale_number),
          'atTill', (select coalesce(sum(amount), 0) from paid where sale = its.sale_number and kind <> 'set_off')
            - (select coalesce(sum(given_otherwise), 0) from one where sale_number = its.sale_number)) end as own
    from orders o, its,
      lateral (select coalesce(sum(amount) filter (where kind = 'till'), 0)::bigint as paid_at_till,
          coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as given_back
        from payments where order_id = o.id and taken_back_at is null) books,
      lateral (select json_build_object('paid', (select coalesce(sum(amount), 0) from paid),
          'givenBack', (select coalesce(sum(given_back), 0) from one where is_exchange)) as exchanged) taken,
      lateral (select json_build_object(
            'provider', coalesce(sum(asked) filter (where method = 'provider'), 0),
            'otherwise', coalesce(sum(${heldOtherwise(sql)}), 0)) as under_way,
          coalesce(sum(${heldOtherwise(sql)} + case when method = 'provider' then asked else 0 end)
            filter (where sale_number = its.sale_number), 0)::bigint as of_sale_under_way,
          (select json_build_object('amount', coalesce(sum(l.amount), 0), 'tax', coalesce(sum(l.tax), 0))
            from one join return_lines l on l.return_id = one.id and l.kind = 'shipping'
            where one.id <> ${id}) as shipping_returned
        from one where id <> ${id}) others
    where o.id = ${orderId}`
}

/** Goods that went out are gone, whatever the order says of what is to be set off for them. */
const heldOtherwise = (sql: Queryable) => sql`
  (case when set_off_at is null then set_off else 0 end
    + case when method not in ('provider', ${setOffMethod}) then asked else 0 end)`
