import type { Client } from '@temporalio/client'
import { WorkflowNotFoundError } from '@temporalio/client'
import type { History } from '@temporalio/common/lib/proto-utils.js'
import type { Sql } from '../../db/client.ts'
import { orderWorkflowId, TASK_QUEUE } from '../../domain/ids.ts'
import { returnWorkflowId } from '../../domain/returns/happening.ts'
import { historyOf } from './archive.ts'
import { ChangedHistory, type PackedHistory, unpacked } from './packed.ts'

/** Of the same order: each late call is a run of its own. */
const RUNS_MAX = 500
/** For lists and counts of the engine. */
export const OPEN_RUNS = `TaskQueue = '${TASK_QUEUE}' AND ExecutionStatus = 'Running'`

export interface NamedOrder {
  id: number
  source: string
  number: string
}

/** A run of an order's workflow or of one of its returns', with its history from where it was found. */
export interface FoundRun {
  workflowId: string
  runId: string
  from: 'temporal' | 'archive'
  /** Null: it is open. */
  closedAt: Date | null
  /** Null: what is archived can't be read. */
  history: History | null
  /** Why the archived history proves nothing; also of a run that Temporal still has. */
  archiveFault: string | null
}

interface KeptRun extends PackedHistory {
  workflowId: string
  runId: string
  closedAt: Date
}

/**
 * Every run of an order and of its returns that is known, in the order in which they closed.
 * @param client null: the archive alone
 */
export async function runsOf(sql: Sql, client: Client | null, order: NamedOrder): Promise<FoundRun[]> {
  const kept = await sql<KeptRun[]>`
    select workflow_id, run_id, closed_at, events, history, sha256 from history_archive
    where order_id = ${order.id} order by closed_at desc limit ${RUNS_MAX}`
  const archived = new Map(kept.map((run) => [run.runId, run]))
  const found: FoundRun[] = []
  for (const workflowId of await workflowIdsOf(sql, order)) {
    for (const { runId, closedAt } of client ? await runsInEngine(client, workflowId) : []) {
      const history = client && (await historyOf(client, workflowId, runId))
      if (history === null) continue
      const twin = archived.get(runId)
      const archiveFault = twin ? (await read(twin)).archiveFault : null
      found.push({ workflowId, runId, closedAt, history, archiveFault, from: 'temporal' })
      archived.delete(runId)
    }
  }
  for (const run of archived.values()) {
    const { workflowId, runId, closedAt } = run
    found.push({ workflowId, runId, closedAt, from: 'archive', ...(await read(run)) })
  }
  const closing = ({ closedAt }: FoundRun) => closedAt?.getTime() ?? Number.MAX_SAFE_INTEGER
  return found.sort((a, b) => closing(a) - closing(b))
}

/** Every run that is open now, one after the other: there may be thousands. */
export async function* openRuns(client: Client): AsyncGenerator<FoundRun & { history: History }> {
  for await (const { workflowId, runId } of client.workflow.list({ query: OPEN_RUNS })) {
    const history = await historyOf(client, workflowId, runId)
    if (history) yield { workflowId, runId, closedAt: null, history, archiveFault: null, from: 'temporal' }
  }
}

async function workflowIdsOf(sql: Sql, { id, source, number }: NamedOrder): Promise<string[]> {
  const returns = await sql<{ n: number }[]>`select n from returns where order_id = ${id} order by n`
  return [orderWorkflowId(source, number), ...returns.map(({ n }) => returnWorkflowId(source, number, n))]
}

/** Lists may lag behind: the newest run is asked for by name. */
async function runsInEngine(client: Client, workflowId: string) {
  const runs = new Map<string, Date | null>()
  const query = `WorkflowId = ${JSON.stringify(workflowId)}`
  for await (const { runId, closeTime } of client.workflow.list({ query, pageSize: RUNS_MAX })) {
    runs.set(runId, closeTime ?? null)
    if (runs.size === RUNS_MAX) break
  }
  try {
    const { runId, closeTime } = await client.workflow.getHandle(workflowId).describe()
    runs.set(runId, closeTime ?? null)
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
  return [...runs].map(([runId, closedAt]) => ({ runId, closedAt }))
}

async function read(run: PackedHistory): Promise<Pick<FoundRun, 'history' | 'archiveFault'>> {
  try {
    return { history: await unpacked(run), archiveFault: null }
  } catch (error) {
    if (!(error instanceof ChangedHistory)) throw error
    return { history: null, archiveFault: error.message }
  }
}
