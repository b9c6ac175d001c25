import { expect, test, vi } from 'vitest'
import { cleanApiRequests } from '../../intake/replay-guard.ts'
import type { ReceivedOrders } from '../../server/api/receive-orders.ts'
import { openApi, website } from '../support/api.ts'
import { createTestDatabase } from '../support/database.ts'
import { SECRET, signedHeaders } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'

const database = await createTestDatabase()
const { sql } = database
const { api, post, get, raw } = await openApi(database)
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`
const now = () => Math.floor(Date.now() / 1_000)

test('everything about who it is has the same answer', async () => {
  const body = JSON.stringify(pedals())
  const signed = signedHeaders(body)
  const withHeaders = (headers: Record<string, string>) => raw('/orders', { method: 'POST', body, headers })
  const replies = await Promise.all([
    withHeaders({}),
    withHeaders({ ...signed, 'webhook-id': '' }),
    withHeaders({ ...signed, 'webhook-id': 'msg_other' }),
    withHeaders({ ...signed, 'webhook-signature': 'v1,AAAA' }),
    withHeaders({ ...signed, 'webhook-timestamp': String(now() - 60) }),
    raw('/orders', { method: 'POST', body: body.replace('NS-1', 'NS-2'), headers: signed }),
    post('/orders', pedals(), { secret: secretOf(9) }),
    post('/orders', pedals(), { timestamp: now() - 330 }),
    post('/orders', pedals(), { timestamp: now() + 330 }),
    website(api, 'nobody').post('/orders', pedals()),
    website(api, '__proto__').get('/orders'),
    website(api, 'webshop%00').get('/orders/NS-1'),
    raw('/nothing', {}),
    raw('/orders/NS-1', {}),
    raw('/inventory', {}),
    raw('/orders/NS-1', { method: 'DELETE' }),
  ])
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(replies[0]).toMatchObject({ status: 401, body: { type: '/api/docs#not-signed', status: 401 } })
  expect(await sql`select 1 from web_orders`).toHaveLength(0)
})

test('a timestamp may be 300 seconds off, and several signatures may be given', async () => {
  expect((await post('/orders', pedals('T-1'), { timestamp: now() - 270 })).status).toBe(202)
  expect((await post('/orders', pedals('T-2'), { timestamp: now() + 270 })).status).toBe(202)
  const body = JSON.stringify(pedals('T-3'))
  const headers = signedHeaders(body)
  const several = { ...headers, 'webhook-signature': `v1a,x v1,AAAA ${headers['webhook-signature']}` }
  expect((await raw('/orders', { method: 'POST', body, headers: several })).status).toBe(202)
})

test('while a secret is rotated both hold, and a new one counts at once', async () => {
  await post('/orders', pedals('R-0'))
  await sql`update sources set secrets = ${[secretOf(2), SECRET]} where id = 'webshop'`
  expect((await post('/orders', pedals('R-1'), { secret: secretOf(2) })).status).toBe(202)
  expect((await post('/orders', pedals('R-2'))).status).toBe(202)
  await sql`insert into sources (id, kind, secrets) values ('second', 'integrator', ${[secretOf(3)]})`
  const second = website(api, 'second')
  expect((await second.post('/orders', pedals('R-1'), { secret: secretOf(3) })).status).toBe(202)
  expect((await second.post('/orders', pedals('R-1'))).status).toBe(401)
})

test('a request that comes again with the same id gets the first answer, to the letter', async () => {
  const options = { id: 'msg_again' }
  const content = [pedals('A-1'), { number: 'A-2' }]
  const first = await post<ReceivedOrders>('/orders', content, options)
  const again = await post<ReceivedOrders>('/orders', content, { ...options, timestamp: now() - 60 })
  expect([again.status, again.text]).toEqual([first.status, first.text])
  expect(again.body.accepted).toEqual([{ number: 'A-1', duplicate: false }])
})

test('an id that was used for another body or path is refused', async () => {
  const options = { id: 'msg_used' }
  await post('/orders', pedals('U-1'), options)
  expect((await post('/orders', pedals('U-2'), options)).status).toBe(409)
  const sameBody = JSON.stringify(pedals('U-1'))
  expect((await post('/orders/U-1/cancellation', sameBody, options)).status).toBe(409)
  expect((await post('/orders', '{', { id: 'msg_bad' })).status).toBe(400)
  expect((await post('/orders', '{', { id: 'msg_bad' })).status).toBe(400)
  expect((await post('/orders', pedals('U-3'), { id: 'msg_bad' })).status).toBe(409)
  expect(await sql`select 1 from web_orders where number in ('U-2', 'U-3')`).toHaveLength(0)
  expect((await get('/orders/U-1', signedHeaders('', options))).status).toBe(404)
})

test('twins that come at the same time are one, whichever is first', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => post<ReceivedOrders>('/orders', pedals('W-1'), { id: 'msg_twin' })),
  )
  expect(new Set(replies.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set(['202 {"accepted":[{"number":"W-1","duplicate":false}],"refused":[]}']),
  )
})

test('two sources may use the same id', async () => {
  const third = website(api, 'third')
  await sql`insert into sources (id, kind, secrets) values ('third', 'integrator', ${[SECRET]})`
  expect((await post('/orders', pedals('S-1'), { id: 'msg_same' })).status).toBe(202)
  expect((await third.post('/orders', pedals('S-2'), { id: 'msg_same' })).status).toBe(202)
})

test('after 24 hours an id is free again, and the sweep forgets it', async () => {
  await post('/orders', pedals('O-1'), { id: 'msg_old' })
  await post('/orders', pedals('O-2'), { id: 'msg_older' })
  await sql`update api_requests set at = now() - interval '24 hours 1 second' where webhook_id like 'msg_old%'`
  const { status, body } = await post<ReceivedOrders>('/orders', pedals('O-3'), { id: 'msg_old' })
  expect([status, body.accepted]).toEqual([202, [{ number: 'O-3', duplicate: false }]])
  await cleanApiRequests(sql)
  const left = await sql`select webhook_id from api_requests where webhook_id like 'msg_old%'`
  expect(left.map(({ webhookId }) => webhookId)).toEqual(['msg_old'])
})

test('a source whose secret another home sealed is nobody, and the others go on', async () => {
  const { createApi } = await import('../../server/api/index.ts')
  const secrets = {
    open: (sealed: string) => {
      if (sealed === secretOf(4)) throw new Error('sealed with another key')
      return sealed
    },
  }
  const logged: string[] = []
  const log = { error: (_: object, message: string) => logged.push(message) }
  await sql`insert into sources (id, kind, secrets) values ('sealed', 'integrator', ${[secretOf(4)]})`
  const other = createApi({ sql, secrets, publicUrl: () => 'http://shop.test', log })
  expect(
    (await website(other, 'sealed').get('/orders', signedHeaders('', { secret: secretOf(4) }))).status,
  ).toBe(401)
  expect((await website(other).get('/orders')).status).toBe(200)
  const asksNobody = async () => (await website(other, 'nobody').get('/orders')).status
  expect([await asksNobody(), await asksNobody()]).toEqual([401, 401])
  expect(logged).toEqual(['A secret of this source can not be opened'])
  vi.useFakeTimers({ now: Date.now() + 3_600_000, toFake: ['Date'] })
  await asksNobody().finally(() => vi.useRealTimers())
  expect(logged).toHaveLength(2)
})
