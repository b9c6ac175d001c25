import { type Client, isGrpcServiceError } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Engine } from '../../intake/tell-workflow.ts'

const LIMIT_MS = 5_000
const AT_ONCE = 5
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

/**
 * Workflows of any kind whose tasks fail again and again; asked of the engine's own list, so never by a page.
 * @throws where one of its answers does not come within 5 s
 */
export async function findFailing({ client }: Engine): Promise<FailingWorkflow[]> {
  const inTime = <T>(call: () => Promise<T>) => client.connection.withDeadline(Date.now() + LIMIT_MS, call)
  const limit = pLimit(AT_ONCE)
  const ids = await inTime(() => reported(client))
  const looks = ids.map((id) => limit(() => inTime(() => describe(client, id))))
  try {
    return (await Promise.all(looks)).flat()
  } finally {
    limit.clearQueue()
  }
}

/** INVALID_ARGUMENT, of a server that has no such search attribute. */
const UNKNOWN_TO_IT = 3

async function reported(client: Client): Promise<string[]> {
  const ids: string[] = []
  try {
    for await (const { workflowId } of client.workflow.list({ query: QUERY, pageSize: FAILING_MAX })) {
      ids.push(workflowId)
      if (ids.length === FAILING_MAX) break
    }
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (![error, cause].some((one) => isGrpcServiceError(one) && one.code === UNKNOWN_TO_IT)) throw error
  }
  return ids
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
