import type { Client } from '@temporalio/client'
import type { Engine } from '../../intake/tell-workflow.ts'

const LIMIT_MS = 5_000
/** More are not told one by one; a bad release would make thousands fail. */
const FAILING_MAX = 100
const EVENTS_LOOKED_AT = 20
const TROUBLE_MAX = 200

/** A workflow whose tasks fail, as the engine says. */
export interface FailingWorkflow {
  id: string
  since: Date
  attempts: number
  trouble: string | null
}

/** The engine reports these after its fifth failure in a row, and forgets them with the first success. */
const QUERY = `TemporalReportedProblems IS NOT NULL AND ExecutionStatus = 'Running'`

/** Workflows of any kind whose tasks fail again and again; asked of the engine's own list, so never by a page. */
export async function findFailing({ client }: Engine): Promise<FailingWorkflow[]> {
  return client.connection.withDeadline(Date.now() + LIMIT_MS, async () => {
    const ids: string[] = []
    for await (const { workflowId } of client.workflow.list({ query: QUERY, pageSize: FAILING_MAX })) {
      ids.push(workflowId)
      if (ids.length === FAILING_MAX) break
    }
    const found: FailingWorkflow[] = []
    for (const id of ids) found.push(...(await describe(client, id)))
    return found
  })
}

async function describe(client: Client, workflowId: string): Promise<FailingWorkflow[]> {
  const execution = { workflowId }
  const { namespace } = client.options
  const told = await client.workflowService.describeWorkflowExecution({ namespace, execution })
  const task = told.pendingWorkflowTask
  // It was mended since the list was made.
  if (!task || (task.attempt ?? 0) < 2) return []
  const { history } = await client.workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: EVENTS_LOOKED_AT,
  })
  const failures = (history?.events ?? []).filter((event) => event.workflowTaskFailedEventAttributes)
  const first = failures.at(-1)?.eventTime ?? task.originalScheduledTime
  return [
    {
      id: workflowId,
      since: new Date(Number(first?.seconds ?? 0) * 1_000),
      attempts: task.attempt ?? 0,
      trouble: inOneLine(failures[0]?.workflowTaskFailedEventAttributes?.failure?.message),
    },
  ]
}

const inOneLine = (message: string | null | undefined) =>
  message ? (message.split('\n')[0] ?? '').slice(0, TROUBLE_MAX) : null
