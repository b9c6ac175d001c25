import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, Worker } from '@temporalio/worker'
import pino from 'pino'
import { beforeAll, expect, it } from 'vitest'
import { look } from '../../activities/stuck/watch.ts'
import { findStuck } from '../../db/stuck/list.ts'
import { orderWorkflowId, TASK_QUEUE } from '../../domain/ids.ts'
import { startOrder } from '../../intake/tell-workflow.ts'
import { decideStuck } from '../../server/stuck/act.ts'
import { hirePeople } from '../server/settings/owners.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, devEngine, tellingOf, until } from '../support/engine.ts'
import { openBox } from '../support/integrator.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
// The engine reports a workflow after its second failure instead of its fifth.
const engine = await devEngine([
  '--dynamic-config-value',
  'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2',
])
let shop: Shop
const mia = { id: 'mia', name: 'Mia', email: '', role: 'manager', sessionId: '', hasSample: false } as const

beforeAll(async () => {
  shop = await openShop(sql)
  await hirePeople(sql)
  await sql`insert into watch default values`
  await shop.stock({ sku: 'HELMET', onHand: 10 })
})

it('a workflow whose tasks fail shows with its error, and is begun anew from its row by whoever tries it now', async () => {
  const order = webOrder([{ sku: 'HELMET' }])
  const id = await shop.receive(order)
  await shop.act(id, 'accept')
  const workflowId = orderWorkflowId('northshore', order.number)
  const watching = { sql, secrets: openBox, engine: tellingOf(engine), log: silentLog }
  const broken = await Worker.create({
    connection: engine.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('./broken-order.ts', import.meta.url)),
    }),
  })
  await broken.runUntil(async () => {
    await engine.client.workflow.start('order', {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [{ orderId: id }],
      workflowTaskTimeout: '2s',
    })
    await until(async () => {
      await look(watching)
      return findStuck(sql, 'workflow', workflowId)
    }, 'the failing workflow to be seen')
  })
  expect(await findStuck(sql, 'workflow', workflowId)).toMatchObject({
    source: 'northshore',
    number: order.number,
    trouble: 'this release is broken',
  })

  const deps = { sql, engine: tellingOf(engine), log: pino({ enabled: false }) }
  const wish = { kind: 'workflow', key: workflowId, deed: 'try_now', reason: null, told: () => '' } as const
  await (await deskWorker(engine, sql)).runUntil(async () => {
    expect(await decideStuck(deps, mia, wish)).toBe('done')
    const made = () => sql`select from documents where order_id = ${id}`
    await until(async () => (await made()).length > 0, 'the receipt that was still open')
    await look(watching)
  })
  expect(await findStuck(sql, 'workflow', workflowId)).toBeNull()
  expect((await shop.row(id))?.status).toBe('in_process')
  expect(await shop.onHand('HELMET')).toBe(9)
})

it('a workflow that works again by the time somebody tries it is left alone', async () => {
  const order = webOrder([{ sku: 'HELMET' }])
  const id = await shop.receive(order)
  const workflowId = orderWorkflowId('northshore', order.number)
  const handle = engine.client.workflow.getHandle(workflowId)
  const deps = { sql, engine: tellingOf(engine), log: pino({ enabled: false }) }
  const wish = { kind: 'workflow', key: workflowId, deed: 'try_now', reason: null, told: () => '' } as const
  await (await deskWorker(engine, sql)).runUntil(async () => {
    await startOrder(tellingOf(engine), { id, source: 'northshore', number: order.number, store: 'MAIN' })
    const { runId } = await handle.describe()
    const isIdle = async () => !(await handle.describe()).raw.pendingWorkflowTask
    await until(isIdle, 'its first task')
    await sql`
      insert into failing_workflows (id, order_id, since, attempts) values (${workflowId}, ${id}, now() - interval '1 minute', 5)`
    expect(await decideStuck(deps, mia, wish)).toBe('gone')
    expect(await handle.describe()).toMatchObject({ runId, status: { name: 'RUNNING' } })
    expect(await findStuck(sql, 'workflow', workflowId)).toBeNull()
  })
})

it('an order that was restored without a status is begun anew, though its workflow is past its beginning', async () => {
  const order = webOrder([{ sku: 'NOWHERE' }])
  const id = await shop.arrive(order)
  const workflowId = orderWorkflowId('northshore', order.number)
  await (await deskWorker(engine, sql)).runUntil(async () => {
    const start = () =>
      startOrder(tellingOf(engine), { id, source: 'northshore', number: order.number, store: null })
    await start()
    await until(async () => shop.row(id), 'the first status')
    // As it stood in the backup.
    await sql`delete from callbacks where order_id = ${id}`
    for (const table of ['effects', 'order_events', 'order_lines'])
      await sql`delete from ${sql(table)} where order_id = ${id}`
    await sql`delete from orders where id = ${id}`
    await sql`update web_orders set recorded_at = null where id = ${id}`
    await sql`update watch set engine_id = null, rebuild_after = ${id}`
    await look({ sql, secrets: openBox, engine: tellingOf(engine), log: silentLog })
    expect((await engine.client.workflow.getHandle(workflowId).describe()).status.name).toBe('TERMINATED')
    await start()
    await until(async () => shop.row(id), 'the status once more')
  })
})

it('open orders are begun anew though the engine’s list does not come', async () => {
  const id = await shop.receive(webOrder([{ sku: 'HELMET' }]))
  const listless = Object.create(engine.client.workflow, {
    list: {
      value: () => {
        throw new Error('too slow')
      },
    },
  })
  const client = Object.create(engine.client, { workflow: { value: listless } })
  await sql`update watch set rebuild_after = ${id - 1}`
  await look({ sql, secrets: openBox, engine: { ...tellingOf(engine), client }, log: silentLog })
  const [order] = await sql<{ number: string }[]>`select number from orders where id = ${id}`
  const handle = engine.client.workflow.getHandle(orderWorkflowId('northshore', order?.number ?? ''))
  expect((await handle.describe()).status.name).toBe('RUNNING')
  expect(await sql`select rebuild_after, engine_trouble from watch`).toEqual([
    { rebuildAfter: null, engineTrouble: 'Error' },
  ])
})

it('an engine that does not answer is noted, and forgotten when it is back', async () => {
  const away = {
    ...tellingOf(engine),
    client: { connection: { withDeadline: () => Promise.reject(new Error('away')) } },
  }
  await look({ sql, secrets: openBox, engine: away as never, log: silentLog })
  expect(await sql`select engine_trouble from watch`).toEqual([{ engineTrouble: 'Error' }])
  await look({ sql, secrets: openBox, engine: tellingOf(engine), log: silentLog })
  expect(await sql`select engine_away_since, looked_at is not null as looked from watch`).toEqual([
    { engineAwaySince: null, looked: true },
  ])
})
