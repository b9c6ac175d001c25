import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../browser/pages.ts'
import { shownOrders } from '../browser/shown-shop.ts'
import { webOrder } from '../support/shop.ts'
import { type HostileShop, openHostileShop, PATIENCE_MS } from './hostile-shop.ts'
import { scripts } from './hostile-texts.ts'

let shop: HostileShop
const scripted = ['XSS-0', 'XSS-1', 'XSS-2', 'XSS-3', 'XSS-4', 'XSS-5', 'XSS-6', 'XSS-7']

beforeAll(async () => {
  shop = await openHostileShop()
})
afterAll(() => shop?.stop())

let place = 0
const script = () => scripts[place++ % scripts.length] ?? ''

/** An order whose every text is one of them. */
function scriptedOrder(number: string): object & { number: string } {
  const address = () => ({
    name: script(),
    street: script(),
    city: script(),
    region: script(),
    postalCode: 'x',
    country: 'US',
  })
  const [line] = webOrder([{ sku: script(), gtin: script(), mpn: script() }]).lines
  return webOrder([], {
    number,
    customer: {
      externalId: script(),
      firstName: script(),
      lastName: script(),
      email: `"${script()}"@x.test`,
      phone: script(),
    },
    lines: [{ ...line, id: script(), description: script() }],
    billingAddress: address(),
    shippingAddress: address(),
    shipping: { amount: '0.00', tax: '0.00', method: script() },
    payment: {
      status: 'authorised',
      provider: script(),
      reference: script(),
      amount: '11.00',
      approvalNumber: script(),
    },
    supplier: { name: script(), purchaseOrder: script(), carrier: script(), trackingNumber: script() },
    note: script(),
    total: '11.00',
    unknown: { [script()]: script() },
  })
}

/** Read as names of something, not shown as they are. */
const names =
  /^(id|key|hash|code|source|number|store|status|state|kind|type|action|language|currency|provider|role|method|fulfilment|token|.*_id|.*_kind|.*_key|.*_status|.*_by|sealed.*|security|api_key|webhook_secret|secrets|host|event|stage|trouble|digest|raw|matched_by|base_url|password|value|issuer|actor.*|subject_kind|effect|image|time_zone|reason|sale_number|search_text|happening|to|wait.*|.*_to|tells|about)$/

