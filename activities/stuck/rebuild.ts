import { WorkflowNotFoundError } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { orderWorkflowId } from '../../domain/ids.ts'
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

/**
 * A database that was restored beside an engine that went on: an order may have no status yet whose workflow is long
 * past its beginning, and would never begin again. Its run is ended; the sweep starts it as any other that waits. `restore`
 * leaves the last order of the backup in `rebuild_after`.
 */
async function endStale({ sql, engine: { client } }: Deps): Promise<void> {
  const limit = pLimit(AT_ONCE)
  const end = async ({ source, number }: OrderRef) => {
    try {
      await client.connection.withDeadline(Date.now() + LIMIT_MS, () =>
        client.workflow.getHandle(orderWorkflowId(source, number)).terminate('its order was restored'),
      )
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }
  for (let after = 0; ; ) {
    const batch = await sql<OrderRef[]>`
      select id, source, number from web_orders
      where recorded_at is null and raw is not null and id > ${after} and id <= (select rebuild_after from watch)
      order by id limit ${BATCH}`
    await Promise.all(batch.map((order) => limit(() => end(order))))
    const last = batch.at(-1)
    if (!last) return
    after = last.id
  }
}

async function tellReturns({ sql, engine }: Deps): Promise<void> {
  const open = await sql<ReturnRef[]>`
    select r.id, o.source, o.number, r.n from returns r join orders o on o.id = r.order_id
    where r.status in ${sql([...openReturns])}`
  const limit = pLimit(AT_ONCE)
  await Promise.all(open.map((ref) => limit(() => tellReturn(engine, ref))))
}
