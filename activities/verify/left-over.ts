import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'
import { closedStatuses } from '../../domain/status.ts'
import type { Difference, OrderName } from '../../domain/verify/difference.ts'
import type { EngineCheck } from './engine.ts'
import { isRunning } from './running.ts'

const BATCH = 500
const LOOKS = 4
const BETWEEN_LOOKS_MS = 2_000

interface Named {
  workflowId: string
  source: string
  number: string
  /** Null: an order's own. */
  n: number | null
}

/** "order:<source>:<number>" or "return:<source>:<number>:<n>"; neither source nor number has a colon. */
function named(workflowId: string): Named | null {
  const [kind, source, number, n, ...more] = workflowId.split(':')
  if (!source || !number || more.length > 0) return null
  if (kind === 'order' && n === undefined) return { workflowId, source, number, n: null }
  return kind === 'return' && n && /^\d{1,9}$/.test(n) ? { workflowId, source, number, n: Number(n) } : null
}

/** What runs though no open order or return has it: one that the books don't know, or that ended and has nothing to do. */
export async function checkLeftOver(check: EngineCheck): Promise<Difference[]> {
  const differences: Difference[] = []
  const ids = [...check.running]
  for (let from = 0; from < ids.length; from += BATCH) {
    differences.push(...(await lookAt(check, ids.slice(from, from + BATCH))))
    check.beat()
  }
  return differences
}

async function lookAt(check: EngineCheck, workflowIds: readonly string[]): Promise<Difference[]> {
  let suspects = await suspectedOf(check.sql, workflowIds)
  for (let look = 1; look < LOOKS && suspects.length > 0; look++) {
    await pause(BETWEEN_LOOKS_MS)
    check.beat()
    const still: string[] = []
    for (const { about } of suspects) if (await isRunning(check, about)) still.push(about)
    suspects = await suspectedOf(check.sql, still)
  }
  return suspects
}

interface Standing {
  workflowId: string
  order: OrderName | null
  isIdle: boolean
}

/** Those of them that no order or return has, or one that ended and has nothing to do. */
export async function suspectedOf(sql: Sql, workflowIds: readonly string[]): Promise<Difference[]> {
  const names = workflowIds.flatMap((id) => named(id) ?? [])
  if (names.length === 0) return []
  const standing = await sql<Standing[]>`
    select asked.workflow_id,
      case when w.id is null or (asked.n is not null and r.id is null) then null else
        json_build_object('id', w.id, 'source', w.source, 'number', w.number) end as order,
      case when asked.n is null then o.status in ${sql([...closedStatuses])}
          and not exists (select from effects e where e.order_id = w.id and e.status = 'open')
          and not exists (select from happenings h where h.order_id = w.id and h.status = 'waiting')
        else r.ended_at is not null
          and not exists (select from return_happenings h where h.return_id = r.id and h.status = 'waiting')
        end as is_idle
    from unnest(${names.map(({ workflowId }) => workflowId)}::text[], ${names.map(({ source }) => source)}::text[],
        ${names.map(({ number }) => number)}::text[], ${names.map(({ n }) => n)}::int[])
        as asked (workflow_id, source, number, n)
      left join web_orders w on w.source = asked.source and w.number = asked.number
      left join orders o on o.id = w.id
      left join returns r on r.order_id = w.id and r.n = asked.n`
  return standing.flatMap(({ workflowId: about, order, isIdle }): Difference[] => {
    if (order === null)
      return [{ code: 'workflow_without_order', order, about, expected: '–', found: 'runs' }]
    return isIdle ? [{ code: 'workflow_left_over', order, about, expected: 'ended', found: 'runs' }] : []
  })
}
