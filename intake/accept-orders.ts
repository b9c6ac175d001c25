import { WORK_CHANNEL } from '../db/channels.ts'
import type { Tx } from '../db/client.ts'
import { type InboxOrder, keepOtherContent, type OrdersFrom, placing } from './place-orders.ts'

export interface Accepted {
  number: string
  /** The number was known already, from before or from earlier in the same batch. */
  duplicate: boolean
}

/**
 * Puts orders into the inbox, where they survive any crash once `tx` commits. A known number changes nothing; other
 * content under it is kept and becomes a happening of that order. Two statements at most, however many orders.
 * @returns one answer an order, in the order given
 */
export async function acceptOrders(
  tx: Tx,
  source: string,
  orders: readonly InboxOrder[],
  from: OrdersFrom = 'website',
): Promise<Accepted[]> {
  if (orders.length === 0) return []
  const [row] = await tx<{ numbers: string[] }[]>`
    with ${placing(tx, source, orders, from)}
    select coalesce(array_agg(number), '{}') as numbers, pg_notify(${WORK_CHANNEL}, '') from placed`
  const placed = new Set(row?.numbers)
  const answers = orders.map(({ number }) => ({ number, duplicate: !placed.delete(number) }))
  const repeated = orders.filter((_, index) => answers[index]?.duplicate)
  if (repeated.length > 0) await keepOtherContent(tx, source, repeated)
  return answers
}
