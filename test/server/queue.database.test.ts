import { beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../db/client.ts'
import type { Status } from '../../domain/status.ts'
import { readFilter } from '../../server/queue/filter.ts'
import { loadQueue } from '../../server/queue/load.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database)
const anna = await desk.as('anna')

const show = async (query: Record<string, string> = {}) =>
  wordsOf(await anna.get(`/orders?${new URLSearchParams(query)}`))
const numbersOn = async (query: Record<string, string> = {}) => {
  const html = await (await anna.get(`/orders?${new URLSearchParams(query)}`)).text()
  return [...html.matchAll(/<th scope="row"><a href="[^"]*">([^<]*)</g)].map(([, number]) => number)
}

/** An order as it was placed so many hours ago; the row alone is what the queue reads. */
async function receive(number: string, hoursAgo: number, more: Record<string, unknown> = {}) {
  const placedAt = new Date(Date.now() - hoursAgo * 3_600_000).toISOString()
  return shop.receive(webOrder([{ sku: 'PEDAL' }], { number, placedAt, ...more }))
}

test('A shop whose website has not sent anything yet is told how to connect it', async () => {
  expect(await show()).toContain('No order has arrived yet')
  expect(await show({ q: 'pedal' })).toContain('No order has arrived yet')
})

describe('With orders in the shop', () => {
  const named = (lastName: string, phone?: string) => ({
    customer: { firstName: 'Kim', lastName, email: 'kim@example.com', phone },
  })

  beforeAll(async () => {
    await shop.stock({ sku: 'PEDAL', onHand: 2 })
    await receive('A-OLD', 72, { customer: { firstName: '지훈', lastName: '박', email: 'kim@example.com' } })
    await receive('B-YOUNG', 1, { storeCode: 'harbour', ...named('Ó Briain', '(503) 555-0151') })
    await receive('C-MIDDLE', 5, named('100%_sure\\'))
    await receive('D-STRANGER', 4, { customer: { firstName: 'Who', lastName: '<i>Knows</i>' } })
    await shop.act(await receive('E-REJECTED', 30, named('Latimer')), 'reject', { reason: 'out_of_stock' })
    await shop.act(await receive('F-REJECTED', 40, named('Latimer')), 'reject', { reason: 'damaged' })
  })

  test('the open ones are listed oldest first, with their age in words and their counts', async () => {
    expect(await numbersOn()).toEqual(['A-OLD', 'C-MIDDLE', 'D-STRANGER', 'B-YOUNG'])
    const words = await show()
    for (const part of ['All open 4', 'Customer ID Required 1', 'New 3', '3 days', '1 hour', '$11.00']) {
      expect(words).toContain(part)
    }
  })

  test('what is due first comes first, with what it is and how long that still is', async () => {
    const due = (number: string, minutes: number, status: Status = 'new') => sql`
      update orders set due_at = now() + ${minutes} * interval '1 minute', status = ${status},
        ready_by = case when ${status} = 'in_process' then '2026-03-05'::date end
      where number = ${number}`
    await due('B-YOUNG', -125)
    await due('C-MIDDLE', 24.5, 'in_process')
    await due('A-OLD', 600.5, 'ready_for_pickup')
    expect(await numbersOn()).toEqual(['B-YOUNG', 'C-MIDDLE', 'A-OLD', 'D-STRANGER'])
    expect(await numbersOn({ q: 'pedal' })).toEqual([
      ...['B-YOUNG', 'C-MIDDLE', 'A-OLD', 'D-STRANGER'],
      ...['F-REJECTED', 'E-REJECTED'],
    ])
    const words = await show()
    expect(words).toContain('What is due first, then the oldest')
    expect(words).toMatch(/B-YOUNG northshore 2 hours late Answer by \w+, /)
    expect(words).toMatch(/C-MIDDLE northshore 24 minutes left Promised for Mar 5, 2026/)
    expect(words).toMatch(/A-OLD northshore 10 hours left Pickup by \w+, /)
    expect(words).toMatch(/D-STRANGER northshore – /)
    await sql`update orders set due_at = null, ready_by = null where due_at is not null`
    await sql`update orders set status = 'new' where number in ('A-OLD', 'C-MIDDLE')`
  })

  test('say which zone their time is of where they lie in more than one', async () => {
    expect(await show()).toMatch(/\d [AP]M P[SD]T .*\d [AP]M E[SD]T /s)
    expect(await show({ store: 'harbour' })).not.toMatch(/E[SD]T/)
  })

  test('one status shows its own, a closed one the latest change first', async () => {
    expect(await numbersOn({ status: 'customer_id_required' })).toEqual(['D-STRANGER'])
    expect(await numbersOn({ status: 'rejected' })).toEqual(['F-REJECTED', 'E-REJECTED'])
    expect(await numbersOn({ status: 'nonsense' })).toHaveLength(4)
  })

  test('a store and a source narrow the list and the counts alike', async () => {
    expect(await numbersOn({ store: 'harbour' })).toEqual(['B-YOUNG'])
    expect(await show({ store: 'harbour' })).toContain('All open 1')
    expect(await numbersOn({ source: 'northshore' })).toHaveLength(4)
  })

  test('forgets a store or source that is gone', async () => {
    const gone = await anna.get('/orders?source=elsewhere&status=new')
    expect([gone.status, gone.headers.get('location')]).toEqual([302, '/orders?status=new'])
    const part = await anna.get('/orders?store=nowhere', { 'hx-request': 'true' })
    expect(part.headers.get('hx-replace-url')).toBe('/orders')
    expect(await part.text()).toContain('B-YOUNG')
  })

  test.each([
    ['a number in any letter case', 'b-yo', ['B-YOUNG']],
    ['a name', 'ó briain', ['B-YOUNG']],
    ['a name without its accents', 'o briain', ['B-YOUNG']],
    ['a Korean name as it is written', '박지훈', ['A-OLD']],
    ['a part of a Korean name', '지훈', ['A-OLD']],
    ['two words that are both there', 'kim latimer', ['F-REJECTED', 'E-REJECTED']],
    ['two words of which one is missing', 'kim nowhere', []],
    ['a product', 'pedal', ['A-OLD', 'C-MIDDLE', 'D-STRANGER', 'B-YOUNG', 'F-REJECTED', 'E-REJECTED']],
    ['a phone number as people write it', '503 555-0151', ['B-YOUNG']],
    ['a phone number in full', '(503) 555-0151', ['B-YOUNG']],
    ['a phone number in another writing', '503.555.0151', ['B-YOUNG']],
    ['signs that mean something to the database', '100%_sure\\', ['C-MIDDLE']],
    ['a sign that must not mean anything', '%', []],
    ['quotes', `' or 1=1 --`, []],
    ['a NUL', '\0', ['A-OLD', 'C-MIDDLE', 'D-STRANGER', 'B-YOUNG']],
  ])('search finds %s, open ones first', async (_, q, numbers) => {
    expect(await numbersOn({ q })).toEqual(numbers)
  })

  test('a search is planned for its own words each time', async () => {
    const one = connect(database.url, { max: 1 })
    const prepared = (): Promise<{ n: number }[]> => one`
      select count(*)::int as n from pg_prepared_statements where statement like ${'%search_text like%'}`
    for (const q of ['pedal', 'latimer']) await loadQueue(one, readFilter({ q }), new Date())
    expect(await prepared()).toEqual([{ n: 0 }])
    await one.end()
  })

  test('search stays within the status that is chosen', async () => {
    expect(await numbersOn({ q: 'latimer', status: 'rejected' })).toEqual(['F-REJECTED', 'E-REJECTED'])
    expect(await numbersOn({ q: 'latimer', status: 'new' })).toEqual([])
    expect(await show({ q: 'nowhere' })).toContain('No orders match')
  })

  test('hostile names and searches are shown as text', async () => {
    const html = await (await anna.get('/orders?q=%3Ci%3Eknows%22%3E%3Cscript%3E')).text()
    expect(html).not.toMatch(/<i>|<script(?! src="\/static\/)/)
    expect(await show()).toContain('<i>Knows</i>')
  })

  test('what lies in the inbox is said, with how long it has lain there', async () => {
    const id = await shop.arrive(webOrder([{ sku: 'PEDAL' }]))
    await sql`update web_orders set received_at = now() - interval '5 minutes' where id = ${id}`
    expect(await show()).toContain('1 order has arrived and is being taken in; it has waited 5 minutes.')
    await sql`delete from web_orders where id = ${id}`
    const [row] = await sql<{ id: number }[]>`select id from orders limit 1`
    await shop.put(row?.id ?? 0, 'comment', { text: 'x' })
    expect(await show()).not.toContain('waits')
    await sql`update happenings set at = now() - interval '2 hours' where status = 'waiting'`
    expect(await show()).toContain("1 action waits for the desk's engine, since 2 hours.")
  })
})

describe('A queue of many pages', () => {
  const many = 10_100

  beforeAll(async () => {
    await sql`
      insert into web_orders (source, number, raw, digest, recorded_at)
      select 'northshore', 'M-' || n, '{}', '', now() from generate_series(1, ${many}) n`
    await sql`
      insert into orders (id, source, number, status, placed_at, search_text)
      select id, source, number, 'sale_processing_failed', now() - id * interval '1 second', 'many ' || number
      from web_orders where number like 'M-%'`
  })

  test('shows 50 at a time, each order once', async () => {
    const status: Status = 'sale_processing_failed'
    const first = await numbersOn({ status })
    const second = await numbersOn({ status, page: '2' })
    expect([first.length, second.length]).toEqual([50, 50])
    expect(new Set([...first, ...second]).size).toBe(100)
    expect(await numbersOn({ status, q: 'many', page: '2' })).toEqual(second)
  })

  test.each<[Record<string, string>]>([[{}], [{ status: 'sale_processing_failed' }]])(
    'is read along an index that has its order, and not sorted: %j',
    async (query) => {
      await sql`analyze orders`
      const sent: { text: string; parameters: unknown[] }[] = []
      const one = connect(database.url, {
        max: 1,
        onStatement: (text, parameters) => sent.push({ text, parameters }),
      })
      await loadQueue(one, readFilter(query), new Date())
      await one.end()
      const rows = sent.find(({ text }) => text.includes('as page'))
      const plan = await sql.unsafe(`explain ${rows?.text}`, rows?.parameters as never)
      const told = plan.map((row) => String(Object.values(row)[0])).join('\n')
      expect(told).toMatch(/Index Scan using orders_(due|open) /)
      expect(told).not.toContain('Sort')
    },
  )

  test('finds the last call for somebody among all that ever happened by its index', async () => {
    await sql`
      insert into order_events (order_id, seq, happening_id, type, actor_kind, to_status, version, inputs, outcome, at)
      select id, 1, 'x', 'comment', 'system', status, 1, '{}', '{}', now() from orders where number like 'M-%'`
    await sql`analyze order_events`
    const sent: { text: string; parameters: unknown[] }[] = []
    const one = connect(database.url, {
      max: 1,
      onStatement: (text, parameters) => sent.push({ text, parameters }),
    })
    await loadQueue(one, readFilter({}), new Date())
    await one.end()
    const shop = sent.find(({ text }) => text.includes('as calls'))
    const plan = await sql.unsafe(`explain ${shop?.text}`, shop?.parameters as never)
    expect(plan.map((row) => String(Object.values(row)[0])).join('\n')).toContain('order_events_calls')
  })

  test('ends at page 200 with the advice to narrow the search', async () => {
    const last = await show({ status: 'sale_processing_failed', page: '200' })
    expect(last).toContain('Narrow the search')
    expect(last).toContain('Page 200')
    expect(await show({ status: 'sale_processing_failed', page: '9999999' })).toContain('Page 200')
  })
})

test('A shop where everything is done is told so', async () => {
  await sql`update orders set status = 'archived'`
  expect(await show()).toContain('All caught up')
})

describe('The page', () => {
  test.each(['', '?status=new', '?status=rejected', '?q=kim', '?q=kim&store=main&page=2'])(
    '/orders%s takes four statements, the session’s included',
    async (query) => {
      const statements: string[] = []
      const counted = connect(database.url, {
        max: 1,
        // The process looks for files to take over by itself, a new connection for the types that there are.
        onStatement: (statement) => /\bimports\b|pg_type/.test(statement) || statements.push(statement),
      })
      const watched = openWebDesk({ url: database.url, sql: counted })
      const response = await watched.send(`/orders${query}`, { headers: { cookie: anna.cookie } })
      expect(response.status).toBe(200)
      expect(statements.length).toBeLessThanOrEqual(4)
      expect(statements.length).toBeGreaterThan(2)
      await counted.end()
    },
  )
})
