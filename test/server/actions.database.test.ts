import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

/** Temporal is down in all of this file. */
const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database)
const anna = await desk.as('anna')
let number = ''
let orderId = 0

beforeAll(() => shop.stock({ sku: 'PEDAL', onHand: 100 }))
beforeEach(async () => {
  const order = webOrder([{ sku: 'PEDAL' }])
  orderId = await shop.receive(order)
  number = order.number
})

const post = (action: string, fields: Record<string, string> = {}, headers = {}) =>
  anna.post(`/orders/northshore/${number}/${action}`, fields, headers)
const readyBy = '2026-03-05'
const inbox = () =>
  sql`select id, type, payload, status, user_id, seen_version from happenings where order_id = ${orderId}`

describe('While the engine is away', () => {
  test('an action is kept in the inbox, and the page says that it waits', async () => {
    const response = await post('accept', { actionId: 'a1', version: '1', readyBy })
    expect(response.status).toBe(303)
    const next = response.headers.get('location') ?? ''
    expect(next).toBe(`/orders/northshore/${number}?done=a1`)
    expect(await wordsOf(await anna.get(next))).toContain(
      "Saved. It will be carried out as soon as the desk's engine answers.",
    )
    expect(await inbox()).toEqual([
      {
        id: 'staff:a1',
        type: 'accept',
        payload: { readyBy },
        status: 'waiting',
        userId: 'anna',
        seenVersion: 1,
      },
    ])
  })

  test('a page without a whole reload gets 202', async () => {
    const response = await post('accept', {}, { 'hx-request': 'true' })
    expect(response.status).toBe(202)
    const html = await response.text()
    expect(html).toMatch(/^<title>.*<\/title>.*<article/s)
    expect(html).not.toContain('<html')
  })

  test('the same action twice is one, and an action without an id gets one', async () => {
    await post('accept', { actionId: 'a1' })
    await post('accept', { actionId: 'a1' })
    expect(await inbox()).toHaveLength(1)
    await post('comment', { text: 'one' })
    await post('comment', { text: 'two' })
    expect(await inbox()).toHaveLength(3)
  })

  test('the answer is shown once the desk has given it, also to a second click', async () => {
    await post('accept', { actionId: 'a1' })
    await shop.tell(orderId, { id: 'staff:a1' })
    const response = await post('accept', { actionId: 'a1' })
    expect(await wordsOf(await anna.get(response.headers.get('location') ?? ''))).toContain('Accepted.')
  })

  test('an action that failed for good says so, with the id of the error', async () => {
    await post('accept', { actionId: 'a1' })
    await sql`
      update happenings set status = 'failed', refusal = '{"code":"error","errorId":"E-77"}', answered_at = now()
      where order_id = ${orderId}`
    expect(await wordsOf(await anna.get(`/orders/northshore/${number}?done=a1`))).toContain('Error E-77')
  })
})

test('An action heard of through the database is answered while the page waits', async () => {
  const clicking = post('accept', { actionId: 'a1' }, { 'hx-request': 'true' })
  const limit = Date.now() + 5_000
  while ((await inbox()).length === 0 && Date.now() < limit) await new Promise(setImmediate)
  await shop.tell(orderId, { id: 'staff:a1' })
  const response = await clicking
  expect([response.status, await wordsOf(response)]).toEqual([200, expect.stringContaining('Accepted.')])
})

test('No made-up id can pass for something that the desk itself wrote', async () => {
  await post('comment', { actionId: 'cancellation', text: 'x' })
  await post('comment', { actionId: 'received', text: 'x' })
  expect((await inbox()).map(({ id }) => id)).toEqual(['staff:cancellation', 'staff:received'])
})

describe('A form with a fault', () => {
  test('comes back with what is wrong and what was typed, and nothing is kept', async () => {
    const response = await post('reject', { comment: 'Bent <fork>', actionId: 'r1' })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toMatch(/<title>Error: Order/)
    expect(html).toContain('href="#reject-reason"')
    expect(html).toMatch(/<select id="reject-reason" name="reason"[^>]*aria-invalid="true"/)
    expect(html).toContain('Bent &lt;fork&gt;</textarea>')
    expect(html).toContain('value="r1"')
    expect(html).toMatch(/<details class="panel" open/)
    expect(await inbox()).toHaveLength(0)
  })

  test('is 422 without a whole page, too', async () => {
    const response = await post('comment', {}, { 'hx-request': 'true' })
    expect([response.status, (await response.text()).includes('<html')]).toEqual([422, false])
  })

  test.each([
    ['nothing at all', undefined, {}],
    ['JSON', '{"reason":"other"}', { 'content-type': 'application/json' }],
    ['broken multipart', '--x', { 'content-type': 'multipart/form-data; boundary=x' }],
  ])('as odd as %s is no more than that', async (_, body, headers) => {
    const path = `/orders/northshore/${number}/reject`
    const response = await desk.send(path, {
      method: 'POST',
      body,
      headers: { cookie: anna.cookie, ...headers },
    })
    expect([400, 422]).toContain(response.status)
  })
})
