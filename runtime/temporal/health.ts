import { Connection } from '@temporalio/client'

const workflowService = 'temporal.api.workflowservice.v1.WorkflowService'

/** Whether a Temporal server answers its health check at the address within 3 s. Never rejects. */
export async function isServing(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address, connectTimeout: 2_000, tls: false })
  try {
    const answer = await connection.withDeadline(Date.now() + 3_000, () =>
      connection.healthService.check({ service: workflowService }),
    )
    return String(answer.status) === '1' || String(answer.status) === 'SERVING'
  } catch {
    return false
  } finally {
    await connection.close()
  }
}
