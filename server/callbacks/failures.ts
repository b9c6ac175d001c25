import type { Queryable } from '../../db/client.ts'

/** How a source's callbacks fare; a source without any is not in the list. */
export interface CallbackFailures {
  source: string
  /** Not delivered yet. */
  waiting: number
  /** Of these, tried before and in vain. */
  failing: number
  oldestWaiting: Date | null
  /** In the last 30 days. */
  givenUp: number
}

const DAYS = 30

/** By the partial indexes on what waits and what was given up. */
export async function callbackFailures(sql: Queryable): Promise<CallbackFailures[]> {
  return sql<CallbackFailures[]>`
    select s.id as source, waiting.*, given_up.*
    from sources s
    cross join lateral (
      select count(*)::int as waiting, (count(*) filter (where tries > 0))::int as failing, min(created_at) as oldest_waiting
      from callbacks where source = s.id and status = 'waiting'
    ) waiting
    cross join lateral (
      select count(*)::int as given_up from callbacks
      where source = s.id and status = 'given_up' and ended_at > now() - make_interval(days => ${DAYS})
    ) given_up
    where waiting.waiting > 0 or given_up.given_up > 0
    order by s.id`
}
