import { TASK_QUEUE, type UpkeepWork } from '../domain/ids.ts'
import type { Engine } from './tell-workflow.ts'

/** As for orders: a call to the engine without a deadline hung while it restarted. */
const ENGINE_LIMIT_MS = 3_000

/**
 * Has something done now that the program does by itself at set times.
 * @param id of what somebody asked for: asked for twice it is done once
 * @throws where the engine does not answer within 3 s
 */
export async function startUpkeep({ client }: Engine, work: UpkeepWork, id: number): Promise<void> {
  await client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, () =>
    client.workflow.start('upkeep', {
      workflowId: `${work}:${id}`,
      taskQueue: TASK_QUEUE,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      args: [{ work }],
    }),
  )
}
