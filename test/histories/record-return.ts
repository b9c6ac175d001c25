import type { History } from '@temporalio/common/lib/proto-utils.js'
import type { Activities } from '../../activities/index.ts'
import { tellHappenings } from '../../activities/sweep/happenings.ts'
import { tellReturns } from '../../activities/sweep/returns.ts'
import { returnWorkflowId } from '../../domain/returns/happening.ts'
import { type ReturnRef, tellReturn } from '../../intake/tell-return.ts'
import { type Case, settledHistory } from '../support/case-desk.ts'
import { orderHandle, tellingOf, until } from '../support/engine.ts'
import { returnsDesk } from '../support/returns.ts'
import { silentLog } from '../support/shop.ts'
import type { ReturnLife } from './lives.ts'
import type { Stage } from './record-order.ts'

/** Activities that keep a return from being closed by itself while `isHeld` says so. */
export const holdingClose =
  (isHeld: () => boolean) =>
  (activities: Activities): Activities => ({
    ...activities,
    async recordReturn(input) {
      if (input.happening.id.startsWith('close:')) await until(async () => !isHeld(), 'a return to be let go')
      return activities.recordReturn(input)
    },
  })

/** Leads a return of a new order through a life. @returns its history, or that of its order with `whose: 'order'` */
export async function liveReturn(stage: Stage, life: ReturnLife): Promise<History> {
  const { engine, sql, shop } = stage
  const order = await bought(stage)
  const { wish, goodsAreHere } = life.opened
  const made = await returnsDesk(sql, shop).open(order.id, [wish], { goodsAreHere })
  if ('refused' in made) throw new Error(`${life.name}: ${made.refused}`)
  const ref = { id: made.id, source: 'northshore', number: order.number, n: made.n }
  await tellReturn(tellingOf(engine), ref)
  for (const [index, [step, payload]] of life.steps.entries()) {
    if (step === 'told') await told(stage, ref, life)
    else if (step === 'time') await deadlinePasses(stage, ref)
    else await act(stage, ref, `${step}${index}`, step, payload)
  }
  await statusIs(stage, ref, life.ends)
  const handle = handleOf(stage, ref)
  return life.holdsClose ? heldHistory(stage, ref) : settledHistory(handle)
}

/** Paid at the counter, so that the money may go back there. */
export async function bought({ engine, desk, shop }: Stage): Promise<Case> {
  await shop.rules({})
  const order = await desk.placed({ fulfilment: 'reserve', payment: { status: 'unpaid' } })
  await desk.click(order, 'accept')
  await desk.click(order, 'ready')
  await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
  await desk.statusIs(order, 'completed')
  await desk.receiptIsMade(order)
  await orderHandle(engine, order.number).result()
  return order
}

export const handleOf = ({ engine }: Stage, { source, number, n }: ReturnRef) =>
  engine.client.workflow.getHandle(returnWorkflowId(source, number, n))

const statusIs = ({ sql }: Stage, { id }: ReturnRef, status: string) =>
  until(async () => {
    const [row] = await sql`select status from returns where id = ${id}`
    const waiting = await sql`select from return_happenings where return_id = ${id} and status = 'waiting'`
    return row?.status === status && waiting.length === 0
  }, `a return to be ${status}`)

export async function act(
  { engine, sql }: Stage,
  ref: ReturnRef,
  id: string,
  type: string,
  payload: object = {},
) {
  await sql`
    insert into return_happenings (return_id, id, type, payload, actor_kind, user_id)
    values (${ref.id}, ${id}, ${type}, ${sql.json(payload as never)}, 'staff', 'anna')`
  await tellReturn(tellingOf(engine), ref)
  await until(async () => {
    const [row] = await sql`select status from return_happenings where return_id = ${ref.id} and id = ${id}`
    return row?.status !== 'waiting'
  }, `${type} to be answered`)
}

/** What the sweep does, until the money has gone back. */
async function told({ sql, engine }: Stage, { id }: ReturnRef, { holdsClose }: ReturnLife): Promise<void> {
  const deps = { sql, engine: tellingOf(engine), log: silentLog }
  await until(async () => {
    await tellHappenings(deps)
    await tellReturns(deps)
    const [row] = await sql`select status from returns where id = ${id}`
    return row?.status === (holdsClose ? 'refunded' : 'closed')
  }, 'the money to go back')
}

async function deadlinePasses({ engine, sql }: Stage, { id }: ReturnRef): Promise<void> {
  const [row] = await sql<{ deadlineAt: Date }[]>`select deadline_at from returns where id = ${id}`
  await engine.sleep(Math.max(0, (row?.deadlineAt.getTime() ?? 0) - (await engine.currentTimeMs())) + 1_000)
  await until(async () => {
    const [late] = await sql`select from returns where id = ${id} and goods_late_at is not null`
    return late
  }, 'the goods to be late')
}

/** In the middle of a task, of which the engine is told so far when it takes longer than it should. */
function heldHistory(stage: Stage, ref: ReturnRef): Promise<History> {
  return until(async () => {
    const history = await handleOf(stage, ref).fetchHistory()
    const isTold = history.events?.some((event) => {
      const [told] = event.markerRecordedEventAttributes?.details?.result?.payloads ?? []
      return told?.data && Buffer.from(told.data).toString().includes('"close:')
    })
    return isTold && history
  }, 'the engine to be told that the money went back')
}
