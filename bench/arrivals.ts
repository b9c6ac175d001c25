import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../db/client.ts'
import { acceptOrders } from '../intake/accept-orders.ts'
import { contentDigest } from '../intake/content-digest.ts'
import { type Engine, startOrder } from '../intake/tell-workflow.ts'
import type { FoundOrder } from '../server/orders/find.ts'
import { orderOf, SOURCE } from './shop.ts'

let orders = 0

/** Puts the next order into the inbox and starts its workflow, as the sweep does. */
export async function arrive(sql: Sql, engine: Engine): Promise<FoundOrder> {
  const content = orderOf(orders++)
  const inbox = {
    number: content.number,
    raw: JSON.stringify(content),
    digest: contentDigest(content),
    isReadable: true,
  }
  await sql.begin((tx) => acceptOrders(tx, SOURCE, [inbox]))
  const [row] = await sql<{ id: number }[]>`
    update web_orders set started_at = now(), starts = starts + 1
    where source = ${SOURCE} and number = ${content.number} returning id`
  if (!row) throw new Error(`order ${content.number} is not in the inbox`)
  const order = { id: row.id, source: SOURCE, number: content.number, store: 'main' }
  await startOrder(engine, order)
  return {
    ...order,
    status: 'new',
    fulfilment: 'pickup',
    version: 1,
    timeZone: 'UTC',
    saleNumber: null,
  }
}

/** Until no order waits for its first status, no happening for its answer and no effect for its end. */
export async function settled(sql: Sql): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(10)) {
    const [row] = await sql<{ open: boolean }[]>`
      select exists (select from web_orders where recorded_at is null)
        or exists (select from happenings where status = 'waiting')
        or exists (select from effects where status = 'open') as open`
    if (!row?.open) return
  }
  throw new Error('the desk did not settle within a minute')
}
