import type { Queryable } from '../db/client.ts'
import { grossOf, type SoldLine } from '../domain/returns/amounts.ts'
import type { Sum } from '../domain/returns/return.ts'
import type { Status } from '../domain/status.ts'

/** What of an order can come back, and what came back already; amounts with tax, in minor units. */
export interface Returnable {
  status: Status
  /** The sale that they were sold on, and whether it is one of goods that went out in exchange. */
  sale: string
  isExchange: boolean
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
  sale: string
  isExchange: boolean
  pricesIncludeTax: boolean
  returnedAmount: number
  returnedTax: number
}

/**
 * The lines of a sale that can come back: of the order's own (null), or of goods that went out for those of one of its
 * returns, once they are handed over and the books have what was set off. A gift card's line is money that was paid: it
 * goes back once the card that was sold for it is void, or where none was sold yet.
 * Null: the order has no such sale.
 */
export async function loadReturnable(
  sql: Queryable,
  orderId: number,
  sale: string | null,
): Promise<Returnable | null> {
  const asked = sql`coalesce(${sale}::text, (select number from sales where order_id = ${orderId}))`
  const [[head], rows] = await Promise.all([
    sql<Head[]>`
      select o.status, o.prices_include_tax, s.number as sale,
        o.shipping_amount as amount, o.shipping_tax as tax, back.returned_amount, back.returned_tax,
        s.order_id is null as is_exchange
      from orders o join (${salesOf(sql, orderId)}) s on s.number = ${asked}, lateral (
        select coalesce(sum(s.amount), 0)::bigint as returned_amount, coalesce(sum(s.tax), 0)::bigint as returned_tax
        from returns r join return_lines s on s.return_id = r.id and s.kind = 'shipping'
        where r.order_id = o.id and r.status <> 'cancelled') back
      where o.id = ${orderId}`,
    sql<Row[]>`
      select s.line_id as line, coalesce(s.description, l.description) as description,
        coalesce(s.tax_rate, l.tax_rate) as tax_rate, s.quantity as units, s.net, s.tax,
        l.matched_by is not distinct from 'gift_card' as is_gift_card,
        (select count(*)::int from gift_cards g
          where g.order_id = l.order_id and g.line_id = l.id and g.voided_at is null) as cards,
        back.returned_units, back.returned_amount, back.returned_tax
      from sale_lines s left join order_lines l on l.order_id = s.order_id and l.id = s.line_id, lateral (
        select coalesce(sum(c.units), 0)::int as returned_units, coalesce(sum(c.amount), 0)::bigint as returned_amount,
          coalesce(sum(c.tax), 0)::bigint as returned_tax
        from return_lines c join returns r on r.id = c.return_id and r.status <> 'cancelled'
        where c.sale_number = s.sale_number and c.line_id = s.line_id) back
      where s.sale_number = ${asked} and s.taken_off_at is null
      order by l.position, length(s.line_id), s.line_id`,
  ])
  if (!head) return null
  const { status, sale: number, isExchange, pricesIncludeTax } = head
  const shipping = grossOf(head.amount, head.tax, pricesIncludeTax)
  return {
    status,
    sale: number,
    isExchange,
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
    shipping: isExchange
      ? { amount: 0, tax: 0 }
      : { amount: shipping.amount - head.returnedAmount, tax: shipping.tax - head.returnedTax },
  }
}

/** The order's own sale, and those of goods that went out in exchange and are paid; columns of `sales`, and the return. */
const salesOf = (sql: Queryable, orderId: number) => sql`
  select s.number, s.order_id, r.n as for_return
  from sales s left join returns r on r.id = s.return_id
  where s.order_id = ${orderId} or r.order_id = ${orderId} and s.status = 'finished'
    and (r.set_off = 0 or r.set_off_at is not null)`

/** A sale of an order whose goods can come back. */
export interface ReturnableSale {
  sale: string
  /** The return, counted within the order, for whose goods these went out; null: it is the order's own. */
  forReturn: number | null
  /** Units that have not come back and are not on their way. */
  units: number
}

/** All sales of an order whose goods can come back, its own first. */
export async function loadReturnableSales(sql: Queryable, orderId: number): Promise<ReturnableSale[]> {
  return sql<ReturnableSale[]>`
    select s.number as sale, s.for_return,
      (select coalesce(sum(quantity), 0)::int from sale_lines where sale_number = s.number and taken_off_at is null)
        - (select coalesce(sum(c.units), 0)::int from return_lines c join returns r on r.id = c.return_id
            and r.status <> 'cancelled' where c.sale_number = s.number and c.kind = 'goods') as units
    from (${salesOf(sql, orderId)}) s order by s.for_return nulls first`
}
