import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'

/** A dead worker's money is taken up after 45 s, its letter after two minutes. */
const secondsToSettle = 240

/** What still waits, by kind and name; all of it ends some time after the faults did. */
export function whatWaits(sql: Sql) {
  return sql<{ what: string; id: string }[]>`
    select 'order' as what, number as id from web_orders where recorded_at is null and raw is not null
    union all select 'happening', id from happenings where status = 'waiting'
    union all select 'effect', key from effects where status = 'open'
    union all select 'return', id from return_happenings where status = 'waiting'
    union all select 'refund', action_id from returns where status in ('refunding', 'refunded')
    union all select 'callback', order_id || ':' || seq from callbacks where status = 'waiting'
    union all select 'letter', order_id || ':' || key from letters where status in ('waiting', 'sending')`
}

/**
 * Once nothing goes wrong any more, all that was begun comes to its end within some minutes.
 * @returns what did not
 */
export async function settle(sql: Sql): Promise<string[]> {
  const end = Date.now() + secondsToSettle * 1_000
  for (;;) {
    const waits = await whatWaits(sql).catch(() => null)
    if (waits?.length === 0) return []
    if (Date.now() > end) return (waits ?? []).map(({ what, id }) => `${what} ${id} still waits`)
    // As somebody who sees that the mail server and the website are back and says "try now".
    await tryNow(sql).catch(() => undefined)
    await pause(1_000)
  }
}

async function tryNow(sql: Sql): Promise<void> {
  await sql`update mail_server set away_until = null, away_since = null, away_tries = 0, trouble = null
    where away_since is not null`
  await sql`
    update letters set next_try_at = now() where status = 'waiting' and next_try_at > now() + interval '2 seconds'`
  await sql`
    update callbacks set next_try_at = now() where status = 'waiting' and next_try_at > now() + interval '2 seconds'`
}
