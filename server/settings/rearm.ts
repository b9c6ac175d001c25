import { WORK_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import { openStatuses } from '../../domain/status.ts'

/** Whose rules or opening hours are others now. */
export type RulesOf = { store: string } | { source: string }

/**
 * Tells every open order that the rules it is worked by have changed: one happening each, in the transaction of the
 * change, so that its deadlines are set anew and its timeline says why. Orders of suppliers have no clocks.
 * @param change the number of the noted change; the same change tells an order once
 */
export async function tellOpenOrders(tx: Tx, change: number, whose: RulesOf): Promise<number> {
  const theirs = 'store' in whose ? tx`store = ${whose.store}` : tx`source = ${whose.source}`
  const { count } = await tx`
    insert into happenings (order_id, id, type, actor_kind)
    select id, ${`rules:${change}`}, 'rulesChanged', 'system' from orders
    where status in ${tx(openStatuses)} and fulfilment <> 'supplier' and ${theirs}
    order by placed_at, id
    on conflict (order_id, id) do nothing`
  await tx`select pg_notify(${WORK_CHANNEL}, '')`
  return count
}
