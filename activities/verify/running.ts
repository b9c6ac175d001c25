import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client'
import { archivedTypes, TASK_QUEUE } from '../../domain/ids.ts'
import type { Engine } from '../../intake/tell-workflow.ts'

export type WithClient = Pick<Engine, 'client'>

/** Calls to the engine without a deadline hung while it restarted. */
const CALL_MS = 3_000
/** Of a list with hundreds of pages. */
const LIST_MS = 120_000
const PAGE = 500
/** gRPC: TASK_QUEUE_TYPE_WORKFLOW */
const WORKFLOW_TASKS = 1
const SILENT_SECONDS = 120

/** gRPC's: nobody is there, or not in time. */
export const UNAVAILABLE = 14
const DEADLINE_EXCEEDED = 4

/** The engine's code of a failed call, which the client may have put into an error of its own. */
export function codeOf(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code
  return error instanceof Error && isGrpcServiceError(error.cause) ? error.cause.code : null
}

export const isEngineAway = (error: unknown): boolean =>
  [UNAVAILABLE, DEADLINE_EXCEEDED].includes(codeOf(error) ?? -1)

/** Whether somebody takes tasks. @throws where the engine does not answer */
export async function hasWorkers({ client }: WithClient): Promise<boolean> {
  const { pollers } = await client.connection.withDeadline(Date.now() + CALL_MS, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: TASK_QUEUE },
      taskQueueType: WORKFLOW_TASKS,
    }),
  )
  const silentSince = Date.now() / 1_000 - SILENT_SECONDS
  return (pollers ?? []).some(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) > silentSince)
}

/** The ids of all workflows of orders and returns that run, as the engine lists them: some ms late. */
export async function runningWorkflows({ client }: WithClient, beat: () => void): Promise<Set<string>> {
  const types = archivedTypes.map((type) => `'${type}'`).join(', ')
  const query = `TaskQueue = '${TASK_QUEUE}' AND WorkflowType IN (${types}) AND ExecutionStatus = 'Running'`
  const running = new Set<string>()
  await client.connection.withDeadline(Date.now() + LIST_MS, async () => {
    for await (const { workflowId } of client.workflow.list({ query, pageSize: PAGE })) {
      running.add(workflowId)
      if (running.size % PAGE === 0) beat()
    }
  })
  return running
}

/** Whether its tasks fail: the engine gives the same one out again and again. */
export async function failsTasks({ client }: WithClient, workflowId: string): Promise<boolean> {
  const { pendingWorkflowTask } = await client.connection.withDeadline(Date.now() + CALL_MS, () =>
    client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution: { workflowId },
    }),
  )
  return (pendingWorkflowTask?.attempt ?? 0) > 1
}

/** The engine's own word on one workflow, which its list may tell late. */
export async function isRunning({ client }: WithClient, workflowId: string): Promise<boolean> {
  try {
    const { status } = await client.connection.withDeadline(Date.now() + CALL_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    )
    return status.name === 'RUNNING'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false
    throw error
  }
}
