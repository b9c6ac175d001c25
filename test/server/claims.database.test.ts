import { describe, expect, test } from 'vitest'
import { answeringEngine } from '../support/answering-engine.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database, { engine: answeringEngine(() => shop).engine })
const [anna, ben] = [await desk.as('anna'), await desk.as('ben')]
await shop.stock({ sku: 'PEDAL', onHand: 500 })

const received = async () => {
  const order = webOrder([{ sku: 'PEDAL' }])
  return {
    id: await shop.receive(order),
    address: `/orders/northshore/${order.number}`,
    number: order.number,
  }
}
const claims = (id: number) =>
  sql<{ userId: string; minutes: number }[]>`
    select user_id, round(extract(epoch from until - now()) / 60)::int as minutes from order_claims
    where order_id = ${id} and until > now()`

describe('Who is on an order', () => {
  test('is said on its page and in the queue, and ends when they say so', async () => {
    const { id, address, number } = await received()
    expect(await wordsOf(await anna.get(address))).toContain("I'm on it")
    const answer = await anna.post(`${address}/claim`, {})
    expect([answer.status, answer.headers.get('location')]).toEqual([303, address])
    expect(await wordsOf(await anna.get(address))).toMatch(/You are on it until \d+:\d+/)
    expect(await wordsOf(await ben.get(address))).toMatch(/Anna is on it since .* Take over from Anna/)
    expect(await wordsOf(await ben.get(`/orders?q=${number}`))).toContain('Anna is on it')
    await anna.post(`${address}/claim/end`, {})
    expect(await claims(id)).toEqual([])
    expect(await wordsOf(await ben.get(`/orders?q=${number}`))).not.toContain('is on it')
  })

  test('stays, unless whoever takes over has read who it is', async () => {
    const { id, address } = await received()
    await anna.post(`${address}/claim`, {})
    const refused = await ben.post(`${address}/claim`, {})
    expect(refused.headers.get('location')).toBe(`${address}?claimed=no`)
    expect(await wordsOf(await ben.get(`${address}?claimed=no`))).toContain('Anna is on this order by now.')
    expect(await claims(id)).toMatchObject([{ userId: 'anna' }])
    const again = await ben.post(`${address}/claim`, { from: 'olga' }, { 'hx-request': 'true' })
    expect(again.status).toBe(409)
    await ben.post(`${address}/claim`, { from: 'anna' })
    expect(await claims(id)).toMatchObject([{ userId: 'ben' }])
  })

  test('stands in nobody’s way: what somebody else does is done', async () => {
    const { id, address } = await received()
    await anna.post(`${address}/claim`, {})
    await ben.post(`${address}/comment`, { text: 'Called', actionId: `c-${id}` })
    expect(await shop.answer(id, `staff:c-${id}`)).toMatchObject({ status: 'applied' })
    expect(await claims(id)).toMatchObject([{ userId: 'anna' }])
  })

  test('lasts as long as the store has set, from what they did last, and no longer', async () => {
    const { id, address } = await received()
    await shop.rules({ store: { claimMinutes: 30 } })
    await anna.post(`${address}/claim`, {})
    expect(await claims(id)).toEqual([{ userId: 'anna', minutes: 30 }])
    await sql`update order_claims set since = now() - interval '29 minutes', until = now() + interval '1 minute'`
    await ben.post(`${address}/comment`, { text: 'Mine', actionId: `b-${id}` })
    expect(await claims(id)).toEqual([{ userId: 'anna', minutes: 1 }])
    await anna.post(`${address}/comment`, { text: 'Still at it', actionId: `d-${id}` })
    expect(await claims(id)).toEqual([{ userId: 'anna', minutes: 30 }])
    await sql`update order_claims set since = now() - interval '1 hour', until = now() - interval '1 second'`
    await anna.post(`${address}/comment`, { text: 'Too late', actionId: `e-${id}` })
    expect(await claims(id)).toEqual([])
    expect(await wordsOf(await ben.get(address))).toContain("I'm on it")
    await ben.post(`${address}/claim`, {})
    expect(await claims(id)).toMatchObject([{ userId: 'ben' }])
    await shop.rules({})
  })

  test('is nobody once the order is closed', async () => {
    const { id, address } = await received()
    await anna.post(`${address}/claim`, {})
    await shop.act(id, 'reject', { reason: 'damaged' })
    expect(await wordsOf(await ben.get(address))).not.toContain('on it')
    const late = await ben.post(`${address}/claim`, { from: 'anna' })
    expect(late.headers.get('location')).toBe(`${address}?claimed=no`)
  })
})

test('Two who claim an order at once are not both on it', async () => {
  const { id, address } = await received()
  const answers = await Promise.all([anna, ben, anna, ben].map((one) => one.post(`${address}/claim`, {})))
  const [holder] = await claims(id)
  const done = answers.map((answer) => answer.headers.get('location') === address)
  expect(done).toEqual(holder?.userId === 'anna' ? [true, false, true, false] : [false, true, false, true])
})
