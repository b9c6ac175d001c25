import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client'
import type { Sql } from '../../db/client.ts'
import type { StuckRow } from '../../domain/stuck.ts'
import { tellReturn } from '../../intake/tell-return.ts'
import { type Engine, wakeOrder } from '../../intake/tell-workflow.ts'
import type { WebDeps } from '../env.ts'

const ENGINE_LIMIT_MS = 3_000
/** A task that was never tried before has 1. */
const FIRST_TRY = 1
/** The engine's code of what it doesn't know. */
const NOT_FOUND = 5

interface Found {
  orderId: number | null
  source: string
  number: string
  store: string | null
  returnId: number | null
  n: number | null
}

/**
 * Ends the run whose tasks fail and begins another from the row, which knows all that the run did. Nothing is ended
 * before it is known what begins it again.
 * @returns `gone` where its tasks fail no more: it is left alone
 */
export async function beginAnew(
  { sql, engine, log }: Pick<WebDeps, 'sql' | 'engine' | 'log'>,
  { key, source, number }: Pick<StuckRow, 'key' | 'source' | 'number'>,
): Promise<'done' | 'gone' | 'engine_away'> {
  const [found] = await sql<Found[]>`
    select w.id as order_id, w.source, w.number, o.store, r.id as return_id, r.n
    from failing_workflows f left join returns r on r.id = f.return_id
      left join web_orders w on w.id = coalesce(f.order_id, r.order_id) left join orders o on o.id = w.id
    where f.id = ${key}`
  if (!found) return 'gone'
  try {
    if ((await endFailing(engine, key)) === 'works') return await noLongerFails(sql, key)
  } catch (error) {
    log.warn({ err: error, source, order: number }, 'a workflow could not be begun anew')
    // Whether it was ended nobody knows; one that runs is told to look again, which changes nothing.
    await wake(engine, found).catch(() => {})
    return 'engine_away'
  }
  try {
    await wake(engine, found)
    return 'done'
  } catch (error) {
    log.warn({ err: error, source, order: number }, 'a workflow that was ended was not begun anew')
    return 'engine_away'
  }
}

/** Looked at once more: what the page shows may be a minute old. The run that was looked at is ended, and no other. */
async function endFailing({ client }: Engine, workflowId: string): Promise<'ended' | 'works'> {
  const { namespace } = client.options
  return client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, async () => {
    try {
      const { pendingWorkflowTask, workflowExecutionInfo } =
        await client.workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } })
      if (workflowExecutionInfo?.closeTime) return 'ended'
      if ((pendingWorkflowTask?.attempt ?? 0) <= FIRST_TRY) return 'works'
      const runId = workflowExecutionInfo?.execution?.runId ?? undefined
      await client.workflow
        .getHandle(workflowId, runId)
        .terminate('its tasks failed; begun anew from the row')
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
    return 'ended'
  })
}

/** The service itself says so by a code, the client by an error of its own. */
const isNotFound = (error: unknown) =>
  error instanceof WorkflowNotFoundError || (isGrpcServiceError(error) && error.code === NOT_FOUND)

async function noLongerFails(sql: Sql, key: string): Promise<'gone'> {
  await sql`delete from failing_workflows where id = ${key}`
  return 'gone'
}

/** Of an order that the database doesn't know nothing is begun. */
async function wake(engine: Engine, { orderId, returnId, n, ...name }: Found): Promise<void> {
  if (!orderId) return
  if (returnId) await tellReturn(engine, { ...name, id: returnId, n: n ?? 0 })
  else await wakeOrder(engine, { ...name, id: orderId })
}
