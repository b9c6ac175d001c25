import type { WorkflowStartOptions } from '@temporalio/client'
import { TASK_QUEUE } from '../domain/ids.ts'
import { returnWorkflowId } from '../domain/returns/happening.ts'
import type { Engine } from './tell-workflow.ts'

/** As for orders: a call to the engine without a deadline hung while it restarted. */
const ENGINE_LIMIT_MS = 3_000

export interface ReturnRef {
  id: number
  source: string
  number: string
  /** Counted within its order. */
  n: number
}

/**
 * Tells a return's workflow to look into its inbox; one that ended or was lost is started for one more run.
 * Throws when the engine does not answer within 3 s.
 */
export async function tellReturn({ client }: Engine, { id, source, number, n }: ReturnRef): Promise<void> {
  const options = {
    workflowId: returnWorkflowId(source, number, n),
    taskQueue: TASK_QUEUE,
    workflowTaskTimeout: '5s',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    workflowIdConflictPolicy: 'USE_EXISTING',
    args: [{ returnId: id }],
    signal: 'look',
    signalArgs: [],
  } satisfies WorkflowStartOptions & { signal: string; signalArgs: [] }
  await client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, () =>
    client.workflow.signalWithStart('returnCase', options),
  )
}
