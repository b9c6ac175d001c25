import type { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAllOrders, checkOneOrder, checkTheRest } from '../../activities/verify/check.ts'
import { repairBooks } from '../../activities/verify/repair.ts'
import { TASK_QUEUE } from '../../domain/ids.ts'
import type { Difference } from '../../domain/verify/difference.ts'
import { startUpkeep } from '../../intake/start-upkeep.ts'
import { type Case, type CaseDesk, caseDesk } from '../support/case-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, devEngine, orderHandle, tellingOf, until } from '../support/engine.ts'
import { returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const engine = await devEngine()
const telling = tellingOf(engine)
let shop: Shop
let desk: CaseDesk
let worker: Worker
let working: Promise<void>

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  await sql`update stores set rules = '{"undoSeconds": 0}'`
  desk = caseDesk(engine, shop)
  worker = await deskWorker(engine, sql, { engine: telling })
  working = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await working
})

async function arrived(): Promise<Case> {
  const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
  await desk.start(order)
  await desk.statusIs(order, 'new')
  return order
}

async function allThatDiffers(): Promise<Difference[]> {
  const found: Difference[] = []
  for await (const { differences } of checkAllOrders(sql)) found.push(...differences)
  const rest = await checkTheRest({ sql, engine: telling }, () => {})
  expect(rest.skipped).toEqual([])
  return [...found, ...rest.differences]
}

const codesOf = async ({ id }: Case) =>
  (await checkOneOrder({ sql, engine: telling }, id)).differences.map(({ code }) => code)

describe('the workflows of a shop', () => {
  it('agree with its books, open and closed, while orders come and staff click', async () => {
    const orders = await Promise.all(Array.from({ length: 8 }, arrived))
    const busy = Promise.all(
      orders.map(async (order, index) => {
        await desk.click(order, 'accept')
        if (index % 2) await desk.click(order, 'reject', { reason: 'damaged' })
        await arrived()
      }),
    )
    expect(await allThatDiffers()).toEqual([])
    await busy
    expect(await allThatDiffers()).toEqual([])
  })

  it('are missed where one of an open order was lost, and started again from its row', async () => {
    const order = await arrived()
    await orderHandle(engine, order.number).terminate('a power cut')
    const found = await allThatDiffers()
    expect(found).toMatchObject([{ code: 'workflow_missing', order: { number: order.number } }])
    expect(await repairBooks(sql, telling, found)).toMatchObject([{ repair: 'woken' }])
    expect(await allThatDiffers()).toEqual([])
    expect(await desk.click(order, 'accept')).toMatchObject({ status: 'applied' })
  })

  it('that were begun again are told of, though the engine goes away before the rest', async () => {
    const orders = [await arrived(), await arrived()]
    for (const { number } of orders) await orderHandle(engine, number).terminate('a power cut')
    const found = await allThatDiffers()
    let calls = 0
    const connection = Object.create(engine.client.connection, {
      withDeadline: {
        value: (deadline: number, call: () => Promise<unknown>) =>
          ++calls > 1
            ? Promise.reject(new Error('away'))
            : engine.client.connection.withDeadline(deadline, call),
      },
    })
    const going = { ...telling, client: Object.create(engine.client, { connection: { value: connection } }) }
    const told: unknown[] = []
    await expect(repairBooks(sql, going, found, (one) => told.push(one))).rejects.toThrow('away')
    expect(told).toMatchObject([{ repair: 'woken', difference: { order: { number: orders[0]?.number } } }])
    expect(await repairBooks(sql, telling, found)).toHaveLength(2)
  })

  it('are missed where one of an open return was lost', async () => {
    const order = await arrived()
    await desk.click(order, 'accept')
    await desk.click(order, 'ready')
    await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
    const made = await returnsDesk(sql, shop).open(order.id, [{ sellable: 1 }], { goodsAreHere: false })
    expect(made).toMatchObject({ n: 1 })
    const found = await allThatDiffers()
    expect(found).toMatchObject([{ code: 'workflow_missing', about: `return:northshore:${order.number}:1` }])
    expect(await repairBooks(sql, telling, found)).toMatchObject([{ repair: 'told' }])
    expect(await allThatDiffers()).toEqual([])
  })

  it('are held against the row where it was changed by hand', async () => {
    const order = await arrived()
    await sql`update orders set version = version + 1 where id = ${order.id}`
    expect(await codesOf(order)).toEqual(['row_differs', 'workflow_differs'])
    await sql`update orders set version = version - 1 where id = ${order.id}`
    expect(await codesOf(order)).toEqual([])
  })

  it('are ended where the books know no such order', async () => {
    await engine.client.workflow.start('order', {
      workflowId: 'order:elsewhere:NOBODY',
      taskQueue: 'elsewhere',
      args: [{ orderId: 1 }],
    })
    expect(await allThatDiffers()).toEqual([])
    const order = await arrived()
    await engine.client.workflow.start('order', {
      workflowId: 'order:northshore:NOBODY',
      taskQueue: TASK_QUEUE,
      args: [{ orderId: order.id }],
    })
    const found = await allThatDiffers()
    expect(found).toMatchObject([{ code: 'workflow_without_order', order: null }])
    expect(await repairBooks(sql, telling, found)).toMatchObject([{ repair: 'ended' }])
    expect(await allThatDiffers()).toEqual([])
  })

  it('are named where their tasks fail', async () => {
    const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
    await shop.tell(order.id, { id: 'received', type: 'received' })
    await engine.client.workflow.start('order', {
      workflowId: `order:northshore:${order.number}`,
      taskQueue: TASK_QUEUE,
      args: [],
    })
    await until(async () => {
      const { raw } = await orderHandle(engine, order.number).describe()
      return (raw.pendingWorkflowTask?.attempt ?? 0) > 1
    }, 'a task to fail')
    expect(await codesOf(order)).toEqual(['workflow_failing'])
    await orderHandle(engine, order.number).terminate('the test is over')
    await desk.start(order)
  }, 60_000)

  it('are told what waits in an inbox', async () => {
    const order = await arrived()
    const at = new Date(Date.now() - 120_000)
    const id = await shop.put(order.id, 'comment', { text: 'Nobody told it' }, { at })
    const { differences } = await checkOneOrder({ sql, engine: telling }, order.id)
    expect(differences).toMatchObject([{ code: 'happening_waiting', about: id }])
    expect(await repairBooks(sql, telling, differences)).toMatchObject([{ repair: 'told' }])
    await until(
      async () => (await shop.answer(order.id, id))?.status === 'applied',
      'the comment to be recorded',
    )
    expect(await codesOf(order)).toEqual([])
  })
})

