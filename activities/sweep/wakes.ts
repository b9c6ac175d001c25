import { type OrderRef, wakeOrder } from '../../intake/tell-workflow.ts'
import type { SweepDeps } from './deps.ts'

const BATCH = 50

/** Wakes orders whose effects nobody carries out or whose deadline passed a minute ago; each every five minutes. */
export async function wakeOrders({ sql, engine }: SweepDeps): Promise<void> {
  const forgotten = await sql<OrderRef[]>`
    update web_orders set woken_at = now()
    where id in (
      select id from web_orders
      where id in (
          select order_id from effects
          where status = 'open' and created_at < now() - interval '1 minute'
            and (lease_until is null or lease_until < now() - interval '1 minute')
            and (not_before is null or not_before < now() - interval '1 minute')
          union
          select id from orders where deadline_at < now() - interval '1 minute'
        )
        and (woken_at is null or woken_at < now() - interval '5 minutes')
      limit ${BATCH}
      for update skip locked
    )
    returning id, source, number, (select store from orders where id = web_orders.id) as store`
  for (const [index, order] of forgotten.entries()) {
    try {
      await wakeOrder(engine, order)
    } catch (error) {
      const asleep = forgotten.slice(index).map(({ id }) => id)
      await sql`update web_orders set woken_at = null where id = any(${asleep}::bigint[])`
      throw error
    }
  }
}
