import type { Queryable } from '../db/client.ts'
import { grossOf } from '../domain/returns/amounts.ts'
import type { ReturnFacts } from '../domain/returns/decision.ts'
import { isStuckAtProvider, leftToGive, type PaidOrder, waysBack } from '../domain/returns/money.ts'
import { setOffMethod } from '../domain/returns/return.ts'

interface PaidRow extends PaidOrder {
  pricesIncludeTax: boolean
  shippingAmount: number
  shippingTax: number
  byProvider: number
  byOthers: number
  shippingReturned: number
  shippingTaxReturned: number
}

/** What of an order's money a return of it may give back, after what other returns are giving back. */
export async function loadRefundable(
  sql: Queryable,
  { id, orderId }: { id: number; orderId: number },
): Promise<ReturnFacts> {
  const [paid] = await sql<PaidRow[]>`
      select o.money, o.total, o.payment_status, coalesce(o.payment_amount, 0) as payment_amount,
        o.prices_include_tax, o.shipping_amount, o.shipping_tax,
        books.paid_at_till, books.given_back, others.*
      from orders o,
        lateral (select coalesce(sum(amount) filter (where kind = 'till'), 0)::bigint as paid_at_till,
            coalesce(sum(amount) filter (where kind = 'refund'), 0)::bigint as given_back
          from payments where order_id = o.id and taken_back_at is null) books,
        lateral (select
            coalesce(sum(r.goods_amount + coalesce(s.amount, 0) - r.set_off)
              filter (where r.status = 'refunding' and r.method = 'provider'), 0)::bigint as by_provider,
            -- Goods that went out are gone, whatever the order says of what is to be set off for them.
            (coalesce(sum(r.set_off) filter (where r.set_off_at is null), 0)
              + coalesce(sum(r.goods_amount + coalesce(s.amount, 0) - r.set_off)
                filter (where r.status = 'refunding' and r.method not in ('provider', ${setOffMethod})), 0)
            )::bigint as by_others,
            coalesce(sum(s.amount), 0)::bigint as shipping_returned,
            coalesce(sum(s.tax), 0)::bigint as shipping_tax_returned
          from returns r left join return_lines s on s.return_id = r.id and s.kind = 'shipping'
          where r.order_id = o.id and r.id <> ${id} and r.status <> 'cancelled') others
      where o.id = ${orderId}`
  if (!paid) throw new Error(`return ${id} is of no order`)
  const left = leftToGive(paid)
  const shipping = grossOf(paid.shippingAmount, paid.shippingTax, paid.pricesIncludeTax)
  return {
    left: afterOthers(left, paid),
    ways: waysBack(paid),
    isStuck: isStuckAtProvider(paid),
    shippingLeft: {
      amount: shipping.amount - paid.shippingReturned,
      tax: shipping.tax - paid.shippingTaxReturned,
    },
  }
}

/** What an exchange sets off may be more than came otherwise: the rest of it is the provider's. */
function afterOthers(left: ReturnFacts['left'], { byProvider, byOthers }: PaidRow): ReturnFacts['left'] {
  const otherwise = left.otherwise - byOthers
  return { provider: left.provider - byProvider + Math.min(otherwise, 0), otherwise: Math.max(otherwise, 0) }
}
