import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { tellHappenings } from '../../activities/sweep/happenings.ts'
import { tellReturns } from '../../activities/sweep/returns.ts'
import { TASK_QUEUE } from '../../domain/ids.ts'
import { returnWorkflowId } from '../../domain/returns/happening.ts'
import { tellReturn } from '../../intake/tell-return.ts'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { tellingOf, timeSkippingEngine, until } from '../support/engine.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'

/** Time is skipped only while no task is pending anywhere. */
const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
const stripe = new StripeSimulator()
const secrets = { open: (sealed: string) => sealed }
const DAY = 86_400_000
let shop: Shop
let desk: ReturnsDesk

beforeAll(async () => {
  await stripe.start()
  shop = await openShop(sql)
  desk = returnsDesk(sql, shop)
  await shop.stock({ sku: 'HELMET', onHand: 10 })
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('main', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, ${stripe.url})`
  await sql`update sources set payment_account = 'main'`
})
afterAll(() => stripe.stop())

/** Without a cache each task replays what was before, as after the death of a worker, for which this engine waits for ever. */
async function withWorker(work: () => Promise<void>): Promise<void> {
  const worker = await Worker.create({
    connection: engine.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities: createActivities({ sql, log: silentLog, secrets }),
    maxCachedWorkflows: 0,
  })
  await worker.runUntil(work)
}

/** Two helmets, whose money was taken before: 22.00. */
async function completed() {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }])
  const { reference } = order.payment
  const id = await shop.receive(order)
  const money = {
    account: 'main',
    state: 'captured',
    held: 2_200,
    captured: 2_200,
    refunded: 0,
    captureBefore: null,
    warned: false,
    cardType: null,
    fee: null,
    trouble: null,
    disputes: [],
  }
  stripe.hold(reference, 2_200, 'usd')
  const intent = stripe.intents.get(reference)
  Object.assign(intent ?? {}, { status: 'succeeded', amount_received: 2_200 })
  await sql`update effects set status = 'done', ended_at = now() where order_id = ${id}`
  await sql`update orders set status = 'completed', money = ${sql.json(money)} where id = ${id}`
  await sql`update sales set status = 'finished', ended_at = now() where order_id = ${id}`
  return { id, number: order.number, reference }
}

it('a return waits for its goods, outlives its worker, and is closed once its money has gone back, once', async () => {
  const { id, number, reference } = await completed()
  const opened = await desk.open(id, [{ sellable: 2 }], { goodsAreHere: false })
  if ('refused' in opened) throw new Error(opened.refused)
  const ref = { id: opened.id, source: 'northshore', number, n: opened.n }
  const statusIs = (status: string) =>
    until(async () => (await desk.row(opened.id))?.status === status, `the return to be ${status}`)
  const put = (type: string, payload: object) => sql`
    insert into return_happenings (return_id, id, type, payload, actor_kind, user_id)
    values (${opened.id}, ${type}, ${type}, ${sql.json(payload as never)}, 'staff', 'anna')`

  await withWorker(async () => {
    await tellReturn(tellingOf(engine), ref)
    await engine.sleep(13 * DAY)
    expect(await desk.row(opened.id)).toMatchObject({ status: 'opened', goodsLateAt: null })
    await engine.sleep(2 * DAY)
    await until(async () => (await desk.row(opened.id))?.goodsLateAt, 'the goods to be late')
  })
  // Nobody works: what is done now waits in the inbox, and its signal with the engine.
  await put('goodsIn', { lines: [{ line: '1', sellable: 1, defective: 1, toInspect: 0 }] })
  await put('refund', { method: 'provider' })
  await tellReturn(tellingOf(engine), ref)
  stripe.breakTwice({ path: /refunds$/, is: 'lost' })
  await withWorker(async () => {
    await statusIs('refunding')
    const deps = { sql, engine: tellingOf(engine), log: silentLog }
    await until(async () => {
      await tellHappenings(deps)
      await tellReturns(deps)
      return (await desk.row(opened.id))?.status === 'closed'
    }, 'the return to be closed')
    await engine.client.workflow.getHandle(returnWorkflowId('northshore', number, opened.n)).result()
  })
  expect(stripe.deeds.filter((deed) => deed.startsWith('refund'))).toEqual([`refund ${reference} 2200`])
  expect([await shop.onHand('HELMET'), await desk.bin('HELMET')]).toEqual([9, 1])
  const told =
    await sql`select type, to_status from return_events where return_id = ${opened.id} order by seq`
  expect(told.map(({ type, toStatus }) => `${type} ${toStatus}`)).toEqual([
    'opened opened',
    'goodsLate opened',
    'goodsIn inspected',
    'refund refunding',
    'refundGiven refunded',
    'close closed',
  ])
})
