import { expect, test } from 'vitest'
import type { OrderJson } from '../../domain/order-object.ts'
import { waitingToStart } from '../../intake/waiting.ts'
import type { InventoryItem } from '../../server/api/inventory-page.ts'
import type { OrderList } from '../../server/api/list-orders.ts'
import { inventorySchema, orderListSchema, orderStatusSchema } from '../../server/api/schemas.ts'
import { apiWithoutDatabase, openApi, website } from '../support/api.ts'
import { createTestDatabase } from '../support/database.ts'
import { signedHeaders } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'

const database = await createTestDatabase()
const elsewhere = await createTestDatabase({ max: 1 })
const { sql } = database
const { api, post, get } = await openApi(database)
await sql`insert into customers (id) values ('C1')`
interface Inventory {
  items: InventoryItem[]
  nextCursor: string | null
}
interface ErrorBody {
  errors: { path: string; message: string }[]
  errorId?: string
}

/** An order as the desk has recorded it. */
async function recorded(
  number: string,
  tx: typeof sql | Parameters<Parameters<typeof sql.begin>[1]>[0] = sql,
) {
  await tx`
    with web as (
      insert into web_orders (source, number, raw, digest, recorded_at)
      values ('webshop', ${number}, '{}', 'x', now()) returning id
    )
    insert into orders (id, source, number, status, fulfilment, store, currency, placed_at, total, problems)
    select id, 'webshop', ${number}, 'product_match_failed', 'pickup', 'main', 'USD', '2026-03-02T09:09:00Z', 8766,
      ${tx.json([{ code: 'product_not_matched', line: '1', problem: 'several' }])}
    from web`
}
const touch = (number: string) => sql`
  update orders set updated_at = now(), changed_xid = pg_current_xact_id() where number = ${number}`

test('an order tells where it stands, line by line', async () => {
  await recorded('A-1')
  await sql`insert into products (sku, name, kind) values ('NS-00935', 'Pedal', 'stock'), ('CARD', 'Card', 'gift_card')`
  await sql`
    insert into order_lines (order_id, id, position, kind, description, quantity, unit_price, discount, tax_rate, tax,
      product_id, matched_by, match_problem, allocated)
    select o.id, line.*, p.id, line_match.* from orders o,
      (values ('2', 1, 'product', 'Card', 1, 1, 0, 0, 0)) line, products p,
      (values ('gift_card', null, 0)) line_match
    where o.number = 'A-1' and p.sku = 'CARD'`
  await sql`
    insert into order_lines (order_id, id, position, kind, description, quantity, unit_price, discount, tax_rate, tax,
      product_id, matched_by, allocated)
    select o.id, '1', 0, 'product', 'Pedal', 3, 1, 0, 0, 0, p.id, 'gtin', 2 from orders o, products p
    where o.number = 'A-1' and p.sku = 'NS-00935'`
  const { status, body } = await get<OrderJson>('/orders/A-1')
  expect(status).toBe(200)
  expect(orderStatusSchema.strict().parse(body)).toEqual(body)
  expect(body).toMatchObject({
    number: 'A-1',
    status: 'product_match_failed',
    version: 1,
    placedAt: '2026-03-02T09:09:00.000Z',
    storeCode: 'main',
    customerId: null,
    saleNumber: null,
    respondBy: null,
    holdUntil: null,
    shortage: false,
    lines: [
      { id: '1', sku: 'NS-00935', matchedBy: 'gtin', quantity: 3, allocated: 2 },
      { id: '2', sku: null, matchedBy: 'gift_card', quantity: 1, allocated: 0 },
    ],
    problems: [
      {
        code: 'product_not_matched',
        message: 'Staff have to match line 1: several products have its identifier.',
      },
    ],
  })
})

test('orders are listed in the order of change, page by page, and by status and time', async () => {
  for (const number of ['L-1', 'L-2', 'L-3']) await recorded(number)
  await touch('L-1')
  const [{ since } = { since: '' }] = await sql<{ since: string }[]>`select now()::text as since`
  await touch('L-2')
  const numbers: string[] = []
  let cursor: string | null = ''
  for (let page = 0; cursor !== null && page < 10; page++) {
    const { body }: { body: OrderList } = await get<OrderList>(`/orders?limit=2&status=&cursor=${cursor}`)
    expect(orderListSchema.parse(body)).toEqual(body)
    numbers.push(...body.orders.map(({ number }) => number))
    cursor = body.nextCursor
  }
  expect(numbers).toEqual(['A-1', 'L-3', 'L-1', 'L-2'])
  const iso = new Date(since).toISOString().replace('Z', '+00:00')
  const late = await get<OrderList>(`/orders?updatedSince=${iso}&status=product_match_failed`)
  expect(late.body.orders.map(({ number }) => number)).toEqual(['L-2'])
  expect((await get<OrderList>('/orders?status=archived')).body).toEqual({ orders: [], nextCursor: null })
})

