import { WORK_CHANNEL } from '../db/channels.ts'
import type { Tx } from '../db/client.ts'
import { CANCELLATION_ID } from '../domain/ids.ts'

/** The customer cancelled at the website: any number of times is one, also before the order itself has come. */
export async function cancelOrder(
  tx: Tx,
  source: string,
  number: string,
  reason: string | null,
): Promise<void> {
  await tx`insert into web_orders (source, number) values (${source}, ${number}) on conflict do nothing`
  await tx`
    insert into happenings (order_id, id, type, payload, actor_kind)
    select id, ${CANCELLATION_ID}, 'cancellation', ${tx.json({ reason })}, 'website'
    from web_orders where source = ${source} and number = ${number}
    on conflict do nothing`
  await tx`select pg_notify(${WORK_CHANNEL}, '')`
}
