import { setTimeout as pause } from 'node:timers/promises'
import { QueryNotRegisteredError, WorkflowNotFoundError } from '@temporalio/client'
import pLimit from 'p-limit'
import type { Sql } from '../../db/client.ts'
import { orderWorkflowId } from '../../domain/ids.ts'
import { returnWorkflowId } from '../../domain/returns/happening.ts'
import { openReturns } from '../../domain/returns/return.ts'
import { openStatuses } from '../../domain/status.ts'
import { type DeskSeen, deskDifference } from '../../domain/verify/desk.ts'
import type { Difference, Finding, OrderName } from '../../domain/verify/difference.ts'
import type { Desk } from '../record/types.ts'
import { codeOf, failsTasks, isRunning, UNAVAILABLE, type WithClient } from './running.ts'

/** An order that was not worked on for long is replayed before it answers. */
const QUERY_MS = 10_000
const AT_ONCE = 4
const BATCH = 200
/** What moves on while it is looked at is looked at again: by then a click, its task and its row agree. */
const LOOKS = 5
const BETWEEN_LOOKS_MS = 1_000
/** Where so many differ, one look at each has to do: an engine that was lost would take a day. */
const PATIENT_MAX = 50
/** Where so many do not answer, the rest is not asked. */
const SILENT_MAX = 20

interface OpenOrder extends OrderName, DeskSeen {}

/** What an engine is asked, and where it is told what still runs: those that were found are taken off. */
export interface EngineCheck extends WithClient {
  sql: Sql
  running: Set<string>
  beat(): void
  /** How many were found not to agree, and not to answer. */
  differing: number
  silent: number
}

/** Each open order has a workflow that runs and says the same as its row. */
export async function checkOpenOrders(check: EngineCheck, only: number | null = null): Promise<Difference[]> {
  const { sql, beat } = check
  const differences: Difference[] = []
  const limit = pLimit(AT_ONCE)
  for (let after = 0; ; ) {
    const orders = await sql<OpenOrder[]>`
      select ${openColumns(sql)} from orders
      where status in ${sql([...openStatuses])} and id > ${after} and ${only === null ? sql`true` : sql`id = ${only}`}
      order by id limit ${BATCH}`
    const found = await Promise.all(orders.map((order) => limit(() => checkOpenOrder(check, order))))
    differences.push(...found.flat())
    beat()
    const last = orders.at(-1)
    if (!last) return differences
    after = last.id
  }
}

const openColumns = (sql: Sql) => sql`
  id, source, number, status, version, deadline_kind || ':' || to_char(deadline_at at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as deadline`

async function checkOpenOrder(check: EngineCheck, { id, source, number }: OpenOrder): Promise<Difference[]> {
  const workflowId = orderWorkflowId(source, number)
  const order = { id, source, number }
  const isListed = check.running.delete(workflowId)
  let found: Finding | null = null
  for (let look = 1; look <= looksLeft(check); look++) {
    if (look > 1) await pause(BETWEEN_LOOKS_MS)
    const runs = isListed || (await isRunning(check, workflowId))
    const desk = runs ? await deskOf(check, workflowId) : 'gone'
    const row = await openRow(check.sql, id)
    if (row === null || desk === 'busy') return []
    if (desk === 'failing') return [{ ...failing(workflowId), order }]
    found = desk === 'gone' ? missing(workflowId) : deskDifference(row, desk)
    if (found === null) return []
  }
  if (found === null) return []
  check.differing++
  return [{ ...found, order }]
}

const looksLeft = ({ differing }: EngineCheck) => (differing < PATIENT_MAX ? LOOKS : 1)

/** Null: it is closed meanwhile. */
async function openRow(sql: Sql, id: number): Promise<DeskSeen | null> {
  const [row] = await sql<OpenOrder[]>`
    select ${openColumns(sql)} from orders where id = ${id} and status in ${sql([...openStatuses])}`
  return row ?? null
}

const missing = (workflowId: string): Finding => ({
  code: 'workflow_missing',
  about: workflowId,
  expected: 'runs',
  found: '–',
})

const failing = (workflowId: string): Finding => ({
  code: 'workflow_failing',
  about: workflowId,
  expected: 'answers',
  found: '–',
})

/** The workflow's own word; 'busy': it does not answer, and nothing says that it can't. */
async function deskOf(
  check: EngineCheck,
  workflowId: string,
): Promise<DeskSeen | null | 'gone' | 'failing' | 'busy'> {
  const { client } = check
  if (check.silent >= SILENT_MAX) return 'busy'
  try {
    const desk = await client.connection.withDeadline(Date.now() + QUERY_MS, () =>
      client.workflow.getHandle(workflowId).query<Desk | null>('desk'),
    )
    return desk && { status: desk.status, version: desk.version, deadline: desk.nextDeadline?.id ?? null }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'gone'
    const isUnanswered = error instanceof QueryNotRegisteredError || codeOf(error) !== null
    if (!isUnanswered || codeOf(error) === UNAVAILABLE) throw error
    check.silent++
    return (await failsTasks(check, workflowId)) ? 'failing' : 'busy'
  }
}

interface OpenReturn extends OrderName {
  n: number
}

/** Each open return has a workflow that runs. */
export async function checkOpenReturns(
  check: EngineCheck,
  only: number | null = null,
): Promise<Difference[]> {
  const { sql, beat } = check
  const differences: Difference[] = []
  for (let after = 0; ; ) {
    const returns = await sql<(OpenReturn & { returnId: number })[]>`
      select r.id as return_id, o.id, o.source, o.number, r.n from returns r join orders o on o.id = r.order_id
      where r.status in ${sql([...openReturns])} and r.id > ${after}
        and ${only === null ? sql`true` : sql`o.id = ${only}`}
      order by r.id limit ${BATCH}`
    for (const one of returns) differences.push(...(await checkOpenReturn(check, one)))
    beat()
    const last = returns.at(-1)
    if (!last) return differences
    after = last.returnId
  }
}

async function checkOpenReturn(
  check: EngineCheck,
  { returnId, id, source, number, n }: OpenReturn & { returnId: number },
): Promise<Difference[]> {
  const workflowId = returnWorkflowId(source, number, n)
  if (check.running.delete(workflowId)) return []
  for (let look = 1; look <= looksLeft(check); look++) {
    if (look > 1) await pause(BETWEEN_LOOKS_MS)
    if (await isRunning(check, workflowId)) return []
    const open = await check.sql`
      select from returns where id = ${returnId} and status in ${check.sql([...openReturns])}`
    if (open.length === 0) return []
  }
  check.differing++
  return [{ ...missing(workflowId), order: { id, source, number } }]
}