test('a change that commits late is never skipped', async () => {
  await recorded('late-1')
  await recorded('late-2')
  let commit = () => {}
  let isWritten = () => {}
  const goOn = new Promise<void>((resolve) => (commit = resolve))
  const written = new Promise<void>((resolve) => (isWritten = resolve))
  const slow = sql.begin(async (tx) => {
    await recorded('late-3', tx)
    isWritten()
    await goOn
  })
  await written
  await touch('late-2')
  const seen: string[] = []
  let cursor = ''
  const follow = async () => {
    const { body } = await get<OrderList>(`/orders?limit=1&cursor=${cursor}`)
    seen.push(...body.orders.map(({ number }) => number))
    cursor = body.nextCursor ?? cursor
    return body.nextCursor
  }
  for (let page = 0; (await follow()) !== null && page < 20; page++);
  expect(seen).not.toContain('late-2')
  commit()
  await slow
  for (let page = 0; (await follow()) !== null && page < 20; page++);
  expect(seen.filter((number) => number.startsWith('late-'))).toEqual(
    expect.arrayContaining(['late-3', 'late-2']),
  )
  expect(seen.lastIndexOf('late-3')).toBeLessThan(seen.lastIndexOf('late-2'))
})

test('whoever writes in another database of the server holds nothing up', async () => {
  await elsewhere.sql.begin(async (tx) => {
    await tx`insert into customers (id) values ('elsewhere')`
    await recorded('H-1')
    const { body } = await get<OrderList>('/orders?limit=500')
    expect(body.orders.at(-1)?.number).toBe('H-1')
  })
})

test('a wrong parameter is told with its name', async () => {
  const wrong = [
    ['status', 'lost'],
    ['updatedSince', 'yesterday'],
    ['cursor', 'x'],
    ['cursor', Buffer.from('["1; drop",1]').toString('base64url')],
    ['limit', '0'],
    ['limit', '501'],
    ['limit', '1e2'],
  ] as const
  for (const [name, value] of wrong) {
    const { status, body } = await get<ErrorBody>(`/orders?${new URLSearchParams({ [name]: value })}`)
    expect([status, body.errors.map(({ path }) => path)]).toEqual([400, [name]])
  }
  expect((await get('/inventory?cursor=x')).status).toBe(400)
})

test('a customer’s cancellation is kept once, before or after the order itself', async () => {
  for (const reason of ['Too late', 'again', null]) {
    expect((await post('/orders/X-1/cancellation', { reason })).body).toEqual({ accepted: true })
  }
  await post('/orders', pedals('X-2'))
  expect((await post('/orders/X-2/cancellation', '')).status).toBe(202)
  const kept = await sql`
    select w.number, w.raw is null as empty, h.id, h.type, h.payload, h.actor_kind
    from happenings h join web_orders w on w.id = h.order_id order by h.seq`
  const cancellation = { id: 'cancellation', type: 'cancellation', actorKind: 'website' }
  expect(kept).toEqual([
    { number: 'X-1', empty: true, payload: { reason: 'Too late' }, ...cancellation },
    { number: 'X-2', empty: false, payload: { reason: null }, ...cancellation },
  ])
  expect((await post('/orders', pedals('X-1'))).body).toEqual({
    accepted: [{ number: 'X-1', duplicate: false }],
    refused: [],
  })
  const again = await post<{ accepted: { duplicate: boolean }[] }>('/orders', pedals('X-1'))
  expect(again.body.accepted[0]?.duplicate).toBe(true)
})

test('many cancellations of an unknown order at once are one', async () => {
  const replies = await Promise.all(
    Array.from({ length: 20 }, () => post('/orders/X-9/cancellation', { reason: 'no' })),
  )
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]))
  const kept =
    await sql`select 1 from happenings h join web_orders w on w.id = h.order_id where w.number = 'X-9'`
  expect(kept).toHaveLength(1)
})

test('a cancellation that can not be read is refused', async () => {
  const bodies = ['{', '[]', '5', { reason: 5 }, { reason: 'x'.repeat(501) }, { reason: 'a\0' }]
  for (const body of bodies) expect((await post('/orders/X-3/cancellation', body)).status).toBe(400)
  expect((await post('/orders/bad%20number/cancellation', {})).status).toBe(400)
})

