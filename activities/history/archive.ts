import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { arrayFromPayloads, defaultPayloadConverter } from '@temporalio/common'
import type { History } from '@temporalio/common/lib/proto-utils.js'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { type ArchivedType, archivedTypes, orderWorkflowId, TASK_QUEUE } from '../../domain/ids.ts'
import { returnWorkflowId } from '../../domain/returns/happening.ts'
import type { Log } from '../log.ts'
import { packed } from './packed.ts'

/** Runs of this time are taken together; more of them, and the time is halved. */
const WINDOW_RUNS_MAX = 1_000
const WINDOW_MS_MIN = 1_000
/** Taken in one go; the workflow asks again for the rest. */
const RUNS_MAX = 5_000
const PAGE = 200
const AT_ONCE = 4
/** A cluster may tell of a closed run late: so much is looked through once more. */
const LATE_MS = 3_600_000
const HISTORY_LIMIT_MS = 10_000
/** Before the first order that any Kickstand took. */
const FIRST = Date.UTC(2025, 0, 1)

export interface ArchiveDeps {
  sql: Sql
  client: Client
  log: Log
}

export interface ArchiveRound {
  /** Runs that closed until then are taken; Unix milliseconds. */
  closedUntil: number
  /** Told after each page. @throws when it is to stop */
  beat(): void
}

interface ClosedRun {
  workflowId: string
  runId: string
  type: ArchivedType
  closedAt: Date
}

/**
 * Copies the histories of closed runs into the database, each once, in the order of time from where the last round
 * ended. What dies in the middle goes on there.
 * @returns whether every run that closed until then is archived
 */
export async function archiveClosedRuns(
  deps: ArchiveDeps,
  { closedUntil, beat }: ArchiveRound,
): Promise<{ isDone: boolean }> {
  let from = await reachedBefore(deps.sql)
  for (let taken = 0; from < closedUntil; ) {
    if (taken >= RUNS_MAX) return { isDone: false }
    const until = await windowEnd(deps.client, from, closedUntil)
    taken += await archiveWindow(deps, queryFor(from, until), beat)
    await deps.sql`
      insert into history_progress (archived_until) values (${new Date(until)})
      on conflict (one) do update set finished_at = now(),
        archived_until = greatest(history_progress.archived_until, excluded.archived_until)`
    from = until
  }
  return { isDone: true }
}

async function reachedBefore(sql: Sql): Promise<number> {
  const [row] = await sql<{ archivedUntil: Date }[]>`select archived_until from history_progress`
  return row ? row.archivedUntil.getTime() - LATE_MS : FIRST
}

/** The order in which the engine lists runs is its own affair, so a long time is cut until few runs are in it. */
async function windowEnd(client: Client, from: number, end: number): Promise<number> {
  let until = end
  while (until - from > WINDOW_MS_MIN) {
    const { count } = await client.workflow.count(queryFor(from, until))
    if (count <= WINDOW_RUNS_MAX) break
    until = from + Math.ceil((until - from) / 2)
  }
  return until
}

function queryFor(from: number, until: number): string {
  const types = archivedTypes.map((type) => `'${type}'`).join(', ')
  const [after, to] = [from, until].map((ms) => new Date(ms).toISOString())
  return `TaskQueue = '${TASK_QUEUE}' AND WorkflowType IN (${types}) AND CloseTime > '${after}' AND CloseTime <= '${to}'`
}

async function archiveWindow(deps: ArchiveDeps, query: string, beat: () => void): Promise<number> {
  let taken = 0
  let page: ClosedRun[] = []
  const flush = async () => {
    taken += await archivePage(deps, page)
    page = []
    beat()
  }
  for await (const { workflowId, runId, type, closeTime } of deps.client.workflow.list({
    query,
    pageSize: PAGE,
  })) {
    const known = archivedTypes.find((one) => one === type)
    if (known && closeTime) page.push({ workflowId, runId, type: known, closedAt: closeTime })
    if (page.length === PAGE) await flush()
  }
  await flush()
  return taken
}

async function archivePage(deps: ArchiveDeps, runs: readonly ClosedRun[]): Promise<number> {
  if (runs.length === 0) return 0
  const kept = await deps.sql<{ runId: string }[]>`
    select run_id from history_archive where run_id = any(${runs.map(({ runId }) => runId)}::text[])`
  const ids = new Set(kept.map(({ runId }) => runId))
  const missing = runs.filter(({ runId }) => !ids.has(runId))
  const limit = pLimit(AT_ONCE)
  await Promise.all(missing.map((run) => limit(() => archiveRun(deps, run))))
  return missing.length
}

async function archiveRun({ sql, client, log }: ArchiveDeps, run: ClosedRun): Promise<void> {
  const { workflowId, runId, type, closedAt } = run
  const history = await historyOf(client, workflowId, runId)
  if (history === null) {
    log.warn({ workflowId, runId }, 'a closed run was forgotten before its history could be archived')
    return
  }
  const owner = await ownerOf(sql, run, history)
  // Of an order that is not there (any more): the sample was removed, or another program's.
  if (owner === null) return
  const row = { runId, workflowId, type, ...owner, closedAt, ...(await packed(history)) }
  await sql`insert into history_archive ${sql(row)} on conflict (run_id) do nothing`
}

/** @returns null: the engine knows no such run any more */
export async function historyOf(client: Client, workflowId: string, runId: string): Promise<History | null> {
  try {
    return await client.connection.withDeadline(Date.now() + HISTORY_LIMIT_MS, () =>
      client.workflow.getHandle(workflowId, runId).fetchHistory(),
    )
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}

interface Owner {
  orderId: number
  returnId: number | null
}

/** Named by the run's input; an id that means another order in this database owns nothing. */
async function ownerOf(sql: Sql, { type, workflowId }: ClosedRun, history: History): Promise<Owner | null> {
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes
  const [input] = arrayFromPayloads(defaultPayloadConverter, started?.input?.payloads) as [
    { orderId?: number; returnId?: number }?,
  ]
  if (type === 'order') {
    const [order] = await sql<{ id: number; source: string; number: string }[]>`
      select id, source, number from web_orders where id = ${input?.orderId ?? 0}`
    const isIts = order && orderWorkflowId(order.source, order.number) === workflowId
    return isIts ? { orderId: order.id, returnId: null } : null
  }
  const [own] = await sql<{ id: number; orderId: number; source: string; number: string; n: number }[]>`
    select r.id, r.order_id, o.source, o.number, r.n
    from returns r join orders o on o.id = r.order_id where r.id = ${input?.returnId ?? 0}`
  const isIts = own && returnWorkflowId(own.source, own.number, own.n) === workflowId
  return isIts ? { orderId: own.orderId, returnId: own.id } : null
}
