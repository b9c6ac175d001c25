import type { Sql } from '../../db/client.ts'
import type { OrderDetails, ShownGiftCard, ShownPriceChange } from '../../views/order/details.ts'

/** Times within JSON arrive as text. */
type Told<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] }
export interface CounterTold {
  giftCards: (Told<Omit<ShownGiftCard, 'voided'>> & {
    voidedBy: string | null
    voidedAt: string | null
    reason: string | null
  })[]
  priceChanges: Told<ShownPriceChange>[]
}

/** Gift cards that were sold for an order, and its prices that were changed; columns of a query on `orders o`. */
export const counterColumns = (sql: Sql) => sql`
  (select coalesce(json_agg(json_build_object('line', g.line_id, 'number', g.number, 'amount', g.amount,
      'by', u.name, 'at', g.sold_at, 'voidedBy', v.name, 'voidedAt', g.voided_at, 'reason', g.void_reason)
      order by g.sold_at, g.number), '[]')
    from gift_cards g left join users u on u.id = g.sold_by left join users v on v.id = g.voided_by
    where g.order_id = o.id) as gift_cards,
  (select coalesce(json_agg(json_build_object('line', p.line_id, 'from', p.from_price, 'to', p.to_price,
      'reason', p.reason, 'agreedBy', p.agreed_by, 'agreedAt', p.agreed_at, 'by', u.name, 'at', p.at)
      order by p.at), '[]')
    from price_changes p left join users u on u.id = p.changed_by
    where p.order_id = o.id) as price_changes`

export function counterOf({
  giftCards,
  priceChanges,
}: CounterTold): Pick<OrderDetails, 'giftCards' | 'priceChanges'> {
  return {
    giftCards: giftCards.map(({ voidedBy, voidedAt, reason, ...card }) => ({
      ...card,
      at: new Date(card.at),
      voided: voidedAt === null ? null : { by: voidedBy, at: new Date(voidedAt), reason: reason ?? '' },
    })),
    priceChanges: priceChanges.map((change) => ({
      ...change,
      agreedAt: new Date(change.agreedAt),
      at: new Date(change.at),
    })),
  }
}
