import pino from 'pino'
import { beforeAll, expect, test } from 'vitest'
import { ORDERS_CHANNEL } from '../../../db/channels.ts'
import { Notices } from '../../../server/live/notices.ts'
import { STREAMS_PER_SESSION_MAX, Streams } from '../../../server/live/streams.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openShop, type Shop, webOrder } from '../../support/shop.ts'
import { openWebDesk, type Person } from '../web-desk.ts'
import { listening } from './listening.ts'

const database = await createTestDatabase()
const { sql } = database
const desk = openWebDesk(database)
const asStream = { accept: 'text/event-stream' }
let shop: Shop
let anna: Person

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'PUMP', onHand: 100 })
  anna = await desk.as('anna')
})

const changed = (id: number) => sql.notify(ORDERS_CHANNEL, String(id))
const tokenOf = (html: string) => /data-heard="([^"]*)"/.exec(html)?.[1] ?? ''

async function open(person: Person, since = '') {
  const response = await person.get(`/live?since=${encodeURIComponent(since)}`, asStream)
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const page = listening(response.body)
  await page.event('hello')
  return page
}

test('Who is not signed in hears nothing, and is not led to a page that a stream could not show', async () => {
  const response = await desk.send('/live', { headers: asStream })
  expect(response.status).toBe(401)
})

test('An open page hears of each order as it is recorded, by its id and nothing else', async () => {
  const page = await open(anna)
  const id = await shop.receive(webOrder([{ sku: 'PUMP' }]))
  await page.until(() => page.ids().includes(String(id)))
  await shop.act(id, 'accept')
  await page.until(() => page.ids().filter((heard) => heard === String(id)).length > 1)
  for (const { data } of page.messages.slice(1)) expect(data).toMatch(/^[\d ]*$/)
})

test('A refused action is heard of, too: the order page tells of it', async () => {
  const id = await shop.receive(webOrder([{ sku: 'PUMP' }]))
  const page = await open(anna)
  await shop.act(id, 'complete')
  await page.until(() => page.ids().includes(String(id)))
})

test('Every page hears how many orders need somebody, as often as that changes', async () => {
  const page = await open(anna)
  const heard = () => page.messages.filter(({ event }) => event === 'needed').map(({ data }) => Number(data))
  await page.event('needed')
  const before = heard().at(-1) ?? Number.NaN
  const id = await shop.receive(webOrder([{ sku: 'PUMP' }]))
  await page.until(() => heard().at(-1) === before + 1)
  await shop.act(id, 'accept')
  await page.until(() => heard().at(-1) === before)
})

test('A burst of changes is told in few messages and none of them is lost', async () => {
  const page = await open(anna)
  const orders = Array.from({ length: 60 }, (_, index) => 5_000 + index)
  await sql`select pg_notify(${ORDERS_CHANNEL}, id::text) from unnest(${orders}::int[]) id`
  await page.until(() => orders.every((id) => page.ids().includes(String(id))))
  expect(page.messages.filter(({ event }) => event === 'orders').length).toBeLessThanOrEqual(3)
})

test('More changes than a message should name are told as all', async () => {
  const page = await open(anna)
  await changed(1)
  await page.until(() => page.ids().includes('1'))
  await sql`select pg_notify(${ORDERS_CHANNEL}, id::text) from generate_series(6000, 6200) id`
  await page.until(() => page.ids().includes('all'))
})

test('Where many orders went at once, as a removed sample does, each page looks for its own', async () => {
  const page = await open(anna)
  await changed(0)
  await page.until(() => page.ids().length > 0)
  expect(page.ids()).toEqual(['all'])
})

test('A page that comes back is told whether anything happened while it was away', async () => {
  const first = await open(anna)
  const read = tokenOf(await (await anna.get('/orders')).text())
  expect((await open(anna, read)).messages[0]).toMatchObject({ event: 'hello', data: 'same' })
  await changed(7)
  await first.until(() => first.ids().includes('7'))
  const late = await open(anna, read)
  expect(late.messages[0]).toMatchObject({ event: 'hello', data: 'changed' })
  expect((await open(anna, late.messages[0]?.id)).messages[0]?.data).toBe('same')
})

test('When PostgreSQL was away every page reads again, and so does one that was read before', async () => {
  const page = await open(anna)
  const read = tokenOf(await (await anna.get('/orders')).text())
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`
  await page.until(() => page.ids().includes('all'))
  expect((await open(anna, read)).messages[0]?.data).toBe('changed')
})

test('Signing out ends the pages of that session and no others', async () => {
  const ben = await desk.as('ben')
  const [gone, stays] = [await open(ben), await open(anna)]
  await ben.post('/sign-out', {})
  await gone.over()
  expect(gone.messages.at(-1)?.event).toBe('signed-out')
  await changed(8)
  await stays.until(() => stays.ids().includes('8'))
})

test('A session that ended elsewhere stops hearing in a bounded time', async () => {
  const streams = openStreams()
  const [session] = await sql<{ id: string }[]>`
    insert into sessions (id, token, user_id, expires_at)
    values ('away', 'away', 'ben', now() + interval '1 hour') returning id`
  const page = listening(await streams.open(session?.id ?? '', ''))
  await page.event('hello')
  await sql`delete from sessions where id = 'away'`
  await page.over()
  expect(page.messages.at(-1)?.event).toBe('signed-out')
  expect(streams.size).toBe(0)
})

function openStreams() {
  return new Streams({ sql, notices: new Notices(sql), log: pino({ enabled: false }), lookMs: 50 })
}

test('One session has room for so many pages, and the next is told so', async () => {
  const ben = await desk.as('ben')
  for (let count = 0; count < STREAMS_PER_SESSION_MAX; count++) await open(ben)
  const refused = await ben.get('/live', asStream)
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
  await open(anna)
})

test('A page that is closed makes room, and one that takes nothing in is let go', async () => {
  const streams = openStreams()
  const body = await streams.open('some', '')
  expect(streams.size).toBe(1)
  await body?.cancel()
  expect(streams.size).toBe(0)
  await streams.open('some', '')
  for (let event = 0; streams.size > 0 && event < 200; event++) streams.lookAgain()
  expect(streams.size).toBe(0)
})

test('A server that stops ends its streams and opens no other', async () => {
  const streams = openStreams()
  const page = listening(await streams.open('some', ''))
  streams.close()
  await page.over()
  expect(await streams.open('some', '')).toBeNull()
})

test('Fifty pages that hear of one change read the queue once, and the next change is read anew', async () => {
  const id = await shop.receive(webOrder([{ sku: 'PUMP' }], { number: 'SHARED' }))
  const page = await open(anna)
  const part = { 'hx-request': 'true', 'hx-request-type': 'partial' }
  const read = async () => (await anna.get('/orders?q=shared', part)).text()
  await sql`insert into sample_shop default values`
  const answers = await Promise.all(Array.from({ length: 50 }, () => anna.get('/orders?q=shared', part)))
  expect(new Set(answers.map(({ headers }) => headers.get('kickstand-sample')))).toEqual(new Set(['here']))
  const all = await Promise.all(answers.map((answer) => answer.text()))
  expect(new Set(all).size).toBe(1)
  expect(all[0]).toContain('SHARED')
  expect(all[0]).not.toContain('<html')
  await shop.act(id, 'accept')
  await page.until(() => page.ids().includes(String(id)))
  expect(await read()).toMatch(/In Process<\/span>/)
})
