import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createActivities } from '../../../activities/index.ts'
import type { OpenEffect } from '../../../activities/record/types.ts'
import { stripeProvider } from '../../../connectors/stripe/provider.ts'
import { cleanProviderNotices } from '../../../intake/provider-notice.ts'
import { noticeRoutes } from '../../../server/payments/notices.ts'
import { CARD_NUMBER, StripeSimulator } from '../../simulators/stripe.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openBox } from '../../support/integrator.ts'
import { openPaidShop, type PaidShop } from '../../support/paid-shop.ts'
import { webOrder } from '../../support/shop.ts'
import { hirePeople } from '../settings/owners.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const stripe = new StripeSimulator()
const lines: string[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
const desk = openWebDesk(database)
let shop: PaidShop
let routes: ReturnType<typeof noticeRoutes>

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await hirePeople(sql)
})
beforeEach(async () => {
  lines.length = 0
  routes = noticeRoutes({
    sql,
    log,
    readNotice: async ({ apiKey, webhookSecret }, body, signature) =>
      stripeProvider({ apiKey, webhookSecret }).readNotice(body, signature),
  })
  await sql`truncate provider_notices`
})
afterEach(() => vi.useRealTimers())
afterAll(() => stripe.stop())

interface Sent {
  account?: string
  signature?: string
}

async function post(body: string, { account = 'online', signature = '' }: Sent = {}) {
  const headers = { 'stripe-signature': signature }
  const response = await routes.request(`/${account}`, { method: 'POST', body, headers })
  return [response.status, await response.json()]
}

/** As the provider posts it. */
function send(event: object): Promise<unknown[]> {
  const { body, signature } = stripe.signed({ object: 'event', ...event })
  return post(body, { signature })
}

const eventsOf = (reference: string) =>
  stripe.events.filter(({ data }) => JSON.stringify(data).includes(`"${reference}"`))
const notices = () => sql<{ id: string; reference: string | null }[]>`
  select id, reference from provider_notices order by id`
const told = (id: number) => sql`
  select id, type, status from happenings where order_id = ${id} and type = 'paymentNotice' order by seq`

