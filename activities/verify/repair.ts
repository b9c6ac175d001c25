import type { Sql } from '../../db/client.ts'
import { type Difference, type Repair, repairOf } from '../../domain/verify/difference.ts'
import { tellReturn } from '../../intake/tell-return.ts'
import { type Engine, type OrderRef, startOrder, tellOrder, wakeOrder } from '../../intake/tell-workflow.ts'
import { suspectedOf } from './left-over.ts'

export interface Repaired {
  difference: Difference
  repair: Repair
}

/**
 * Mends what is safe: starts what was lost from its row, tells what waits, ends what nothing belongs to. Never touches
 * money, stock or events. Each thing once, however many differences lead to it.
 * @param onRepaired told of each as it is mended, so that it can be noted whatever comes after
 * @throws where the engine does not answer
 */
export async function repairBooks(
  sql: Sql,
  engine: Engine,
  differences: readonly Difference[],
  onRepaired: (repaired: Repaired) => void = () => {},
): Promise<Repaired[]> {
  const done: Repaired[] = []
  const seen = new Set<string>()
  for (const difference of differences) {
    const repair = repairOf(difference.code)
    if (repair === null) continue
    const key = `${repair} ${difference.order?.id} ${difference.about}`
    if (seen.has(key)) continue
    seen.add(key)
    const did = await mend(sql, engine, difference, repair)
    if (did === null) continue
    done.push({ difference, repair: did })
    onRepaired({ difference, repair: did })
  }
  return done
}

/** @returns what was done; null: there was nothing to do any more */
async function mend(
  sql: Sql,
  engine: Engine,
  { order, about, code }: Difference,
  repair: Repair,
): Promise<Repair | null> {
  if (order === null) return repair === 'ended' && (await endStale(sql, engine, about)) ? 'ended' : null
  const [ref] = await sql<OrderRef[]>`
    select w.id, w.source, w.number, o.store from web_orders w left join orders o on o.id = w.id where w.id = ${order.id}`
  if (!ref) return null
  const n = returnIn(about)
  if (n !== null) return (await tellItsReturn(sql, engine, order.id, n)) ? 'told' : null
  const hadLease = code === 'effect_forgotten' && (await endLease(sql, about))
  if (repair === 'started') await startOrder(engine, ref)
  else if (repair === 'told') await tellWaiting(sql, engine, ref, about)
  else await wakeOrder(engine, ref)
  return hadLease ? 'lease_ended' : repair
}

/** "return 2, …" or "return:<source>:<number>:2". */
function returnIn(about: string): number | null {
  const [, words, id] = /^return (\d+),|^return:[^:]+:[^:]+:(\d+)$/.exec(about) ?? []
  const n = words ?? id
  return n === undefined ? null : Number(n)
}

async function tellItsReturn(sql: Sql, engine: Engine, orderId: number, n: number): Promise<boolean> {
  const [ref] = await sql<{ id: number; source: string; number: string; n: number }[]>`
    select r.id, o.source, o.number, r.n from returns r join orders o on o.id = r.order_id
    where o.id = ${orderId} and r.n = ${n}`
  if (ref) await tellReturn(engine, ref)
  return ref !== undefined
}

async function tellWaiting(sql: Sql, engine: Engine, ref: OrderRef, id: string): Promise<void> {
  const [waiting] = await sql<{ type: string }[]>`
    select type from happenings where order_id = ${ref.id} and id = ${id} and status = 'waiting'`
  if (waiting) await tellOrder(engine, ref, { type: waiting.type, id })
}

/** Of somebody who died with it long ago. */
async function endLease(sql: Sql, key: string): Promise<boolean> {
  const ended = await sql`
    update effects set lease_until = null
    where key = ${key} and status = 'open' and lease_until < now() - interval '10 minutes'`
  return ended.count > 0
}

/** Looked at once more: no order or return may have come meanwhile. */
async function endStale(sql: Sql, { client }: Engine, workflowId: string): Promise<boolean> {
  const [still] = await suspectedOf(sql, [workflowId])
  if (still?.code !== 'workflow_without_order') return false
  await client.connection.withDeadline(Date.now() + 3_000, () =>
    client.workflow.getHandle(workflowId).terminate('the books know no such order'),
  )
  return true
}
