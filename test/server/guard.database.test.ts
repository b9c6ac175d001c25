import { describe, expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { openShop } from '../support/shop.ts'
import { HOST, openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const shop = await openShop(database.sql)
const desk = openWebDesk(database)
const anna = await desk.as('anna')
void shop

describe('A form from elsewhere', () => {
  const cases: [why: string, headers: Record<string, string>, allowed: boolean][] = [
    ['from this very site', { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }, true],
    ['typed by the person', { 'sec-fetch-site': 'none' }, true],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['from a neighbour under the same domain', { 'sec-fetch-site': 'same-site' }, false],
    [
      'that says it is from here, by one of two',
      { 'sec-fetch-site': 'cross-site', origin: `http://${HOST}` },
      false,
    ],
    [
      'that says it is from here, by the other',
      { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
      false,
    ],
    ['by plain http from here', { origin: `http://${HOST}` }, true],
    ['by plain http from another port', { origin: `http://${HOST}:8080` }, false],
    ['by plain http from elsewhere', { origin: 'http://evil.example' }, false],
    ['of a sandboxed frame', { origin: 'null' }, false],
    ['of a program, which sends neither', {}, true],
  ]

  test.each(cases)('%s', async (_, headers, allowed) => {
    const response = await anna.post('/orders/northshore/NS-404/accept', {}, headers)
    expect(response.status).toBe(allowed ? 404 : 403)
    if (!allowed) expect(await wordsOf(response)).toContain('Nothing changed')
  })

  test.each(cases)('%s, at the sign-in', async (_, headers, allowed) => {
    const response = await desk.send('/sign-in', { method: 'POST', body: new URLSearchParams(), headers })
    expect(response.status).toBe(allowed ? 401 : 403)
  })

  test('is judged by the public address, too, where a proxy hides the host', async () => {
    const proxied = openWebDesk(database, { publicUrl: 'https://orders.example' })
    const from = async (origin: string) => {
      const headers = { cookie: anna.cookie, origin, host: '127.0.0.1:3000' }
      return (await proxied.send('/orders/northshore/NS-404/accept', { method: 'POST', headers })).status
    }
    expect([await from('https://orders.example'), await from('https://other.example')]).toEqual([404, 403])
  })
})

describe('Every answer', () => {
  const places = [
    '/sign-in',
    '/orders',
    '/orders/x/y',
    '/nowhere',
    '/health/live',
    '/static/kickstand.css',
    '/static/nope',
  ]

  test.each(places)('of %s keeps scripts, frames and guesses out, and has an id', async (path) => {
    const { headers } = await anna.get(path)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.has('strict-transport-security')).toBe(false)
  })

  test('is bound to https where the browser came by https', async () => {
    const response = await desk.send('/sign-in', { headers: { 'x-forwarded-proto': 'https' } })
    expect(response.headers.get('strict-transport-security')).toMatch(/max-age=31536000/)
  })

  test('of a page is kept by no cache, the styles for ever under their own address', async () => {
    const orders = await anna.get('/orders')
    expect(orders.headers.get('cache-control')).toBe('no-store')
    const address = /href="(\/static\/kickstand\.css\?v=[^"]+)"/.exec(await orders.text())?.[1] ?? ''
    const styles = await desk.send(address)
    expect(styles.headers.get('cache-control')).toContain('immutable')
    const tag = styles.headers.get('etag') ?? ''
    const again = await desk.send('/static/kickstand.css', { headers: { 'if-none-match': tag } })
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'no-cache'])
  })

  test('says in words that a page is missing, with the id to name', async () => {
    const response = await anna.get('/orders/northshore/NS-404')
    expect(response.status).toBe(404)
    expect(await wordsOf(response)).toContain(response.headers.get('x-request-id'))
  })
})

describe('Somebody who is not signed in', () => {
  test.each([
    '/orders',
    '/orders/a/b',
    '/orders/a/b/raw',
    '/orders/a/b/documents/1',
    '/orders/a/b/barcode.svg',
  ])('is led from %s to the sign-in', async (path) => {
    const response = await desk.send(path)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`)
  })

  test('can do nothing to an order', async () => {
    const response = await desk.send('/orders/a/b/accept', { method: 'POST' })
    expect(response.status).toBe(401)
  })

  test.each([
    [{ referer: `http://${HOST}/orders/a/b?done=x` }, '/sign-in?next=%2Forders%2Fa%2Fb%3Fdone%3Dx'],
    [
      { 'hx-request': 'true', 'hx-current-url': `http://${HOST}/orders/a/b` },
      '/sign-in?next=%2Forders%2Fa%2Fb',
    ],
    [{ referer: 'http://evil.example//elsewhere.example' }, '/sign-in'],
    [{}, '/sign-in'],
  ])('is told to sign in, with the way back to the page that asked: %j', async (headers, link) => {
    const response = await desk.send('/orders/a/b/accept', { method: 'POST', headers })
    expect(await response.text()).toContain(`<a href="${link}">Sign in</a>`)
  })
})

describe('A form that is far too large', () => {
  test.each([
    ['with its length', { 'content-length': '70000' }],
    ['in pieces', {}],
  ])('sent %s is refused', async (_, headers) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`text=${'x'.repeat(70_000)}`))
        controller.close()
      },
    })
    const response = await desk.send('/orders/a/b/comment', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { cookie: anna.cookie, 'content-type': 'application/x-www-form-urlencoded', ...headers },
    } as RequestInit)
    expect(response.status).toBe(413)
  })
})

describe('Whoever watches the process', () => {
  test('sees it alive, able to take orders, and Temporal away', async () => {
    expect(await (await desk.send('/health/live')).json()).toEqual({ status: 'ok' })
    const ready = await desk.send('/health/ready')
    expect(ready.status).toBe(200)
    expect(await ready.json()).toMatchObject({ status: 'degraded', database: true, temporal: false })
  })
})
