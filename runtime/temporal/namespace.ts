import { setTimeout as pause } from 'node:timers/promises'
import { Connection } from '@temporalio/client'

const thirtyDays = 30 * 24 * 3_600
const tries = 30

/** The dev server forgets closed runs after a day; a shop looks back longer. Its namespace appears a moment after it serves. */
export async function setRetention(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 5_000, tls: false })
  const config = { workflowExecutionRetentionTtl: { seconds: thirtyDays } }
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await connection.withDeadline(Date.now() + 3_000, () =>
          connection.workflowService.updateNamespace({ namespace, config } as never),
        )
        return
      } catch (error) {
        if (attempt === tries) throw error
        await pause(200)
      }
    }
  } finally {
    await connection.close()
  }
}
