import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'
import { rememberCounts } from '../../db/stuck/counts.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'
import { type FailingWorkflow, findFailing } from './failing.ts'
import { kindOf } from './note-error.ts'
import { rebuildLost } from './rebuild.ts'
import { noteSealedSources, type SealedDeps } from './sealed.ts'
import { noteSilentSources } from './silent.ts'

const ROUND_MS = 60_000
/** Whoever claimed a look and is not back by then has died. */
const CLAIM_SECONDS = 50
const ERRORS_KEPT_DAYS = 30

export interface WatchDeps extends SealedDeps {
  engine: Engine
}

/** Looks at the engine and the shop each minute, one worker of all at a time; pages and figures read what it saw. */
export function startWatch(deps: WatchDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const running = run(deps, stopping.signal)
  return {
    stop() {
      stopping.abort()
      return running
    },
  }
}

async function run(deps: WatchDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await claim(deps.sql)) await look(deps)
    } catch (error) {
      deps.log.warn({ err: error }, 'nobody could look at what is stuck; somebody will in a minute')
    }
    await pause(ROUND_MS, undefined, { signal, ref: false }).catch(() => {})
  }
}

async function claim(sql: Sql): Promise<boolean> {
  const claimed = await sql`
    insert into watch (id) values (1)
    on conflict (id) do update set claimed_at = now()
      where watch.claimed_at < now() - make_interval(secs => ${CLAIM_SECONDS}) or watch.looked_at is null
    returning id`
  return claimed.length > 0
}

/** One look at all of it. */
export async function look({ sql, secrets, engine, log }: WatchDeps): Promise<void> {
  await noteSilentSources(sql)
  await sql`delete from last_errors where at < now() - make_interval(days => ${ERRORS_KEPT_DAYS})`
  await noteSealedSources({ sql, secrets, log })
  const asked = [
    async () => noteFailing(sql, await findFailing(engine)),
    // Open orders without a workflow need it more than anybody needs that list.
    () => rebuildLost({ sql, engine, log }),
  ]
  const troubles: unknown[] = []
  for (const ask of asked) await ask().catch((error: unknown) => troubles.push(error))
  await noteEngine(sql, troubles, log)
  await rememberCounts(sql)
  await sql`update watch set looked_at = now()`
}

async function noteEngine(sql: Sql, troubles: readonly unknown[], log: Log): Promise<void> {
  if (troubles.length === 0) {
    await sql`update watch set engine_away_since = null, engine_trouble = null where engine_away_since is not null`
    return
  }
  for (const error of troubles) log.warn({ err: error }, 'the engine did not answer all that it was asked')
  await sql`
    update watch set engine_away_since = coalesce(engine_away_since, now()), engine_trouble = ${kindOf(troubles[0])}`
}

/** Exactly those that fail now; of orders that the database does not know, too. */
async function noteFailing(sql: Sql, failing: readonly FailingWorkflow[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`delete from failing_workflows where id <> all(${failing.map(({ id }) => id)}::text[])`
    for (const { id, since, attempts, trouble } of failing) {
      const [kind, source = '', number = '', n = '0'] = id.split(':')
      await tx`
        insert into failing_workflows (id, order_id, return_id, since, attempts, trouble)
        values (${id}, (select id from web_orders where source = ${source} and number = ${number} and ${kind === 'order'}),
          (select r.id from returns r join orders o on o.id = r.order_id
            where o.source = ${source} and o.number = ${number} and r.n = ${Number(n) || 0} and ${kind === 'return'}),
          ${since}, ${attempts}, ${trouble})
        on conflict (id) do update set attempts = excluded.attempts, trouble = coalesce(excluded.trouble, failing_workflows.trouble),
          order_id = excluded.order_id, return_id = excluded.return_id, seen_at = now()`
    }
  })
}
