import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, devEngine, tellingOf } from '../support/engine.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, type Person, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const engine = await devEngine()
const desk = openWebDesk(database, { engine: tellingOf(engine) })
let worker: Awaited<ReturnType<typeof deskWorker>>
let running: Promise<void>
let anna: Person
let ben: Person
let shop: Awaited<ReturnType<typeof openShop>>

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'PEDAL', onHand: 100 })
  anna = await desk.as('anna')
  ben = await desk.as('ben')
  worker = await deskWorker(engine, sql)
  running = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await running
})

const click = async (who: Person, path: string, fields: Record<string, string> = {}) => {
  const response = await who.post(path, fields)
  expect(response.status).toBe(303)
  return wordsOf(await who.get(response.headers.get('location') ?? ''))
}

test('A reservation is worked to Completed by plain forms, each answered on the next page', async () => {
  const order = webOrder([{ sku: 'PEDAL' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } })
  await shop.receive(order)
  const at = `/orders/northshore/${order.number}`
  expect(await click(anna, `${at}/accept`, { version: '1' })).toContain('Accepted.')
  expect(await click(anna, `${at}/ready`, { location: 'Shelf 3' })).toContain('Marked ready.')
  const handed = { collectedBy: 'Kim', idChecked: 'on', payment: 'cash' }
  expect(await click(ben, `${at}/complete`, { ...handed, amount: '999.00' })).toContain(
    'at most what is left to pay',
  )
  const done = await click(ben, `${at}/complete`, handed)
  for (const part of [
    'Completed.',
    'Ben completed the order',
    '$11.00 at the till by cash',
    'Collected by Kim',
  ]) {
    expect(done).toContain(part)
  }
  expect(await click(anna, `${at}/comment`, { text: 'Came back for a pump' })).toContain('Comment added.')
  expect(await sql`select status from orders where number = ${order.number}`).toEqual([
    { status: 'completed' },
  ])
})

test('A reservation that nobody bought is not told as completed', async () => {
  const order = webOrder([{ sku: 'PEDAL' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } })
  await shop.receive(order)
  const at = `/orders/northshore/${order.number}`
  await click(anna, `${at}/accept`)
  await click(anna, `${at}/ready`)
  const done = await click(ben, `${at}/complete`, { resolution: 'not_bought', payment: 'cash' })
  expect(done).toContain('Not bought. The goods are back in stock.')
  expect(done).not.toContain('Completed.')
})

test('Two people on one order: the second is told who was faster and when, and nothing changes', async () => {
  const order = webOrder([{ sku: 'PEDAL' }])
  await shop.receive(order)
  const at = `/orders/northshore/${order.number}`
  const seen = { version: '1' }
  const answers = await Promise.all([
    anna.post(`${at}/accept`, seen, { 'hx-request': 'true' }),
    ben.post(`${at}/reject`, { ...seen, reason: 'damaged' }, { 'hx-request': 'true' }),
  ])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  const refused = answers.find(({ status }) => status === 409)
  expect(await wordsOf(refused as Response)).toMatch(
    /(Anna accepted|Ben rejected) this order at \d+:\d\d\s[AP]M\. Nothing changed\./,
  )
  const [row] = await sql`select version from orders where number = ${order.number}`
  expect(row?.version).toBe(2)
})

test('The same click ten times at once is one action', async () => {
  const order = webOrder([{ sku: 'PEDAL' }])
  const id = await shop.receive(order)
  const fields = { actionId: 'one', version: '1' }
  const clicks = Array.from({ length: 10 }, () =>
    anna.post(`/orders/northshore/${order.number}/accept`, fields, { 'hx-request': 'true' }),
  )
  expect((await Promise.all(clicks)).map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect(await sql`select from order_events where order_id = ${id} and type = 'accept'`).toHaveLength(1)
})
