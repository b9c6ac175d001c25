import type { Queryable } from './client.ts'

/** Whether the customer of the order that the letter `l` is about agrees to advertising. */
export const hasConsent = (sql: Queryable) => sql`
  exists (select from orders o join customers c on c.id = o.customer_id
    where o.id = l.order_id and c.include_in_communications)`
