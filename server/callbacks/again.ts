import { CALLBACKS_CHANNEL } from '../../db/channels.ts'
import type { Queryable } from '../../db/client.ts'

/**
 * Has a callback that was given up sent once more, for another three days. Asked twice, it is once.
 * @returns false where there is none that was given up
 */
export async function sendAgain(
  sql: Queryable,
  orderId: number,
  seq: number,
  userId: string,
): Promise<boolean> {
  const [asked] = await sql`
    with again as (
      update callbacks set status = 'waiting', ended_at = null, first_try_at = now(), next_try_at = now(), again_by = ${userId}
      where order_id = ${orderId} and seq = ${seq} and status = 'given_up'
      returning order_id
    )
    select pg_notify(${CALLBACKS_CHANNEL}, '') from again`
  return asked !== undefined
}
