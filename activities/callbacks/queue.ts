import { CALLBACKS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import { orderColumns } from '../../db/order-columns.ts'

/**
 * Puts the order as it stands now into its source's outbox, once for each event; to be sent after the statements that
 * write the event, the row and its lines. Behind one that waits it is not due before that one: whoever looks for what
 * is due passes by no more than what can be sent. Null: the source is not told of anything.
 */
export function queueCallback(
  tx: Tx,
  { web: { id, source, isTold } }: { web: { id: number; source: string; isTold: boolean } },
  seq: number,
  notBefore: Date | null,
) {
  if (!isTold) return null
  return tx`
    with queued as (
      insert into callbacks (order_id, seq, source, content, not_before, next_try_at)
      select ${id}, ${seq}, ${source}, to_jsonb(object), ${notBefore}::timestamptz,
        coalesce((select max(next_try_at) from callbacks where order_id = ${id} and status = 'waiting'), now())
      from (select ${orderColumns(tx)} from orders o where o.id = ${id}) object
    )
    select pg_notify(${CALLBACKS_CHANNEL}, '')`
}

/** What was to be told of an event, and has not been tried yet, is not told. @returns whether there was something. */
export async function takeBackCallback(tx: Tx, orderId: number, seq: number): Promise<boolean> {
  const taken = await tx`
    update callbacks set status = 'taken_back', ended_at = now()
    where order_id = ${orderId} and seq >= ${seq} and status = 'waiting' and tries = 0`
  return taken.count > 0
}
