import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWeb } from '../../runtime/web.ts'
import { openWebDesk } from '../server/web-desk.ts'
import { website } from '../support/api.ts'
import { createTestDatabase } from '../support/database.ts'
import { makeShop, signedHeaders } from '../support/integrator.ts'
import { pedalLine, pedals } from '../support/orders.ts'
import { hostile } from './hostile-texts.ts'

const database = await createTestDatabase()
const { sql } = database
const broken: string[] = []
const log = pino({ level: 'error' }, { write: (line: string) => void broken.push(line.slice(0, 1_000)) })
const desk = openWebDesk(database, { log })
const shopSite = website({
  request: (path: string, init?: RequestInit) => desk.send(`/api${path}`, init),
} as never)
let web: Awaited<ReturnType<typeof startWeb>>

beforeAll(async () => {
  await makeShop(sql)
  web = await startWeb(
    desk,
    { host: '127.0.0.1', port: 0 },
    { headersTimeout: 400, connectionsCheckingInterval: 50 },
  )
})
afterAll(() => web.stop())

const stored = async () => {
  const [row] = await sql`select count(*)::int as n from web_orders`
  return row?.n
}
const text = JSON.stringify(pedals('R-1'))
const withField = (field: string) => text.replace(/}$/, `,${field}}`)

/** Bodies that are no order, or hardly: each is refused, by its place where it is JSON. */
const bodies: Record<string, string | Uint8Array<ArrayBuffer>> = {
  nothing: '',
  'a text': '"order"',
  'no JSON': '{number:1}',
  'two of them': `${text}${text}`,
  'a number of 400 digits': withField('"note":1e400').replace('R-1', 'R 1'),
  'a quantity beyond all whole numbers': JSON.stringify(
    pedals('R-1', { lines: [pedalLine({ quantity: 2 ** 53 + 2 })] }),
  ),
  'a quantity of minus zero': text.replace('"quantity":2', '"quantity":-0'),
  'a price beyond all money': JSON.stringify(
    pedals('R-1', { lines: [pedalLine({ quantity: 100_000, unitPrice: '9'.repeat(18) })] }),
  ),
  'a price of a million digits': JSON.stringify(pedals('R-1', { total: `1.${'0'.repeat(1_000_000)}` })),
  'ten thousand levels': withField(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  'two million levels': `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`,
  'a hundred thousand lines': JSON.stringify(pedals('R-1', { lines: Array(100_000).fill({}) })),
  'five hundred and one orders': JSON.stringify(Array(501).fill({})),
  'a hundred thousand fields': JSON.stringify({
    number: 'R 1',
    ...Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`f${n}`, n])),
  }),
  'NUL in a field': withField('"note":"\\u0000"'),
  'half a surrogate pair in a field': withField('"x":{"y":"\\ud800"}'),
  'half a surrogate pair in a name': withField('"\\udfff":1'),
  'UTF-16': new Uint8Array(Buffer.from(text, 'utf16le')),
  'Latin-1': new Uint8Array(Buffer.from(withField('"note":"é"'), 'latin1')),
  gzip: new Uint8Array(gzipSync(text)),
  'more than 5 MB': `"${'x'.repeat(6_000_000)}"`,
}

describe('an order that is sent as', () => {
  test.each(Object.keys(bodies))('%s is refused in words', async (name) => {
    const { status, text: told } = await shopSite.post('/orders', bodies[name] ?? '')
    expect([202, 400, 413]).toContain(status)
    if (status === 202) expect(JSON.parse(told).accepted).toEqual([])
    expect(told.length).toBeLessThan(200_000)
    expect([broken.splice(0), await stored()]).toEqual([[], 0])
  })

  test('something with names that mean something to us is an order and nothing more', async () => {
    const odd = withField(
      '"__proto__":{"status":"completed"},"constructor":{"prototype":{"isAdmin":true}},"status":"completed"',
    )
    const { status } = await shopSite.post('/orders', odd)
    expect([status, await stored()]).toEqual([202, 1])
    expect(Object.prototype).not.toHaveProperty('isAdmin')
    await sql`delete from web_orders`
  })

  test.each(['gzip', 'br', 'deflate', 'x'])('encoded by %s is not unpacked', async (encoding) => {
    const body = new Uint8Array(gzipSync(Buffer.alloc(3_000_000)))
    const headers = { ...signedHeaders(body), 'content-encoding': encoding }
    expect((await shopSite.raw('/orders', { method: 'POST', body, headers })).status).toBe(400)
  })
})

test.each(['/orders', '/inventory', '/orders/R-1'])('%s answers whatever its query says', async (path) => {
  for (const value of [...hostile, '\uffff'.repeat(2_000)]) {
    const query = new URLSearchParams(
      ['status', 'updatedSince', 'cursor', 'limit', '__proto__'].map((name): [string, string] => [
        name,
        value,
      ]),
    )
    const { status } = await shopSite.get(`${path}?${query}&${query}`)
    expect([200, 400, 404], JSON.stringify(value)).toContain(status)
  }
  expect(broken.splice(0)).toEqual([])
})

