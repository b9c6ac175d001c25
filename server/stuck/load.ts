import type { Sql } from '../../db/client.ts'
import { loadStuck } from '../../db/stuck/list.ts'
import type { DecisionShown, StuckShown } from '../../views/stuck/stuck.ts'
import { shopZone } from '../settings/load-sources.ts'

/** Of each kind. */
const SHOWN = 20
const DECISIONS_SHOWN = 20

/** All that needs an engineer, the oldest of each kind first, and what was decided lately. */
export async function loadStuckPage(sql: Sql): Promise<StuckShown> {
  const [rows, decisions, timeZone, [watch]] = await Promise.all([
    loadStuck(sql, SHOWN + 1),
    sql<DecisionShown[]>`
      select d.id, d.at, u.name as who, d.kind, d.deed, d.reason, w.source, w.number
      from stuck_decisions d join users u on u.id = d.user_id left join web_orders w on w.id = d.order_id
      order by d.id desc limit ${DECISIONS_SHOWN}`,
    shopZone(sql),
    sql<{ lookedAt: Date | null }[]>`select looked_at from watch`,
  ])
  return { rows, shown: SHOWN, decisions, timeZone, lookedAt: watch?.lookedAt ?? null, now: new Date() }
}