describe('the nightly check', () => {
  const ended = (id: number) =>
    until(async () => {
      const [check] = await sql`select * from book_checks where id = ${id} and state <> 'running'`
      return check
    }, 'the check to end')

  it('keeps what it found', async () => {
    await sql`update stock_levels set on_hand = on_hand - 1`
    await startUpkeep(telling, 'checkBooks', 1)
    expect(await ended(1)).toMatchObject({ state: 'done', differences: 1, skipped: [] })
    expect(await sql`select * from book_differences`).toMatchObject([
      { code: 'level_differs', about: 'HELMET at main', orderId: null },
    ])
    await sql`update stock_levels set on_hand = on_hand + 1`
    await startUpkeep(telling, 'checkBooks', 2)
    expect(await ended(2)).toMatchObject({ state: 'done', differences: 0 })
  })

  it('goes on where one was ended in the middle, and is done once at a time', async () => {
    const [last] = await sql`select max(id) as id, count(*)::int as orders from web_orders`
    await sql`insert into book_checks (orders_total, orders, last_order) values (${last?.orders}, 3, ${last?.id})`
    await startUpkeep(telling, 'checkBooks', 3)
    expect(await ended(3)).toMatchObject({ state: 'done', orders: 3 })
    await sql`
      insert into book_checks (orders_total, lease_until) values (0, now() + interval '1 minute')`
    await startUpkeep(telling, 'checkBooks', 4)
    await engine.client.workflow.getHandle('checkBooks:4').result()
    expect(await sql`select state, orders from book_checks where id = 4`).toEqual([
      { state: 'running', orders: 0 },
    ])
    await sql`delete from book_checks where id = 4`
  })

  it('keeps the last thirty', async () => {
    await sql`
      insert into book_checks (state, started_at, ended_at)
      select 'done', now(), now() from generate_series(1, 40)`
    const [{ id } = { id: 0 }] = await sql<{ id: number }[]>`select max(id) + 1 as id from book_checks`
    await startUpkeep(telling, 'checkBooks', id)
    await ended(id)
    expect(await sql`select from book_checks`).toHaveLength(30)
  })
})
