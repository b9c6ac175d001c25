import { Client, Connection } from '@temporalio/client'
import type { Sql } from '../../db/client.ts'
import { orderWorkflowId } from '../../domain/ids.ts'
import { openStatuses } from '../../domain/status.ts'
import { SOURCE } from '../program/desk.ts'
import { until } from '../runtime/running-program.ts'

const secondsToClose = 60

/** I13: an open order has one workflow that runs, a closed one none, and none ever failed. */
export async function engineDiffers(sql: Sql, address: string): Promise<string[]> {
  const connection = await Connection.connect({ address, tls: false })
  const client = new Client({ connection })
  try {
    const open = await sql<{ number: string }[]>`
      select number from orders where status = any(${[...openStatuses]}::text[])`
    const expected = open.map(({ number }) => orderWorkflowId(SOURCE, number))
    let found: string[] = []
    await until(async () => {
      found = await differences(client, expected)
      return found.length === 0
    }, secondsToClose).catch(() => undefined)
    return found
  } finally {
    await connection.close()
  }
}

async function differences(client: Client, expected: readonly string[]): Promise<string[]> {
  const running = await idsOf(client, `WorkflowType = 'order' and ExecutionStatus = 'Running'`)
  const failed = await idsOf(client, `ExecutionStatus in ('Failed', 'Terminated', 'TimedOut', 'Canceled')`)
  return [
    ...expected.filter((id) => !running.has(id)).map((id) => `${id} is open and no workflow runs for it`),
    ...[...running].filter((id) => !expected.includes(id)).map((id) => `${id} still runs`),
    ...[...failed].map((id) => `the workflow ${id} failed`),
  ]
}

async function idsOf(client: Client, query: string): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId)
  return ids
}
