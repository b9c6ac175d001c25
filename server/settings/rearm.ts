import { SET_UP_CHANNEL, WORK_CHANNEL } from '../../db/channels.ts'
import type { Fragment, Sql, Tx } from '../../db/client.ts'
import { openStatuses } from '../../domain/status.ts'

/** Whose rules or opening hours are others now. */
export type RulesOf = { store: string } | { source: string }

/** A noted change of rules, whose clocks follow. */
export interface RulesChange {
  /** Its number in the record of changes. */
  id: number
  whose: RulesOf
}

/**
 * Tells every open order that the rules it is worked by have changed: one happening each, in the transaction of the
 * change, so that its deadlines are set anew and its timeline says why. Orders of suppliers have no clocks.
 */
export function tellOpenOrders(tx: Tx, change: RulesChange): Promise<number> {
  return tell(tx, change, tx``)
}

/**
 * Once the change is committed: tells the orders that were just being recorded by the rules of before. The lock waits
 * for them; whatever is recorded from here on reads the new rules.
 */
export async function tellThoseUnderWay(sql: Sql, change: RulesChange): Promise<number> {
  const told = await sql.begin(async (tx) => {
    await tx`set local lock_timeout = '7s'`
    await tx`select from web_orders where recorded_at is null and raw is not null order by id for share`
    const noted = tx`(select at from setting_changes where id = ${change.id})`
    return tell(tx, change, tx`and created_at > ${noted} - interval '1 minute'`)
  })
  return told
}

async function tell(tx: Tx, { id, whose }: RulesChange, further: Fragment): Promise<number> {
  const theirs = 'store' in whose ? tx`store = ${whose.store}` : tx`source = ${whose.source}`
  const { count } = await tx`
    insert into happenings (order_id, id, type, actor_kind)
    select id, ${`rules:${id}`}, 'rulesChanged', 'system' from orders
    where status in ${tx(openStatuses)} and fulfilment <> 'supplier' and ${theirs} ${further}
    order by placed_at, id
    on conflict (order_id, id) do nothing`
  await tx`select pg_notify(${WORK_CHANNEL}, '')`
  return count
}

/** What a change of settings came to; `clocks`: orders' clocks follow from it. */
export type Changed = { ok: true; clocks?: RulesChange }

/** In one transaction, told to every process that keeps settings in memory, and to the orders whose clocks follow. */
export async function changingRules<Refused extends { ok: false }>(
  sql: Sql,
  work: (tx: Tx) => Promise<Changed | Refused>,
): Promise<{ ok: true } | Refused> {
  const answer = (await sql.begin(async (tx) => {
    const changed = await work(tx)
    if (changed.ok && changed.clocks) await tellOpenOrders(tx, changed.clocks)
    await tx`select pg_notify(${SET_UP_CHANNEL}, '')`
    return changed
  })) as Changed | Refused
  if (!answer.ok) return answer
  if (answer.clocks) await tellThoseUnderWay(sql, answer.clocks)
  return { ok: true }
}
