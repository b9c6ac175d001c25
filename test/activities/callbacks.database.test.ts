import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimDue } from '../../activities/callbacks/claim.ts'
import { type CallbackDeps, type Dispatcher, startCallbacks } from '../../activities/callbacks/index.ts'
import { CALLBACKS_CHANNEL } from '../../db/channels.ts'
import { findOrder } from '../../server/api/find-order.ts'
import { sendAgain } from '../../server/callbacks/again.ts'
import { callbackFailures } from '../../server/callbacks/failures.ts'
import { createTestDatabase } from '../support/database.ts'
import { until } from '../support/engine.ts'
import { openBox, SECRET } from '../support/integrator.ts'
import { answers, openReceiver } from '../support/receiver.ts'
import { openShop, silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const shop = await openShop(sql)
// What waits for the undo time has tests of its own.
await sql`update stores set rules = '{"undoSeconds": 0}'`
const website = await openReceiver()
await shop.stock({ sku: 'BELL', onHand: 10_000 })

const SECOND = 1_000
const HOUR = 3_600 * SECOND
let ahead = 0
const now = () => new Date(Date.now() + ahead)
const dispatchers: Dispatcher[] = []

async function dispatch(more: Partial<CallbackDeps> = {}) {
  const started = await startCallbacks({ sql, secrets: openBox, log: silentLog, own: [], now, ...more })
  dispatchers.push(started)
  return started
}

/** Lets time pass for whoever looks at the clock. */
async function later(ms: number) {
  ahead += ms
  await sql.notify(CALLBACKS_CHANNEL, '')
}

const order = () => webOrder([{ sku: 'BELL' }])
const tells = (url: string | null, source = 'northshore') =>
  sql`update sources set callback_url = ${url}, secrets = ${[SECRET]} where id = ${source}`
const callbacksOf = (orderId: number) =>
  sql<{ seq: number; status: string; tries: number; nextTryAt: Date }[]>`
    select seq, status, tries, next_try_at from callbacks where order_id = ${orderId} order by seq`
const triesOf = (orderId: number) =>
  sql`select number, http_status, trouble, ms is null as cut from callback_tries where order_id = ${orderId} order by seq, number`
const statusesAre = (orderId: number, ...wanted: string[]) =>
  until(
    async () => (await callbacksOf(orderId)).map(({ status }) => status).join() === wanted.join(),
    `the callbacks of ${orderId} to be ${wanted}`,
  )
const triedTimes = (orderId: number, times: number) =>
  until(
    async () => (await triesOf(orderId)).filter(({ cut }) => !cut).length === times,
    `${times} tries for ${orderId}`,
  )

beforeEach(async () => {
  ahead = 0
  website.received.length = 0
  website.behaves(answers(204))
  await tells(website.url)
  await sql`delete from callbacks`
})

afterEach(async () => {
  for (const one of dispatchers.splice(0)) await one.stop()
})

describe('a website that is told of its orders', () => {
  it('hears of each status in turn, signed, with the order as the API gave it then', async () => {
    await dispatch()
    const arrived = order()
    const id = await shop.receive(arrived)
    const first = await findOrder(sql, 'northshore', arrived.number)
    await shop.act(id, 'comment', { text: 'No change of status.' })
    await shop.act(id, 'accept')
    const second = await findOrder(sql, 'northshore', arrived.number)
    await shop.act(id, 'ready')
    await statusesAre(id, 'delivered', 'delivered', 'delivered')
    expect(website.statusesOf(arrived.number)).toEqual(['new', 'in_process', 'ready_for_pickup'])
    expect(website.received.every(({ isSigned }) => isSigned)).toBe(true)
    const [one, two] = website.received
    expect(one?.body).toEqual({ type: 'order.status_changed', timestamp: first?.updatedAt, data: first })
    // The receipt is made after the status has changed.
    expect(two?.body.data).toEqual({ ...second, updatedAt: expect.any(String) })
    expect(new Set(website.received.map((each) => each.id)).size).toBe(3)
  })

  it('gets the same message again until it takes it, and the next of that order only then', async () => {
    website.behaves(answers(500))
    const arrived = order()
    const id = await shop.receive(arrived)
    await shop.act(id, 'accept')
    await dispatch()
    await triedTimes(id, 1)
    const [, behind] = await callbacksOf(id)
    expect(behind?.nextTryAt.getTime()).toBeGreaterThan(now().getTime())
    const other = order()
    await shop.receive(other)
    await until(async () => website.statusesOf(other.number).length > 0, 'another order to be told')
    expect(website.statusesOf(arrived.number)).toEqual(['new'])

    await later(6 * SECOND)
    await triedTimes(id, 2)
    website.behaves(answers(200))
    await later(2 * 60 * SECOND)
    await statusesAre(id, 'delivered', 'delivered')
    expect(website.statusesOf(arrived.number)).toEqual(['new', 'new', 'new', 'in_process'])
    const ids = website.received
      .filter(({ body }) => body.data.number === arrived.number)
      .map((each) => each.id)
    expect(new Set(ids.slice(0, 3)).size).toBe(1)
    expect(ids[3]).not.toBe(ids[0])
    expect((await triesOf(id)).map(({ httpStatus }) => httpStatus)).toEqual([500, 500, 200, 200])
  })

  it('is given up after three days, is shown as such, and can be told again', async () => {
    website.behaves(answers(503))
    await dispatch()
    const id = await shop.receive(order())
    const gaveUp = async () => (await callbacksOf(id))[0]?.status === 'given_up'
    for (let tries = 1; !(await gaveUp()); tries++) {
      await triedTimes(id, tries)
      expect(tries).toBeLessThan(30)
      expect(ahead).toBeLessThanOrEqual(78 * HOUR)
      await later(6.7 * HOUR)
    }
    expect(ahead).toBeGreaterThanOrEqual(72 * HOUR)
    expect(await callbackFailures(sql)).toEqual([
      { source: 'northshore', waiting: 0, failing: 0, oldestWaiting: null, givenUp: 1 },
    ])
    website.behaves(answers(200))
    const [{ seq } = { seq: 0 }] = await callbacksOf(id)
    expect(await sendAgain(sql, id, seq, 'anna')).toBe(true)
    expect(await sendAgain(sql, id, seq, 'anna')).toBe(false)
    await statusesAre(id, 'delivered')
    expect(new Set(website.received.map((each) => each.id)).size).toBe(1)
  })

  it('gets it again, under the same id, when the sender dies after sending it', async () => {
    const id = await shop.receive(order())
    const [claimed] = await claimDue(sql, now(), new Map())
    expect(claimed?.orderId).toBe(id)
    // A clock that is ahead of the others' ends no lease.
    ahead = HOUR
    await dispatch()
    const other = order()
    await shop.receive(other)
    await until(async () => website.statusesOf(other.number).length > 0, 'another order to be told')
    expect(website.received).toHaveLength(1)

    await sql`update callbacks set lease_until = now() where order_id = ${id}`
    await later(0)
    await statusesAre(id, 'delivered')
    expect(website.received.at(-1)?.id).toBe(`msg_${claimed?.webhookId}`)
    expect(await triesOf(id)).toMatchObject([
      { number: 1, httpStatus: null, cut: true },
      { number: 2, httpStatus: 204, cut: false },
    ])
  })

  it('hears of everything once, however many senders there are', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => shop.receive(order())))
    for (const id of ids) await shop.act(id, 'accept')
    await Promise.all([dispatch(), dispatch(), dispatch()])
    await until(async () => {
      const [left] = await sql`select from callbacks where status <> 'delivered' limit 1`
      return !left
    }, 'all to be delivered')
    expect(website.received).toHaveLength(40)
    expect(new Set(website.received.map((each) => each.id)).size).toBe(40)
  })

  it('is asked once more after a redirect, silence, or a line that breaks, and the order says which', async () => {
    await dispatch({ timeoutMs: 300 })
    const troubleWith = async (behaviour: Parameters<typeof website.behaves>[0]) => {
      website.behaves(behaviour)
      const id = await shop.receive(order())
      await triedTimes(id, 1)
      return (await triesOf(id))[0]
    }
    const elsewhere = { location: `http://127.0.0.1:${website.port}/elsewhere` }
    expect(await troubleWith(answers(308, elsewhere))).toMatchObject({ httpStatus: 308, trouble: 'redirect' })
    expect(await troubleWith(() => {})).toMatchObject({ httpStatus: null, trouble: 'timeout' })
    expect(await troubleWith((_, request) => request.socket.destroy())).toMatchObject({
      trouble: 'broken_off',
    })
    expect(website.received).toHaveLength(3)
  })

  it('has answered with its status, however long the rest takes', async () => {
    website.behaves((response) => response.writeHead(200).write('slow'))
    await dispatch({ timeoutMs: 300 })
    await statusesAre(await shop.receive(order()), 'delivered')
  })

  it('may answer at any length: no more than a little of it is read', async () => {
    website.behaves((response) => {
      response.writeHead(200)
      const flood = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', flood)
      }
      flood()
    })
    await dispatch()
    await statusesAre(await shop.receive(order()), 'delivered')
  })

  it('ends it with 410, and has its pause with Retry-After', async () => {
    website.behaves(answers(410))
    await dispatch()
    await statusesAre(await shop.receive(order()), 'given_up')
    website.behaves(answers(429, { 'retry-after': '600' }))
    const id = await shop.receive(order())
    await triedTimes(id, 1)
    const [{ nextTryAt } = { nextTryAt: now() }] = await callbacksOf(id)
    expect((nextTryAt.getTime() - now().getTime()) / SECOND).toBeGreaterThan(590)
  })

  it('is signed with both secrets while one is rotated', async () => {
    const former = `whsec_${Buffer.alloc(32, 8).toString('base64')}`
    const both = await openReceiver([SECRET, former])
    await tells(both.url)
    await sql`
      insert into retiring_secrets (source, sealed, until) values ('northshore', ${former}, now() + interval '1 hour')`
    await dispatch()
    await statusesAre(await shop.receive(order()), 'delivered')
    expect(both.received[0]?.isSigned).toBe(true)
  })

  it('does not wait for another website that never answers', async () => {
    const silent = await openReceiver()
    silent.behaves(() => {})
    await sql`insert into sources (id, kind, secrets, callback_url) values ('silent', 'integrator', ${[SECRET]}, ${silent.url})`
    await sql`
      insert into web_orders (source, number, raw, digest)
      select 'silent', 'S-' || n, replace(raw, number, 'S-' || n), digest || n
      from web_orders, generate_series(1, 8) as n where id = (select max(id) from web_orders)`
    for (const { id } of await sql`select id from web_orders where source = 'silent'`)
      await shop.tell(id, { id: 'received', type: 'received' })
    await dispatch({ timeoutMs: 3 * SECOND })
    await until(async () => silent.received.length === 4, 'the silent website to be asked')
    await statusesAre(await shop.receive(order()), 'delivered')
    expect(silent.received).toHaveLength(4)
    await tells(null, 'silent')
  })
})

