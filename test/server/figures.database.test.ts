import { describe, expect, it } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await sql`update sources set callback_url = 'http://website.test/hooks'`
await shop.stock({ sku: 'BELL', onHand: 10 })

const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })
const here = from('127.0.0.1')

async function figures(desk: ReturnType<typeof openWebDesk>) {
  const answer = await desk.send('/metrics', {}, here)
  expect(answer.headers.get('content-type')).toContain('text/plain')
  return (await answer.text()).split('\n')
}

describe('the figures', () => {
  it('say how the shop stands', async () => {
    const order = webOrder([{ sku: 'BELL' }])
    await shop.receive(order)
    const waiting = await shop.arrive(webOrder([{ sku: 'BELL' }]))
    await shop.put(waiting, 'comment', { text: 'Where is it?' })
    const lines = await figures(openWebDesk(database))
    expect(lines.filter((line) => line.startsWith('kickstand_histories'))).toEqual([])
    expect(lines).toEqual(
      expect.arrayContaining([
        'kickstand_database_up 1',
        'kickstand_orders_open{status="new"} 1',
        'kickstand_orders_open{status="shipped"} 0',
        'kickstand_inbox_orders 1',
        'kickstand_happenings_waiting 1',
        'kickstand_effects{status="failed"} 0',
        'kickstand_callbacks{status="waiting"} 1',
        'kickstand_callbacks{status="given_up"} 0',
        'kickstand_letters{status="waiting"} 0',
        'kickstand_mail_server_away 0',
        'kickstand_live_streams 0',
      ]),
    )
  })

  it('say until when the histories of closed orders are archived, once some are', async () => {
    await sql`insert into history_progress (archived_until) values ('2026-03-02T10:00:00Z')`
    expect(await figures(openWebDesk(database))).toContain(
      'kickstand_histories_archived_until_seconds 1772445600',
    )
  })

  it('say which letters wait or did not go out, and whether the mail server is away', async () => {
    await sql`
      insert into mail_server (host, port, security, from_address, away_since, away_until, away_tries, trouble)
      values ('mail.test', 25, 'none', 'shop@shop.test', now(), now(), 1, 'login')`
    await sql`
      insert into letters (order_id, key, seq, kind, status, next_try_at, ended_at)
      select order_id, '1:' || kind, 1, kind, status, now() - interval '1 hour', case status when 'failed' then now() end
      from order_events, (values ('ready', 'waiting'), ('shipped', 'failed')) as letter (kind, status) where seq = 1`
    const lines = await figures(openWebDesk(database))
    expect(lines).toEqual(
      expect.arrayContaining([
        'kickstand_letters{status="waiting"} 1',
        'kickstand_letters{status="failed"} 1',
        'kickstand_letters{status="unknown"} 0',
        expect.stringMatching(/^kickstand_letters_oldest_seconds 3[56]\d\d$/),
        'kickstand_mail_server_away 1',
      ]),
    )
  })

  it('count requests by their route, with nothing of an order or a person in it', async () => {
    const desk = openWebDesk(database)
    const anna = await desk.as('anna')
    await anna.get('/orders/northshore/NS-1?customer=Okafor')
    await anna.post('/orders/northshore/NS-1/comment', { text: 'Hello' })
    await desk.send('/api/v1/sources/northshore/orders/NS-1')
    await desk.send('/welcome/a-secret-token')
    await desk.send('/nobody/knows/this')
    const counted = (await figures(desk)).filter((line) => line.includes('duration_seconds_count'))
    const routes = counted.map((line) =>
      /method="(\w+)",route="([^"]+)",status="(\d+)"/.exec(line)?.slice(1).join(' '),
    )
    expect(routes).toEqual([
      'GET /orders/:source/:number 200',
      'POST /orders/:source/:number/:action 303',
      'GET /api/v1/sources/:source/orders/:number 401',
      'GET /welcome/:token 410',
      'GET unmatched 404',
    ])
  })

  it('are for programs on this machine alone, and not for those that a proxy on it speaks for', async () => {
    const desk = openWebDesk(database)
    const ask = (headers: Record<string, string>, env: object) => desk.send('/metrics', { headers }, env)
    expect((await ask({}, from('::ffff:127.0.0.1'))).status).toBe(200)
    expect((await ask({}, from('::1'))).status).toBe(200)
    expect((await ask({}, from('192.168.1.20'))).status).toBe(401)
    expect((await ask({ 'x-forwarded-for': '203.0.113.9' }, here)).status).toBe(401)
    expect((await ask({}, {})).status).toBe(401)
  })

  it('are for whoever names the token, where there is one', async () => {
    const desk = openWebDesk(database, { metricsToken: 'a token of the shop' })
    const ask = (headers: Record<string, string>) => desk.send('/metrics', { headers }, from('192.168.1.20'))
    expect((await ask({ authorization: 'Bearer a token of the shop' })).status).toBe(200)
    expect((await ask({ authorization: 'Bearer another' })).status).toBe(401)
    expect((await desk.send('/metrics', {}, here)).status).toBe(401)
  })

  it('leave out what they do not know', async () => {
    const desk = openWebDesk(database)
    await figures(desk)
    await sql`alter table orders rename to gone`
    try {
      const lines = await figures(openWebDesk(database))
      expect(lines).toContain('kickstand_database_up 0')
      expect(lines.filter((line) => /^kickstand_(orders|inbox|callbacks)/.test(line))).toEqual([])
    } finally {
      await sql`alter table gone rename to orders`
    }
  })
})
