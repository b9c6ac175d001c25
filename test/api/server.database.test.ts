import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, describe, expect, test } from 'vitest'
import type { oas31 } from 'zod-openapi'
import { exampleOrder } from '../../server/api/example-order.ts'
import { openApi } from '../support/api.ts'
import { createTestDatabase } from '../support/database.ts'
import { SECRET, signedHeaders } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'

const database = await createTestDatabase()
const { api } = await openApi(database)
const server = createAdaptorServer({ fetch: new Hono().route('/api', api).fetch }) as Server
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const base = `http://127.0.0.1:${port}/api/v1`
afterAll(() => server.close())

const run = promisify(execFile)
const CUT_OFF = 0
const FIVE_MB = 5 * 1024 * 1024

/** Writes pieces until it is answered; without a length they are sent chunked. */
async function upload(pieces: Iterable<Buffer>, headers: Record<string, string | number>): Promise<number> {
  const request = httpRequest(`${base}/sources/webshop/orders`, { method: 'POST', headers, agent: false })
  request.on('socket', (socket) => socket.on('error', () => {}))
  const answer = new Promise<IncomingMessage | undefined>((resolve) => {
    request.once('response', resolve)
    // The server may hang up on the rest of an endless body.
    request.on('error', () => resolve(undefined))
  })
  let isOver = false
  void answer.then(() => {
    isOver = true
  })
  for (const piece of pieces) {
    if (isOver) break
    const isFull = !request.write(piece)
    if (isFull) await Promise.race([new Promise((resolve) => request.once('drain', resolve)), answer])
  }
  request.end()
  const response = await answer
  response?.resume()
  return response?.statusCode ?? CUT_OFF
}

describe('a body', () => {
  const piece = Buffer.alloc(64 * 1024, ' ')
  function* many(count: number) {
    for (let index = 0; index < count; index++) yield piece
  }

  test('of exactly 5 MB is read, whether its length is told or not', async () => {
    const order = JSON.stringify(pedals('M-1'))
    const body = Buffer.from(order.padEnd(FIVE_MB))
    expect(await upload([body], { ...signedHeaders(body), 'content-length': FIVE_MB })).toBe(202)
    expect(await upload([body], signedHeaders(body))).toBe(202)
  })

  test('over 5 MB is refused, whether its length is told or not, signed or not', async () => {
    const tooLarge = FIVE_MB + 1
    const body = Buffer.alloc(tooLarge, ' ')
    expect(await upload([body], { ...signedHeaders(body), 'content-length': tooLarge })).toBe(413)
    expect(await upload([body], signedHeaders(body))).toBe(413)
    expect(await upload(many(81), {})).toBe(413)
  })

  test('without an end is not read to its end', async () => {
    let sent = 0
    function* endless() {
      for (; sent < 10_000; sent++) yield piece
    }
    expect([413, CUT_OFF]).toContain(await upload(endless(), {}))
    expect(sent * piece.length).toBeLessThan(200 * 1024 * 1024)
  })

  test('over 5 MB is refused in words, also to a client that first sends all of it', async () => {
    const body = Buffer.alloc(3 * FIVE_MB, ' ')
    const { status } = await fetch(`${base}/sources/webshop/orders`, {
      method: 'POST',
      body,
      headers: signedHeaders(body),
    })
    expect(status).toBe(413)
  })

  test('that is refused leaves the server ready for the next', async () => {
    await upload(many(200), {})
    const body = JSON.stringify(pedals('M-2'))
    const { status } = await fetch(`${base}/sources/webshop/orders`, {
      method: 'POST',
      body,
      headers: signedHeaders(body),
    })
    expect(status).toBe(202)
  })
})

describe('the reference', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-examples-'))
  const order = join(folder, 'order.json')
  writeFileSync(order, `${JSON.stringify(exampleOrder)}\n`)
  afterAll(() => rmSync(folder, { recursive: true }))
  const example = (name: string) =>
    fileURLToPath(new URL(`../../server/api/examples/${name}`, import.meta.url))
  const env = { ...process.env, API: base, SOURCE: 'webshop', SECRET }

  test('has an example in the shell that sends the example order', async () => {
    const { stdout } = await run('sh', [example('send-order.sh'), order], { env })
    expect(JSON.parse(stdout)).toEqual({ accepted: [{ number: 'NS-100001', duplicate: false }], refused: [] })
  })

  test('has an example for Node that sends it, too, and asks what became of it', async () => {
    const { stdout } = await run(process.execPath, [example('send-order.mjs'), order], { env })
    expect(stdout).toContain('202 {"accepted":[{"number":"NS-100001"')
    expect(stdout).toContain('\nDone: NS-100001 is accepted. The shop reads it in a moment.')
  })

  test.each([
    ['sh', 'send-order.sh', 'Not accepted'],
    [process.execPath, 'send-order.mjs', 'storeCode: Must be the code of one of the shop’s stores: '],
  ])('has examples that say why an order is refused (%s)', async (program, file, why) => {
    const moon = join(folder, 'moon.json')
    writeFileSync(moon, JSON.stringify({ ...exampleOrder, number: 'NS-2', storeCode: 'moon' }))
    const told = await run(program, [example(file), moon], { env }).catch((error: unknown) => error)
    expect(told).toMatchObject({ code: 1, stderr: expect.stringContaining(why) })
  })

  test('shows both, with the shop’s own address, and needs no script or style of its own', async () => {
    const page = await (await fetch(`http://127.0.0.1:${port}/api/docs`)).text()
    expect(page).toContain('http://shop.test/api/v1')
    expect(page).not.toContain('localhost:3000')
    expect(page).toContain('openssl dgst -sha256')
    expect(page).toContain('createHmac')
    expect(page).toContain('lines[].quantity')
    expect(page).toContain('data.shortage')
    expect(page).not.toMatch(/<script|<style|style=|onclick=/)
  })

  test('describes every request for programs', async () => {
    const document = (await (await fetch(`${base}/openapi.json`)).json()) as oas31.OpenAPIObject
    expect(document).toMatchObject({ openapi: '3.1.0', servers: [{ url: 'http://shop.test/api/v1' }] })
    const requests = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(requests.sort()).toEqual([
      'get /sources/{source}/inventory',
      'get /sources/{source}/orders',
      'get /sources/{source}/orders/{number}',
      'post /sources/{source}/orders',
      'post /sources/{source}/orders/{number}/cancellation',
    ])
    expect(Object.keys(document.webhooks ?? {})).toEqual(['order.status_changed'])
    expect(document.components?.schemas).not.toHaveProperty('OrderStatusOutput')
    expect(document.components?.schemas?.Order).toHaveProperty(
      'required',
      expect.arrayContaining([
        'number',
        'placedAt',
        'fulfilment',
        'storeCode',
        'currency',
        'customer',
        'lines',
        'total',
      ]),
    )
  })
})