describe('A provider’s notice', () => {
  test('is kept, and told to the order whose payment it is about', async () => {
    const { id, reference } = await shop.arrivePaid()
    const [event] = eventsOf(reference)
    expect(await send(event ?? {})).toEqual([200, { received: true }])
    expect(await notices()).toEqual([{ id: event?.id, reference }])
    expect(await told(id)).toMatchObject([{ id: `notice:${event?.id}`, status: 'waiting' }])
  })

  test('reaches the desk from outside, whatever site it says it comes from', async () => {
    const { id, reference } = await shop.arrivePaid()
    const { body, signature } = stripe.signed({ object: 'event', ...eventsOf(reference)[0] })
    const headers = {
      'stripe-signature': signature,
      origin: 'https://elsewhere.test',
      'sec-fetch-site': 'cross-site',
    }
    const response = await desk.send('/webhooks/online', { method: 'POST', body, headers })
    expect([response.status, response.headers.get('set-cookie')]).toEqual([200, null])
    expect(await told(id)).toHaveLength(1)
  })

  test('that comes twice, or many times at once, is told once', async () => {
    const { id, reference } = await shop.arrivePaid()
    const [event] = eventsOf(reference)
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(event ?? {})))
    expect(answers.every(([status]) => status === 200)).toBe(true)
    expect(await notices()).toHaveLength(1)
    expect(await told(id)).toHaveLength(1)
  })

  test('leads to the same books in whatever order several come', async () => {
    const { id, reference } = await shop.arrivePaid()
    await shop.settle(id)
    // Taken, given back in part and disputed at the provider's own pages.
    const intent = stripe.intents.get(reference)
    if (intent) Object.assign(intent, { status: 'succeeded', amount_received: 2_200, amount_refunded: 500 })
    stripe.dispute(reference)
    const of = (type: string, object: object) => ({
      id: `evt_${type}_${id}`,
      type,
      created: stripe.now,
      data: { object },
    })
    const events = [
      of('charge.refunded', { object: 'charge', id: 'ch_1', payment_intent: reference }),
      ...eventsOf(reference).toReversed(),
      of('payment_intent.succeeded', { object: 'payment_intent', id: reference }),
    ]
    for (const event of events) {
      await send(event)
      const [waiting] = await sql<{ id: string }[]>`
        select id from happenings where order_id = ${id} and status = 'waiting' order by seq limit 1`
      if (waiting) await shop.tell(id, { id: waiting.id })
      await shop.settle(id)
    }
    const row = await shop.row(id)
    expect(row?.money).toMatchObject({
      state: 'captured',
      captured: 2_200,
      refunded: 500,
      disputes: [{ amount: 2_200 }],
    })
    expect(
      await sql`select kind, sum(amount)::int as amount from payments where order_id = ${id} group by kind order by kind`,
    ).toEqual([
      { kind: 'ecommerce', amount: 2_200 },
      { kind: 'refund', amount: 500 },
    ])
  })

  test('of an order that is not here yet is kept; the order’s first look-up tells the truth', async () => {
    const order = webOrder([{ sku: 'HELMET', quantity: 2 }])
    stripe.hold(order.payment.reference, 2_200, 'usd')
    const intent = stripe.intents.get(order.payment.reference)
    if (intent) intent.status = 'canceled'
    const gone = {
      id: 'evt_gone',
      type: 'payment_intent.canceled',
      created: stripe.now,
      data: { object: { object: 'payment_intent', id: order.payment.reference } },
    }
    expect(await send(gone)).toEqual([200, { received: true }])
    expect(await notices()).toHaveLength(1)
    const id = await shop.receive(order)
    await shop.settle(id)
    expect((await shop.row(id))?.money).toMatchObject({ state: 'declined', trouble: 'expired_hold' })
  })

  test('of another account tells this one’s orders nothing', async () => {
    await sql`
      insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret)
      values ('other', 'stripe', 'Other', ${stripe.apiKey}, ${stripe.webhookSecret}) on conflict do nothing`
    const { id, reference } = await shop.arrivePaid()
    const { body, signature } = stripe.signed({ object: 'event', ...eventsOf(reference)[0] })
    expect(await post(body, { account: 'other', signature })).toEqual([200, { received: true }])
    expect(await told(id)).toEqual([])
  })

  test.each([
    ['of a kind that nobody knows', { type: 'moon.risen', data: { object: { object: 'moon', id: 'm_1' } } }],
    [
      'about a payment that is no order’s',
      { type: 'payment_intent.succeeded', data: { object: { object: 'payment_intent', id: 'pi_none' } } },
    ],
    ['without what it is about', { type: 'moon.risen' }],
  ])('%s is kept and harmless', async (_, event) => {
    expect(await send({ id: 'evt_odd', created: stripe.now, ...event })).toEqual([200, { received: true }])
    expect(await notices()).toMatchObject([{ id: 'evt_odd' }])
  })
})

test('Notices are forgotten after three months, and not before', async () => {
  for (const [id, days] of [
    ['evt_old', 91],
    ['evt_new', 89],
  ] as const) {
    await sql`
      insert into provider_notices (account, id, type, at, received_at)
      values ('online', ${id}, 'x', now(), now() - make_interval(days => ${days}))`
  }
  await cleanProviderNotices(sql)
  expect(await notices()).toMatchObject([{ id: 'evt_new' }])
})

