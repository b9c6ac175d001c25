import { WorkflowNotFoundError } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { openReturns } from '../../domain/returns/return.ts'
import { openStatuses } from '../../domain/status.ts'
import { type ReturnRef, tellReturn } from '../../intake/tell-return.ts'
import { type Engine, type OrderRef, wakeOrder } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'

/** The engine takes some sixty a second on two cores, and people click meanwhile. */
const BATCH = 50
const AT_ONCE = 5
const LIMIT_MS = 3_000

interface Deps {
  sql: Sql
  engine: Engine
  log: Log
}

/**
 * Where the engine is another one than before, or the database was restored, the workflow of every open order and
 * return is told to look again, and begun from its row where there is none: so their clocks run on. It goes on where
 * it was, whoever dies in between; telling one twice changes nothing.
 */
export async function rebuildLost(deps: Deps): Promise<void> {
  const { sql, engine, log } = deps
  const engineId = await idOf(engine)
  const [other] = await sql<{ isRestored: boolean }[]>`
    select engine_id is null and rebuild_after is not null as is_restored from watch where engine_id is distinct from ${engineId}`
  if (other) {
    if (other.isRestored) await endStale(deps)
    await tellReturns(deps)
    await sql`update watch set engine_id = ${engineId}, rebuild_after = 0`
  }
  let told = 0
  for (;;) {
    const batch = await sql<OrderRef[]>`
      select id, source, number, store from orders
      where id > (select rebuild_after from watch) and status in ${sql([...openStatuses])} order by id limit ${BATCH}`
    const last = batch.at(-1)
    if (!last) break
    const limit = pLimit(AT_ONCE)
    await Promise.all(batch.map((order) => limit(() => wakeOrder(engine, order))))
    told += batch.length
    await sql`update watch set rebuild_after = ${last.id}, claimed_at = now()`
  }
  await sql`update watch set rebuild_after = null where rebuild_after is not null`
  if (told > 0) log.info({ orders: told }, 'the workflows of open orders were begun from their rows')
}

/** Of its namespace, which a new or emptied engine makes anew. */
async function idOf({ client }: Engine): Promise<string> {
  const { namespace } = client.options
  const { namespaceInfo } = await client.connection.withDeadline(Date.now() + LIMIT_MS, () =>
    client.workflowService.describeNamespace({ namespace }),
  )
  return namespaceInfo?.id ?? namespace
}

/** Of orders and returns; the engine's list may take a moment to know of the newest. */
const RUNNING = "ExecutionStatus = 'Running' AND WorkflowType IN ('order', 'returnCase')"

/**
 * A database that was restored beside an engine that went on: its runs know more than the rows, or orders whose numbers
 * belong to others now. All of them are ended; those of open orders are begun from their rows, and what has no status
 * yet is started by the sweep as any other that waits. `restore` asks for it by leaving a number in `rebuild_after`.
 */
async function endStale({ engine: { client } }: Deps): Promise<void> {
  const limit = pLimit(AT_ONCE)
  const end = async (workflowId: string, runId: string) => {
    try {
      await client.workflow.getHandle(workflowId, runId).terminate('the database was restored')
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  let batch: Promise<void>[] = []
  for await (const { workflowId, runId } of client.workflow.list({ query: RUNNING })) {
    batch.push(limit(() => end(workflowId, runId)))
    if (batch.length < BATCH) continue
    await Promise.all(batch)
    batch = []
  }
  await Promise.all(batch)
}

async function tellReturns({ sql, engine }: Deps): Promise<void> {
  const open = await sql<ReturnRef[]>`
    select r.id, o.source, o.number, r.n from returns r join orders o on o.id = r.order_id
    where r.status in ${sql([...openReturns])}`
  const limit = pLimit(AT_ONCE)
  await Promise.all(open.map((ref) => limit(() => tellReturn(engine, ref))))
}