describe('what is never sent', () => {
  const troubleAt = async (url: string, own: CallbackDeps['own'] = []) => {
    await tells(url)
    const dispatcher = await dispatch({ own })
    const id = await shop.receive(order())
    await triedTimes(id, 1)
    await dispatcher.stop()
    return (await triesOf(id))[0]?.trouble
  }

  it('goes to a cloud machine’s own address, however it is written', async () => {
    for (const host of [
      '169.254.169.254',
      '[::ffff:169.254.169.254]',
      '[fe80::1]',
      '0.0.0.0',
      '2852039166',
    ]) {
      expect(await troubleAt(`http://${host}/latest/meta-data`)).toBe('forbidden_address')
    }
  })

  it('goes to the servers that the program itself stands on', async () => {
    const own = [{ host: '127.0.0.1', port: website.port }]
    expect(await troubleAt(website.url, own)).toBe('forbidden_address')
    expect(await troubleAt(`http://localhost:${website.port}/hooks`, own)).toBe('forbidden_address')
    expect(website.received).toEqual([])
  })

  it('is queued for a website that wants to hear nothing', async () => {
    await tells(null)
    const id = await shop.receive(order())
    expect(await callbacksOf(id)).toEqual([])
  })

  it('waits for ever for a website that is not told any more', async () => {
    const id = await shop.receive(order())
    await tells(null)
    await sql`update callbacks set created_at = now() - interval '4 days'`
    await dispatch()
    await statusesAre(id, 'given_up')
  })

  it('says why: nobody there, no such host', async () => {
    expect(await troubleAt('http://127.0.0.1:1/')).toBe('refused')
    expect(await troubleAt('http://nobody.invalid/')).toBe('unknown_host')
  })
})
