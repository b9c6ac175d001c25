import type { Tx } from '../../db/client.ts'
import { cardNumber, type GiftCardNote, type GiftCardsSeen } from '../../domain/gift-cards.ts'
import type { Happening } from '../../domain/happening.ts'
import type { PriceNote, PricesSeen } from '../../domain/price-change.ts'

/** The line's cards, and whether the number is a card's already: of any order to sell it, of this one to void it. */
export async function seeGiftCards(
  tx: Tx,
  orderId: number,
  { type, payload }: Happening<'sellGiftCard' | 'voidGiftCard'>,
): Promise<GiftCardsSeen | null> {
  const number = cardNumber(payload.number)
  if (type === 'voidGiftCard') {
    const own = await tx`
      select from gift_cards where number = ${number} and order_id = ${orderId} and voided_at is null`
    return { unitPrice: 0, unitsSold: [], isKnown: own.length > 0 }
  }
  const [seen] = await tx<GiftCardsSeen[]>`
    select unit_price,
      (select coalesce(json_agg(unit order by unit), '[]') from (
        select unit from gift_cards where order_id = l.order_id and line_id = l.id and voided_at is null
        -- Whose money goes back gets no card any more.
        union all (select n from generate_series(l.quantity, 1, -1) free (n)
          where not exists (select from gift_cards g
            where g.order_id = l.order_id and g.line_id = l.id and g.unit = free.n and g.voided_at is null)
          limit (select coalesce(sum(c.units), 0) from return_lines c join returns r on r.id = c.return_id
            where c.order_id = l.order_id and c.line_id = l.id and r.status <> 'cancelled'))) taken) as units_sold,
      exists (select from gift_cards where number = ${number} and voided_at is null) as is_known
    from order_lines l where order_id = ${orderId} and id = ${payload.line}`
  return seen ?? null
}

export async function seePrices(tx: Tx, orderId: number): Promise<PricesSeen | null> {
  const [seen] = await tx<PricesSeen[]>`
    select prices_include_tax, json_build_object('amount', shipping_amount, 'tax', shipping_tax) as shipping,
      (select coalesce(json_agg(json_build_object('id', id, 'quantity', quantity, 'unitPrice', unit_price,
          'discount', discount, 'tax', tax, 'taxRate', tax_rate::text) order by position), '[]')
        from order_lines where order_id = orders.id) as lines
    from orders where id = ${orderId}`
  return seen ?? null
}

const userOf = ({ actor }: Happening) => (actor.kind === 'staff' ? actor.userId : null)

export function writeGiftCard(
  tx: Tx,
  orderId: number,
  happening: Happening,
  currency: string | null,
  note: GiftCardNote,
) {
  const { id, at } = happening
  const by = userOf(happening)
  if (note.kind === 'void') {
    return tx`
      update gift_cards set voided_at = ${at}, voided_by = ${by}, void_reason = ${note.reason}
      where order_id = ${orderId} and number = ${note.number} and voided_at is null`
  }
  const { line, unit, number, amount } = note
  return tx`
    insert into gift_cards (order_id, happening_id, line_id, unit, number, amount, currency, sold_by, sold_at)
    values (${orderId}, ${id}, ${line}, ${unit}, ${number}, ${amount}, ${currency ?? ''}, ${by}, ${at})`
}

/** The line, its sale and what the customer said; the order's row gets its total with the rest. */
export function writePrice(
  tx: Tx,
  orderId: number,
  happening: Happening,
  { line, price, tax, net, taxRate, total, reason, agreedBy, agreedAt }: PriceNote,
) {
  return [
    tx`
      insert into price_changes (order_id, happening_id, line_id, from_price, to_price, from_tax, to_tax, tax_rate,
        reason, agreed_by, agreed_at, changed_by, at)
      values (${orderId}, ${happening.id}, ${line}, ${price[0]}, ${price[1]}, ${tax[0]}, ${tax[1]}, ${taxRate},
        ${reason}, ${agreedBy}, ${agreedAt}, ${userOf(happening)}, ${happening.at})`,
    tx`update order_lines set unit_price = ${price[1]}, tax = ${tax[1]} where order_id = ${orderId} and id = ${line}`,
    tx`update sales set total = ${total} where order_id = ${orderId}`,
    tx`update sale_lines set net = ${net}, tax = ${tax[1]} where order_id = ${orderId} and line_id = ${line}`,
  ]
}
