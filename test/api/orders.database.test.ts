import { expect, test } from 'vitest'
import type { ReceivedOrders } from '../../server/api/receive-orders.ts'
import { openApi } from '../support/api.ts'
import { createTestDatabase } from '../support/database.ts'
import { pedalLine, pedals } from '../support/orders.ts'

const database = await createTestDatabase()
const { sql } = database
const { post, get } = await openApi(database)
const send = (content: unknown, options = {}) => post<ReceivedOrders>('/orders', content, options)

async function inbox(number: string) {
  const [row] = await sql`select * from web_orders where source = 'webshop' and number = ${number}`
  return row
}
const happeningsOf = (number: string) => sql`
  select h.id, h.type, h.payload, h.status, h.actor_kind from happenings h join web_orders w on w.id = h.order_id
  where w.number = ${number} order by h.seq`

test('an order lies in the inbox, untouched, before it is accepted', async () => {
  const text = `\n ${JSON.stringify(pedals('A-1', { unknown: 1.0 })).replace('"unknown":1', '"unknown": 1.0e0')}  `
  const { status, body } = await send(text)
  expect(status).toBe(202)
  expect(body).toEqual({ accepted: [{ number: 'A-1', duplicate: false }], refused: [] })
  expect(await inbox('A-1')).toMatchObject({ raw: text, startedAt: null, recordedAt: null })
})

test('each order of a batch stands alone and is kept as it was sent', async () => {
  const good = JSON.stringify(pedals('B-1', { note: 'with "quotes", [brackets] and a \\ }' }), null, 2)
  const long = JSON.stringify(pedals('B-3')).replace('{', '{"reference":12345678901234567890,')
  const { status, body } = await send(
    `[${good} , ${JSON.stringify({ ...pedals('B-2'), total: '1.00' })},${long}]`,
  )
  expect(status).toBe(202)
  expect(body.accepted).toEqual([
    { number: 'B-1', duplicate: false },
    { number: 'B-3', duplicate: false },
  ])
  expect(body.refused).toEqual([
    {
      index: 1,
      number: 'B-2',
      errors: [{ path: 'total', message: 'Must be 87.66, the sum of the lines, their taxes and shipping.' }],
    },
  ])
  expect(await inbox('B-1')).toMatchObject({ raw: good })
  expect(await inbox('B-2')).toBeUndefined()
  expect(await inbox('B-3')).toMatchObject({ raw: long })
})

test('the same number again is a duplicate and changes nothing', async () => {
  await send(pedals('C-1'))
  const before = await inbox('C-1')
  const reordered = Object.fromEntries(Object.entries(pedals('C-1')).reverse())
  const { body } = await send(reordered)
  expect(body.accepted).toEqual([{ number: 'C-1', duplicate: true }])
  expect(await inbox('C-1')).toEqual(before)
  expect(await happeningsOf('C-1')).toHaveLength(0)
})

test('twice in one batch the first counts', async () => {
  const { body } = await send([pedals('D-1'), pedals('D-1'), pedals('D-1', { note: 'other' })])
  expect(body.accepted.map(({ duplicate }) => duplicate)).toEqual([false, true, true])
  expect((await inbox('D-1'))?.raw).not.toContain('other')
  expect(await happeningsOf('D-1')).toHaveLength(1)
})

test('other content under a known number is kept and becomes a happening, once', async () => {
  await send(pedals('E-1'))
  for (let round = 0; round < 2; round++) {
    const { body } = await send(pedals('E-1', { note: 'Please ring twice' }))
    expect(body.accepted).toEqual([{ number: 'E-1', duplicate: true }])
  }
  const versions = await sql<{ raw: string; digest: string }[]>`
    select v.raw, v.digest from web_order_versions v join web_orders w on w.id = v.order_id where w.number = 'E-1'`
  expect(versions).toHaveLength(1)
  expect(versions[0]?.raw).toContain('Please ring twice')
  const digest = versions[0]?.digest ?? ''
  expect(await happeningsOf('E-1')).toEqual([
    {
      id: `content:${digest.slice(0, 16)}`,
      type: 'contentChanged',
      payload: { digest },
      status: 'waiting',
      actorKind: 'website',
    },
  ])
})