test('what waits is counted with its age', async () => {
  await sql`update web_orders set received_at = received_at - interval '90 seconds'`
  const waiting = await waitingToStart(sql)
  expect(waiting.orders).toBe(2)
  expect(waiting.oldestSeconds).toBeGreaterThanOrEqual(90)
  // X-9's waits for its order.
  expect(waiting.happenings).toBe(2)
})

test('the inventory has an entry for each product of the web and each store', async () => {
  await sql`delete from order_lines`
  await sql`delete from products`
  await sql`
    insert into products (sku, name, brand, upc, mpn, category, description, price, sale_price, web, kind) values
      ('b', '=cmd("x"), "B"', 'Br', '36000291452', 'M', 'Cat', 'D', 40.5, 35, true, 'stock'),
      ('A', 'A', null, 'odd', null, null, null, null, null, true, 'stock'),
      ('hidden', 'H', null, null, null, null, null, 1, null, false, 'stock'),
      ('card', 'G', null, null, null, null, null, 1, null, true, 'gift_card')`
  await sql`insert into stock_levels (store, product_id, on_hand, allocated)
    select 'main', id, 5, 2 from products where sku = 'b'`
  const { status, body } = await get<Inventory>('/inventory')
  expect(status).toBe(200)
  expect(inventorySchema.parse(body)).toEqual(body)
  expect(body.nextCursor).toBeNull()
  expect(body.items.map(({ sku, storeCode, quantity }) => `${sku} ${storeCode} ${quantity}`)).toEqual([
    'A harbour 0',
    'A main 0',
    'b harbour 0',
    'b main 3',
  ])
  expect(body.items[3]).toMatchObject({
    gtin: '036000291452',
    mpn: 'M',
    price: '40.50',
    salePrice: '35.00',
    saleFrom: null,
    description: 'D',
  })
  expect(body.items[0]).toMatchObject({ gtin: null, price: null })
})

test('the inventory comes in pages, too, and as CSV', async () => {
  const first = await get<Inventory>('/inventory?limit=3')
  expect(first.body.items).toHaveLength(3)
  const last = await get<Inventory>(`/inventory?limit=3&cursor=${first.body.nextCursor}`)
  expect(last.body.items.map(({ sku, storeCode }) => [sku, storeCode])).toEqual([['b', 'main']])
  expect(last.body.nextCursor).toBeNull()
  const csv = await get('/inventory?limit=3', { accept: 'text/csv' })
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(csv.headers.get('link')).toMatch(/^<.*\/inventory\?limit=3&cursor=[\w-]+>; rel="next"$/)
  const whole = await get('/inventory', { accept: 'text/csv;q=0.9, application/json;q=0.5' })
  const rows = whole.text.split('\r\n')
  expect(rows[0]).toBe(
    'sku,gtin,mpn,name,description,brand,category,quantity,price,salePrice,saleFrom,saleTo,storeCode,updatedAt',
  )
  expect(rows[4]).toMatch(/^b,036000291452,M,"=cmd\(""x""\), ""B""",D,Br,Cat,3,40\.50,35\.00,,,main,2/)
  expect(rows).toHaveLength(6)
})

test('an inventory of many pages is whole', async () => {
  await sql`insert into products (sku, name) select 'n' || n, 'N' from generate_series(1, 3000) n`
  const { body } = await get<Inventory>('/inventory')
  expect(new Set(body.items.map(({ sku, storeCode }) => `${sku} ${storeCode}`)).size).toBe(6_004)
  expect(body.items).toHaveLength(6_004)
})

test('what is not there is told as a problem', async () => {
  const headers = { 'content-type': 'application/problem+json' }
  for (const path of ['/orders/none', '/orders/%00', '/orders/a/b/c', '/nothing']) {
    const reply = await get(path)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([404, headers['content-type']])
  }
  expect((await api.request('/nothing')).status).toBe(404)
  const { raw } = website(api)
  const wrongMethod = await raw('/orders/A-1', { method: 'DELETE', headers: signedHeaders('') })
  expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET'])
})

test('without its database the shop asks to come again, and tells nothing of itself', async () => {
  const reply = await website(apiWithoutDatabase()).post<ErrorBody>('/orders', pedals())
  expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '5'])
  expect(reply.body.errorId).toMatch(/^[0-9a-f-]{36}$/)
  expect(reply.text).not.toMatch(/ECONN|postgres|node_modules/)
})
