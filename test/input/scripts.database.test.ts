import { afterAll, beforeAll, expect, test } from 'vitest'
import { pages } from '../browser/pages.ts'
import { shownOrders } from '../browser/shown-shop.ts'
import { type HostileShop, openHostileShop, PATIENCE_MS } from './hostile-shop.ts'
import { scripts } from './hostile-texts.ts'
import { nextScript, scriptEveryText, scripted, scriptedOrder } from './scripted.ts'

let shop: HostileShop
beforeAll(async () => {
  shop = await openHostileShop()
})
afterAll(() => shop?.stop())

const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** As it was given, it would be markup or the end of an attribute. */
const live = scripts.filter((text) => /[<"]/.test(text))
const address =
  /\s(?:href|src|action|formaction|hx-get|hx-post)="(?!\/(?!\/)|#|\?|https?:\/\/|mailto:|tel:)([^"]*)"/g

test(
  'a script that stands in any text of an order or of the shop is shown as text on every page',
  async () => {
    for (const number of scripted) await shop.shop.receive(scriptedOrder(number))
    expect(await scriptEveryText(shop.sql)).toBeGreaterThan(50)
    const failures: string[] = []
    const seen = new Set<string>()
    const orders = [...shownOrders, ...scripted].map((number) => `/orders/northshore/${number}`)
    const searches = orders
      .slice(0, 8)
      .flatMap((order) => [
        `${order}?customer=${encodeURIComponent(nextScript())}`,
        `${order}?line=1&product=${encodeURIComponent(nextScript())}`,
      ])
    for (const path of new Set([...pages, ...orders, ...searches, '/orders?q=alert', '/orders?q=script'])) {
      const response = await shop.owner.get(path)
      const html = await response.text()
      failures.push(...shop.broken())
      const raw = live.filter((text) => html.includes(text) || html.includes(text.trim()))
      for (const text of live) if (html.includes(escaped(text))) seen.add(text)
      const elsewhere = [...html.matchAll(address)].map(([whole]) => whole)
      if (response.status >= 500 || raw.length + elsewhere.length > 0) {
        failures.push(`${path} ${response.status} ${[...raw, ...elsewhere].join(' ')}`)
      }
    }
    expect(failures).toEqual([])
    expect(seen.size).toBeGreaterThan(live.length / 2)
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
  const anna = await shop.desk.as('anna')
  for (const place of places) {
    const query = new URLSearchParams({ next: place, back: place })
    const kept = await anna.post('/preferences', { back: place, theme: 'dark' })
    const signedIn = await anna.get(`/sign-in?${query}`)
    for (const { headers, status } of [kept, signedIn]) {
      const to = new URL(headers.get('location') ?? '', 'http://desk.test')
      expect([status, to.host, to.protocol], place).toEqual([303, 'desk.test', 'http:'])
      expect(headers.get('location'), place).toMatch(/^\/(?![/\\])/)
    }
  }
})