test('a hundred requests with the same order at once make one', async () => {
  const replies = await Promise.all(Array.from({ length: 100 }, () => send(pedals('F-1'))))
  expect(replies.map(({ status }) => status)).toEqual(Array(100).fill(202))
  expect(replies.filter(({ body }) => !body.accepted[0]?.duplicate)).toHaveLength(1)
})

test('batches with the same numbers in opposite orders do not lock each other out', async () => {
  const batch = Array.from({ length: 50 }, (_, index) => pedals(`G-${index}`))
  const batches = Array.from({ length: 10 }, (_, round) => (round % 2 ? batch : [...batch].reverse()))
  const replies = await Promise.all(batches.map((orders) => send(orders)))
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(202))
  const firsts = replies.flatMap(({ body }) => body.accepted.filter(({ duplicate }) => !duplicate))
  expect(firsts).toHaveLength(50)
})

test('an empty list is accepted; what is no order is refused with its place', async () => {
  expect((await send([])).body).toEqual({ accepted: [], refused: [] })
  const { status, body } = await send([5, null, 'NS-1', {}])
  expect(status).toBe(202)
  expect(body.refused.map(({ index, number }) => [index, number])).toEqual([
    [0, null],
    [1, null],
    [2, null],
    [3, null],
  ])
})

test('a store that was opened a moment ago is known', async () => {
  await send(pedals('H-1'))
  await sql`insert into stores (code, name, time_zone, currency) values ('new', 'New', 'UTC', 'USD')`
  const { body } = await send(pedals('H-2', { storeCode: 'new' }))
  expect(body.refused).toEqual([])
})

test('hostile text goes in and comes out as it is', async () => {
  const note = "<script>alert(1)</script>\u202e\u0007 '; drop table orders; -- 😀"
  const { body } = await send(pedals('I-1', { note, lines: [pedalLine({ description: note })] }))
  expect(body.refused).toEqual([])
  expect(JSON.parse((await inbox('I-1'))?.raw)).toMatchObject({ note })
})

test('a body that is not JSON is 400, more than 500 orders are 413', async () => {
  for (const wrong of ['', '{', '[1,', 'number=1', new Uint8Array([0x22, 0xff, 0x22])]) {
    const { status, headers } = await send(wrong)
    expect(status).toBe(400)
    expect(headers.get('content-type')).toBe('application/problem+json')
  }
  const many = await send(Array.from({ length: 501 }, (_, index) => ({ number: `J-${index}` })))
  expect(many.status).toBe(413)
  expect((await send(Array.from({ length: 500 }, () => ({})))).status).toBe(202)
})

test('hostile JSON costs little, and nothing of it is kept', async () => {
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  const lines = `[${'{},'.repeat(1_000_000)}{}]`
  const manyLines = Array.from({ length: 500 }, () => ({ lines: Array.from({ length: 500 }, () => 0) }))
  const refused = [`{"number":"K-1","x":${nested(9_000)}}`, `{"number":"K-2","lines":${lines}}`, manyLines]
  for (const body of [...refused, `{"number":"K-3","x":${nested(2_000_000)}}`]) {
    const before = process.cpuUsage()
    const { status, body: answer } = await send(body)
    expect(process.cpuUsage(before).user / 1_000_000).toBeLessThan(3)
    expect(status).toBe(refused.includes(body) ? 202 : 400)
    expect(answer.accepted ?? []).toEqual([])
  }
})

test('an order that has no status yet is not found', async () => {
  await send(pedals('L-1'))
  const reply = await get<{ type: string; status: number }>('/orders/L-1')
  expect(reply.status).toBe(404)
  expect(reply.body).toMatchObject({ type: '/api/docs#not-found', status: 404 })
})