describe('What is not signed', () => {
  const body = JSON.stringify({
    id: 'evt_1',
    type: 'payment_intent.succeeded',
    created: 1,
    data: { object: {} },
  })

  test.each([
    ['without a signature', () => ({})],
    ['with a signature that is none', () => ({ signature: 't=1,v1=abc' })],
    [
      'with another one’s secret',
      () => ({ signature: signedBy('whsec_other', Math.floor(Date.now() / 1_000)) }),
    ],
    [
      'with the right secret, an hour ago',
      () => ({ signature: signedBy(stripe.webhookSecret, Math.floor(Date.now() / 1_000) - 3_600) }),
    ],
    [
      'for an account that is not there',
      () => ({
        account: 'nowhere',
        signature: signedBy(stripe.webhookSecret, Math.floor(Date.now() / 1_000)),
      }),
    ],
  ])('(%s) is answered 400, and nothing of it is stored', async (_, sent) => {
    expect(await post(body, sent())).toEqual([400, { error: 'not signed' }])
    expect(await notices()).toEqual([])
  })

  function signedBy(secret: string, timestamp: number): string {
    const other = new StripeSimulator()
    Object.assign(other, { webhookSecret: secret })
    const { signature } = other.signed(JSON.parse(body))
    return signature.replace(/t=\d+/, `t=${timestamp}`)
  }

  test('fills no log: it is told once a minute, with how many there were, and shown to owners', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let times = 0; times < 50; times++) await post(body)
    for (let times = 0; times < 50; times++) await post(body, { account: `nowhere-${times}` })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { account: 'online', count: 1 },
      { account: null, count: 1 },
    ])
    vi.setSystemTime(Date.now() + 60_001)
    await post(body)
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ account: 'online', count: 50 })
    vi.useRealTimers()
    const olga = await desk.as('olga')
    expect(await wordsOf(await olga.get('/settings/payments/online'))).toMatch(
      /A notice came on .* that was not signed with the webhook secret typed here/,
    )
  })

  test('is not read where it is too long: 413', async () => {
    const nonsense = 'x'.repeat(5 * 1024 * 1024)
    expect(await post(nonsense)).toEqual([413, { error: 'too large' }])
    const chunked = await routes.request('/online', {
      method: 'POST',
      body: new Blob([nonsense]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
    expect(await notices()).toEqual([])
  })
})

describe('A card’s number in what the provider answers and sends', () => {
  test('is neither stored, nor logged, nor shown', async () => {
    const { settleMoney } = createActivities({ sql, log, secrets: openBox })
    const { id, number, reference } = await shop.arrivePaid()
    const carryOut = async () => {
      const effects = await sql<OpenEffect[]>`
        select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt'`
      for (const effect of effects)
        await settleMoney({ orderId: id, ...effect, at: Date.now() }).catch(() => null)
    }
    stripe.faults.push({ path: new RegExp(`${reference}$`), is: 'down' })
    await carryOut()
    await carryOut()
    await shop.act(id, 'accept')
    stripe.faults.push({ path: new RegExp(`${reference}/capture$`), is: 'failed' })
    await carryOut()
    stripe.faults.push({ path: new RegExp(`${reference}/capture$`), is: { decline: 'insufficient_funds' } })
    await carryOut()
    await shop.act(id, 'accept')
    await carryOut()
    await send({
      id: 'evt_card',
      type: 'payment_intent.succeeded',
      created: stripe.now,
      data: { object: { object: 'payment_intent', id: reference, card: CARD_NUMBER } },
    })
    await post(CARD_NUMBER)
    expect(lines.join('')).toContain('the payment provider failed')
    expect(lines.join('')).not.toContain(CARD_NUMBER)
    const tables = await sql<{ name: string }[]>`
      select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`
    for (const { name } of tables) {
      expect(
        await sql`select 1 from ${sql(name)} as t where t::text like ${`%${CARD_NUMBER}%`}`,
        name,
      ).toHaveLength(0)
    }
    const olga = await desk.as('olga')
    for (const path of [
      `/orders/northshore/${number}`,
      '/money',
      '/money/entries.csv',
      '/settings/payments/online',
    ]) {
      expect(await (await olga.get(path)).text(), path).not.toContain(CARD_NUMBER)
    }
  })
})