test('a cancellation says why in 500 characters of text, and nothing else', async () => {
  const reasons = [1, [], {}, true, 'x'.repeat(501), '\0', '\ud800', { a: 1 }]
  for (const reason of reasons) {
    expect((await shopSite.post('/orders/R-9/cancellation', { reason })).status, String(reason)).toBe(400)
  }
  for (const body of ['[]', 'null', '"x"', '{', '['.repeat(100_000)]) {
    expect((await shopSite.post('/orders/R-9/cancellation', body)).status, body.slice(0, 9)).toBe(400)
  }
  expect(await stored()).toBe(0)
})

/** What is answered to these very bytes, as far as its first line; '' where the connection is closed without a word. */
async function answerTo(bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(web.url)
  const socket = connect(Number(port), hostname)
  const pieces: Buffer[] = []
  socket.on('data', (piece) => pieces.push(piece))
  // A server may hang up on what it will not read.
  socket.on('error', () => {})
  socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(pieces).toString('latin1').split('\r\n', 1)[0] ?? ''
}

const request = (headers: string, body = '', line = 'POST /api/v1/sources/webshop/orders HTTP/1.1') =>
  `${line}\r\nHost: desk.test\r\nConnection: close\r\n${headers}\r\n${body}`

/** Requests that are none; each is answered or hung up on, and none is waited for. */
const unframed: Record<string, [bytes: string, answers: RegExp]> = {
  'is no HTTP': ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', /^HTTP\/1\.1 400/],
  'has a length that is none': [request('Content-Length: ten\r\n', 'x'), /^HTTP\/1\.1 400/],
  'has a negative length': [request('Content-Length: -1\r\n', 'x'), /^HTTP\/1\.1 400/],
  'has two lengths': [request('Content-Length: 1\r\nContent-Length: 2\r\n', 'xy'), /^HTTP\/1\.1 400/],
  'has a length and comes in pieces': [
    request('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\nGET / HTTP/1.1\r\n\r\n'),
    /^HTTP\/1\.1 400/,
  ],
  'comes in pieces that are none': [
    request('Transfer-Encoding: chunked\r\n', 'zz\r\nx\r\n'),
    /^HTTP\/1\.1 400/,
  ],
  'comes in an unknown coding': [request('Transfer-Encoding: x\r\n', 'x'), /^HTTP\/1\.1 (400|501)/],
  'has headers of 64 KB': [request(`X-A: ${'a'.repeat(65_536)}\r\n`), /^HTTP\/1\.1 431/],
  'has a thousand long headers': [
    request('X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'.repeat(1_000)),
    /^HTTP\/1\.1 431/,
  ],
  'has an address of 64 KB': [
    request('', '', `GET /${'a'.repeat(65_536)} HTTP/1.1`),
    /^HTTP\/1\.1 (414|431)/,
  ],
  'has a line break in a header': [request('X-A: a\rb\r\n'), /^HTTP\/1\.1 400/],
  'has NUL in a header': [request('X-A: a\0b\r\n'), /^HTTP\/1\.1 400/],
  'is a form that comes in pieces that are none': [
    request('Transfer-Encoding: chunked\r\n', 'zz\r\nx\r\n', 'POST /sign-in HTTP/1.1'),
    /^HTTP\/1\.1 400/,
  ],
  'names no host': ['GET /orders HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400/],
  'names a host that is none': [
    'GET /orders HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
    /^HTTP\/1\.1 400/,
  ],
  'has a method that nobody knows': [request('', '', 'BREW /orders HTTP/1.1'), /^HTTP\/1\.1 4\d\d/],
  'asks for a tunnel': [request('', '', 'CONNECT evil.example:443 HTTP/1.1'), /^(HTTP\/1\.1 4\d\d|$)/],
  'asks for another place': [request('', '', 'GET http://evil.example/ HTTP/1.1'), /^HTTP\/1\.1 [34]\d\d/],
  'asks for a file above': [
    request('', '', 'GET /static/../../../etc/passwd HTTP/1.1'),
    /^HTTP\/1\.1 (303|404)/,
  ],
  'breaks off within its headers': ['GET /orders HTTP/1.1\r\nHost: desk.test\r\nX-A', /^HTTP\/1\.1 408/],
}

test.each(Object.keys(unframed))('a request that %s is answered or hung up on', async (name) => {
  const [bytes, answers] = unframed[name] ?? ['', /^$/]
  expect(await answerTo(bytes)).toMatch(answers)
  expect((await fetch(`${web.url}/health/live`)).status).toBe(200)
  expect([broken.splice(0), await stored()]).toEqual([[], 0])
})
