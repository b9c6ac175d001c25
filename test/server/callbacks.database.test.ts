import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await sql`update sources set callback_url = 'http://website.test/hooks'`
await shop.stock({ sku: 'BELL', onHand: 10 })
const order = webOrder([{ sku: 'BELL' }])
const id = await shop.receive(order)
const anna = await openWebDesk(database).as('anna')
const page = `/orders/northshore/${order.number}`

describe('the order’s page', () => {
  it('shows each try to tell the website, in words', async () => {
    await sql`update callbacks set tries = 3, first_try_at = now()`
    await sql`
      insert into callback_tries (order_id, seq, number, at, http_status, trouble, ms) values
        (${id}, 1, 1, now(), 503, 'status', 41), (${id}, 1, 2, now(), null, 'unknown_host', 7),
        (${id}, 1, 3, now(), null, null, null)`
    const words = await wordsOf(await anna.get(page))
    expect(words).toContain('1 message to the website')
    expect(words).toContain('New Waiting Next try')
    expect(words).toContain('Not taken. Answer 503. 41 ms.')
    expect(words).toContain('There is no such host. 7 ms.')
    expect(words).toContain('Cut short: nobody knows whether it arrived.')
    expect(words).not.toContain('Send again')
  })

  it('has what was given up sent again by whoever asks', async () => {
    await sql`update callbacks set status = 'given_up', ended_at = now()`
    expect(await wordsOf(await anna.get(page))).toContain('Send again')
    const answer = await anna.post(`${page}/callbacks/1/again`, {})
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${page}#callback-1`)
    const [callback] = await sql`select status, again_by from callbacks`
    expect(callback).toEqual({ status: 'waiting', againBy: 'anna' })
    expect((await anna.post('/orders/northshore/none/callbacks/1/again', {})).status).toBe(404)
  })
})
