import { WorkflowNotFoundError } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Sql } from '../db/client.ts'
import type { Engine } from '../intake/tell-workflow.ts'

const AT_ONCE = 5
const ENGINE_LIMIT_MS = 3_000

/**
 * Ends the workflows of orders that were removed with the sample. What the engine did not take stays noted for the
 * next start.
 * @throws where the engine does not answer
 */
export async function endLeftWorkflows(sql: Sql, { client }: Pick<Engine, 'client'>): Promise<void> {
  const [shop] = await sql<{ workflowsLeft: string[] }[]>`
    select workflows_left from sample_shop where removed_at is not null and workflows_left <> '{}'`
  if (!shop) return
  const limit = pLimit(AT_ONCE)
  const endings = shop.workflowsLeft.map((id) =>
    limit(() =>
      client.connection.withDeadline(Date.now() + ENGINE_LIMIT_MS, () =>
        client.workflow.getHandle(id).terminate('the sample shop was removed').catch(unlessGone),
      ),
    ),
  )
  await Promise.all(endings)
  await sql`update sample_shop set workflows_left = '{}'`
}

function unlessGone(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error
}
