import type { Queryable } from '../db/client.ts'
import { grossOf, type SoldLine } from '../domain/returns/amounts.ts'
import type { Sum } from '../domain/returns/return.ts'
import type { Status } from '../domain/status.ts'

/** What of an order can come back, and what came back already; amounts with tax, in minor units. */
export interface Returnable {
  status: Status
  lines: (SoldLine & { description: string; taxRate: string; isGiftCard: boolean })[]
  shipping: Sum
}

interface Row {
  line: string
  description: string
  taxRate: string
  units: number
  isGiftCard: boolean
  cards: number
  net: number
  tax: number
  returnedUnits: number
  returnedAmount: number
  returnedTax: number
}

interface Head extends Sum {
  status: Status
  pricesIncludeTax: boolean
  returnedAmount: number
  returnedTax: number
}

/**
 * The lines of an order's sale that can come back. A gift card's is money that was paid: it goes back once the card
 * that was sold for it is void, or where none was sold yet.
 * Null: the order has no sale.
 */
export async function loadReturnable(sql: Queryable, orderId: number): Promise<Returnable | null> {
  const [[head], rows] = await Promise.all([
    sql<Head[]>`
      select o.status, o.prices_include_tax, o.shipping_amount as amount, o.shipping_tax as tax,
        back.returned_amount, back.returned_tax
      from orders o join sales on sales.order_id = o.id, lateral (
        select coalesce(sum(s.amount), 0)::bigint as returned_amount, coalesce(sum(s.tax), 0)::bigint as returned_tax
        from returns r join return_lines s on s.return_id = r.id and s.kind = 'shipping'
        where r.order_id = o.id and r.status <> 'cancelled') back
      where o.id = ${orderId}`,
    sql<Row[]>`
      select s.line_id as line, l.description, l.tax_rate, s.quantity as units, s.net, s.tax,
        l.matched_by is not distinct from 'gift_card' as is_gift_card,
        (select count(*)::int from gift_cards g
          where g.order_id = l.order_id and g.line_id = l.id and g.voided_at is null) as cards,
        back.returned_units, back.returned_amount, back.returned_tax
      from sales join sale_lines s on s.sale_number = sales.number and s.taken_off_at is null
        join order_lines l on l.order_id = s.order_id and l.id = s.line_id, lateral (
        select coalesce(sum(c.units), 0)::int as returned_units, coalesce(sum(c.amount), 0)::bigint as returned_amount,
          coalesce(sum(c.tax), 0)::bigint as returned_tax
        from return_lines c join returns r on r.id = c.return_id and r.status <> 'cancelled'
        where c.order_id = s.order_id and c.line_id = s.line_id) back
      where sales.order_id = ${orderId}
      order by l.position`,
  ])
  if (!head) return null
  const { status, pricesIncludeTax } = head
  const shipping = grossOf(head.amount, head.tax, pricesIncludeTax)
  return {
    status,
    lines: rows.map(({ line, description, taxRate, units, net, tax, isGiftCard, cards, ...back }) => ({
      line,
      description,
      taxRate,
      units,
      isGiftCard,
      cards,
      ...grossOf(net, tax, pricesIncludeTax),
      returned: { units: back.returnedUnits, amount: back.returnedAmount, tax: back.returnedTax },
    })),
    shipping: { amount: shipping.amount - head.returnedAmount, tax: shipping.tax - head.returnedTax },
  }
}