/** Whatever the database lets stand in a text: each row of each column gets another one. @returns how many columns */
async function scriptEveryText(): Promise<number> {
  const { sql } = shop
  const columns = await sql<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'text' and is_generated = 'NEVER' order by 1, 2`
  let taken = 0
  for (const { table, column } of columns.filter((one) => !names.test(one.column))) {
    const update = sql`
      update ${sql(table)} t set ${sql(column)} =
        (${[...scripts]}::text[])[1 + abs(hashtext(t.ctid::text || ${table + column})) % ${scripts.length}]
      where ${sql(column)} is not null`
    const { count } = await update.catch(() => ({ count: 0 }))
    if (count > 0) taken++
  }
  await sql`
    update happenings h set payload = (
      select jsonb_object_agg(key, case
        when key in ('text', 'comment', 'location', 'carrier', 'trackingNumber', 'collectedBy', 'reason', 'approvalNumber')
          and h.type <> 'reject' then to_jsonb((${[...scripts]}::text[])[1 + (h.seq % ${scripts.length})::int])
        else value end)
      from jsonb_each(h.payload)
    ) where h.payload <> '{}'`
  return taken
}

/** As it was given, it would be markup or the end of an attribute. */
const live = scripts.filter((text) => /[<"]/.test(text))
const address =
  /\s(?:href|src|action|formaction|hx-get|hx-post)="(?!\/(?!\/)|#|\?|https?:\/\/|mailto:|tel:)([^"]*)"/g

test(
  'a script that stands in any text of an order or of the shop is shown as text on every page',
  async () => {
    for (const number of scripted) await shop.shop.receive(scriptedOrder(number))
    expect(await scriptEveryText()).toBeGreaterThan(60)
    const failures: string[] = []
    const orders = [...shownOrders, ...scripted].map((number) => `/orders/northshore/${number}`)
    const searches = orders
      .slice(0, 8)
      .flatMap((order) => [
        `${order}?customer=${encodeURIComponent(script())}`,
        `${order}?line=1&product=${encodeURIComponent(script())}`,
      ])
    for (const path of new Set([...pages, ...orders, ...searches, '/orders?q=alert', '/orders?q=script'])) {
      const response = await shop.owner.get(path)
      const html = await response.text()
      failures.push(...shop.broken())
      const raw = live.filter((text) => html.includes(text) || html.includes(text.trim()))
      const elsewhere = [...html.matchAll(address)].map(([whole]) => whole)
      if (response.status >= 500 || raw.length + elsewhere.length > 0) {
        failures.push(`${path} ${response.status} ${[...raw, ...elsewhere].join(' ')}`)
      }
    }
    expect(failures).toEqual([])
  },
  PATIENCE_MS,
)

test('what is no page is never taken for one', async () => {
  for (const number of [...scripted, ...shownOrders]) {
    for (const name of ['raw', 'barcode.svg', 'label.pdf']) {
      const { status, headers } = await shop.owner.get(`/orders/northshore/${number}/${name}`)
      expect([200, 404]).toContain(status)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      if (status === 200) expect(headers.get('content-type')).not.toContain('html')
    }
  }
})

test(
  'every route answers with the headers that keep scripts, frames and guesses out, whatever it answers',
  async () => {
    const routes = new Set(
      shop.desk.routes
        .filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => `${method} ${path}`),
    )
    const wrong: string[] = []
    for (const route of [...routes, 'GET /nowhere', 'DELETE /orders', 'POST /nowhere']) {
      const [method = '', path = ''] = route.split(' ')
      const where = path.replace(/:\w+(\{[^}]*\}+)?/g, '404')
      const response = await shop.desk.send(where, {
        method,
        headers: { cookie: where === '/live' ? '' : shop.owner.cookie, 'x-forwarded-proto': 'https' },
      })
      await response.body?.cancel()
      const { headers } = response
      const policy = headers.get('content-security-policy') ?? ''
      const isRight =
        policy.startsWith("default-src 'none'") &&
        !policy.includes('unsafe') &&
        policy.includes("frame-ancestors 'none'") &&
        headers.get('x-content-type-options') === 'nosniff' &&
        headers.get('x-frame-options') === 'DENY' &&
        headers.get('referrer-policy') === 'same-origin' &&
        Number(/max-age=(\d+)/.exec(headers.get('strict-transport-security') ?? '')?.[1]) >= 31_536_000 &&
        headers.get('cache-control') !== null &&
        headers.get('server') === null &&
        headers.get('x-powered-by') === null
      if (!isRight) wrong.push(`${route} ${response.status}`)
    }
    expect(wrong).toEqual([])
  },
  PATIENCE_MS,
)

test('nobody is led to another site, wherever they say that they came from', async () => {
  const places = [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/%2f%2fevil.example',
    '/.//evil.example',
    '/..//evil.example',
    '///evil.example',
    '/@evil.example',
    'http:evil.example',
    '/\nevil.example',
    '/orders\r\nLocation: //evil.example',
  ]
  for (const place of places) {
    const query = new URLSearchParams({ next: place, back: place })
    const kept = await shop.owner.post('/preferences', { back: place, theme: 'dark' })
    const signedIn = await shop.owner.get(`/sign-in?${query}`)
    for (const { headers, status } of [kept, signedIn]) {
      const to = new URL(headers.get('location') ?? '', 'http://desk.test')
      expect([status, to.host, to.protocol], place).toEqual([303, 'desk.test', 'http:'])
      expect(headers.get('location'), place).toMatch(/^\/(?![/\\])/)
    }
  }
})
