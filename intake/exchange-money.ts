import type { Queryable } from '../db/client.ts'

/**
 * What the goods that went out in exchange for those of an order were paid with, by sale, once the order's books have
 * what was set off: until then they stand on neither side. What was written off was never paid.
 */
export const paidInExchange = (sql: Queryable, orderId: number) => sql`
  select s.number as sale, p.kind, p.amount
  from returns r join sales s on s.return_id = r.id and s.status = 'finished'
    join exchange_payments p on p.sale_number = s.number and p.method <> 'written_off'
  where r.order_id = ${orderId} and (r.set_off = 0 or r.set_off_at is not null)`
