import pino from 'pino'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { LeaseLost, Run } from '../../../server/imports/run.ts'
import { ImportRunner } from '../../../server/imports/runner.ts'
import { UPLOAD_BYTES_MAX } from '../../../server/imports/upload.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeShop } from '../../support/integrator.ts'
import { pedals } from '../../support/orders.ts'
import { hirePeople } from '../settings/owners.ts'
import { openWebDesk, type Person, wordsOf } from '../web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
await makeShop(sql)
await hirePeople(sql)
const desk = openWebDesk(database)
const mia: Person = await desk.as('mia')

const runners: ImportRunner[] = []
afterAll(() => Promise.all(runners.map((runner) => runner.close())))
function openRunner(): ImportRunner {
  const runner = new ImportRunner(sql, pino({ enabled: false }))
  runners.push(runner)
  return runner
}

beforeEach(() => sql`truncate imports, products, customers, web_orders restart identity cascade`)

const PATIENCE_MS = 20_000

function formOf(kind: string, content: string | Uint8Array, source = '', name = 'file.csv') {
  const form = new FormData()
  form.append('kind', kind)
  form.append('source', source)
  form.append('file', new Blob([content]), name)
  return form
}
const upload = (form: FormData, person = mia, on = desk) =>
  on.send('/imports', { method: 'POST', body: form, headers: { cookie: person.cookie } })

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; ) {
    const found = await look()
    if (found) return found
  }
  throw new Error('it never became so')
}
const stands = async (id: number) => (await sql`select * from imports where id = ${id}`)[0]
const untilIs = (id: number, ...states: string[]) =>
  until(async () => {
    const row = await stands(id)
    return row && states.includes(row.state) ? row : false
  })

/** Brought in and looked through. @returns its id */
async function lookedThrough(form: FormData): Promise<number> {
  const response = await upload(form)
  expect(response.status).toBe(303)
  const id = Number(response.headers.get('location')?.split('/').at(-1))
  await untilIs(id, 'ready', 'failed')
  return id
}
const count = async (table: string) => (await sql`select count(*)::int as n from ${sql(table)}`)[0]?.n
const csv = (...lines: string[]) => `${lines.join('\n')}\n`
const manyProducts = (rows: number) =>
  csv('sku,name', ...Array.from({ length: rows }, (_, index) => `S-${index},Product ${index}`))

describe('A file of products', () => {
  test('is looked through before anything changes, then taken over, with refused rows to download', async () => {
    await sql`insert into products (sku, name) values ('OLD', 'Old name')`
    const file = csv(
      'sku,name,price,colour,on_hand_main',
      'A,Bell,1.50,red,3',
      'OLD,New name,,,',
      'B,<b>Pump</b>,cheap,,',
      '"=1+1",x,-1,,',
    )
    const id = await lookedThrough(formOf('products', file))
    expect(await count('products')).toBe(1)
    expect(await count('stock_movements')).toBe(0)
    const page = await mia.get(`/imports/${id}`)
    const html = await page.clone().text()
    expect(html).not.toContain('<b>Pump')
    const words = await wordsOf(page)
    for (const told of [
      'Rows read 4',
      'Products added 1',
      'Changed 1',
      'Stock levels set 1',
      'Rows refused 2',
    ])
      expect(words).toContain(told)
    expect(words).toContain('colour ignored')
    expect(words).toContain('price used')

    await mia.post(`/imports/${id}/run`, {})
    expect(await untilIs(id, 'done')).toMatchObject({ preview: null, refusedRows: 2 })
    expect(await sql`select sku, name from products order by sku`).toEqual([
      { sku: 'A', name: 'Bell' },
      { sku: 'OLD', name: 'New name' },
    ])
    expect(await count('import_pieces')).toBe(0)
    const download = await mia.get(`/imports/${id}/refused.csv`)
    expect(download.headers.get('content-disposition')).toBe(`attachment; filename="refused-${id}.csv"`)
    expect(await download.text()).toContain(`4,"price","is no amount like 40.49: ""cheap"""`)
  })

  test('a second time changes nothing, and says so', async () => {
    const file = manyProducts(5)
    for (const added of [5, 0]) {
      const id = await lookedThrough(formOf('products', file))
      await mia.post(`/imports/${id}/run`, {})
      expect((await untilIs(id, 'done')).figures).toMatchObject({ rows: 5, added, changed: 0 })
    }
  })

  test.each([
    ['name\nx\n', 'names no column sku'],
    ['sku,name,on_hand_moon\na,A,1\n', 'there is no store'],
    [Buffer.from('sku,name\na,\xe9\n', 'latin1'), 'not UTF-8'],
  ])('that can’t be used as a whole says why (%#)', async (content, why) => {
    const id = await lookedThrough(formOf('products', content))
    expect(await stands(id)).toMatchObject({ state: 'failed' })
    expect(await wordsOf(await mia.get(`/imports/${id}`))).toContain(why)
    expect((await mia.post(`/imports/${id}/run`, {})).status).toBe(409)
  })

  test.each([
    ['has no rows', csv('sku,name')],
    ['has wrong rows alone', csv('sku,name', ',A', ',B')],
  ])('that %s has nothing to take over, and says so', async (_, content) => {
    const id = await lookedThrough(formOf('products', content))
    const page = await mia.get(`/imports/${id}`)
    expect(await page.clone().text()).not.toContain(`/imports/${id}/run`)
    expect(await wordsOf(page)).toContain('There is nothing in it to take over')
  })

  test('is decided on once: what was discarded or taken over is neither again', async () => {
    const id = await lookedThrough(formOf('products', manyProducts(1)))
    expect((await mia.post(`/imports/${id}/discard`, {})).status).toBe(303)
    expect((await mia.post(`/imports/${id}/run`, {})).status).toBe(409)
    expect(await count('products')).toBe(0)
    expect(await count('import_pieces')).toBe(0)
    expect((await mia.get('/imports/999')).status).toBe(404)
  })
})

describe('Customers and orders', () => {
  test('come with their source; an order that can’t be read waits, and is told of', async () => {
    const customers = await lookedThrough(
      formOf('customers', csv('id,first_name,web_shop_id', 'C1,Ada,w-1'), 'webshop'),
    )
    await mia.post(`/imports/${customers}/run`, {})
    expect((await untilIs(customers, 'done')).figures).toMatchObject({ added: 1, linked: 1 })

    const lines = [pedals('A-1'), pedals('A-1'), pedals('A-2', { total: '1.00' })].map((one) =>
      JSON.stringify(one),
    )
    const orders = await lookedThrough(formOf('orders', csv(...lines, 'nothing'), 'webshop', 'orders.jsonl'))
    expect(await count('web_orders')).toBe(0)
    expect((await stands(orders))?.expected).toMatchObject({
      rows: 4,
      added: 2,
      duplicates: 1,
      unreadable: 1,
    })
    expect(await wordsOf(await mia.get(`/imports/${orders}`))).toContain(
      'A-1 2026-03-02T09:09:00Z pickup main',
    )
    await mia.post(`/imports/${orders}/run`, {})
    expect((await untilIs(orders, 'done')).refusedRows).toBe(1)
    expect(await sql`select number from web_orders order by number`).toEqual([
      { number: 'A-1' },
      { number: 'A-2' },
    ])
    const download = await (await mia.get(`/imports/${orders}/refused.csv`)).text()
    expect(download).toContain('taken as Sale Processing Failed')
  })
})

describe('A form that brings a file', () => {
  test.each([
    ['of nothing known', formOf('sales', 'x'), 422, 'Choose what the file holds'],
    ['of customers of nobody', formOf('customers', 'x'), 422, 'Choose the source'],
    ['of orders of a stranger', formOf('orders', 'x', 'nobody'), 422, 'Choose the source'],
    ['without a file', formOf('products', '', '', ''), 422, 'Choose a file'],
    ['with an empty file', formOf('products', ''), 422, 'The file is empty'],
  ])('%s is told so', async (_, form, status, told) => {
    const response = await upload(form)
    expect(response.status).toBe(status)
    expect(await wordsOf(response)).toContain(told)
    expect(await count('imports')).toBe(0)
  })

  test('is no form, or breaks off: nothing is left of it', async () => {
    const broken = (body: string, type: string) =>
      desk.send('/imports', { method: 'POST', body, headers: { cookie: mia.cookie, 'content-type': type } })
    const begun =
      '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nproducts\r\n--x\r\n' +
      'content-disposition: form-data; name="file"; filename="../../etc/a.csv"\r\n\r\nsku,name'
    for (const [body, type] of [
      ['kind=products', 'application/x-www-form-urlencoded'],
      [begun, 'multipart/form-data; boundary=x'],
      ['', 'multipart/form-data; boundary=x'],
    ] as const) {
      expect((await broken(body, type)).status).toBe(422)
    }
    expect(await count('imports')).toBe(0)
    expect((await broken(`${begun}\r\n--x--\r\n`, 'multipart/form-data; boundary=x')).status).toBe(303)
    expect(await sql`select file_name from imports`).toEqual([{ fileName: 'a.csv' }])
  })

  test('of a browser that goes away leaves nothing, and is no failure of ours', async () => {
    const begun =
      '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nproducts\r\n--x\r\n' +
      'content-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,name'
    let turn = 0
    const body = new ReadableStream({
      pull(controller) {
        if (turn++ === 0) controller.enqueue(Buffer.from(begun + 'x'.repeat(600_000)))
        else controller.error(new Error('aborted'))
      },
    })
    const headers = { cookie: mia.cookie, 'content-type': 'multipart/form-data; boundary=x' }
    const response = await desk.send('/imports', {
      method: 'POST',
      body,
      headers,
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(422)
    expect([await count('imports'), await count('import_pieces')]).toEqual([0, 0])
  })

  test('may have 50 MB, and whoever sends more sees why it was not taken', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x')
    let sent = 0
    const body = new ReadableStream({
      pull(controller) {
        if (sent === 0) {
          const head = Buffer.from(
            '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nproducts\r\n--x\r\n' +
              'content-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n',
          )
          controller.enqueue(head)
        }
        if (sent > UPLOAD_BYTES_MAX + 2 * piece.length) return controller.close()
        controller.enqueue(piece)
        sent += piece.length
      },
    })
    const headers = { cookie: mia.cookie, 'content-type': 'multipart/form-data; boundary=x' }
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit
    const response = await desk.send('/imports', init)
    expect(response.status).toBe(413)
    expect(await wordsOf(response)).toContain('more than 50 MB')
    expect([await count('imports'), await count('import_pieces')]).toEqual([0, 0])
  })

  test('from elsewhere is refused', async () => {
    const headers = { cookie: mia.cookie, origin: 'https://evil.example' }
    const response = await desk.send('/imports', { method: 'POST', body: formOf('products', 'x'), headers })
    expect(response.status).toBe(403)
  })
})

describe('Of each kind', () => {
  test('one is under way at a time; the second person is told', async () => {
    await sql`insert into imports (kind, file_name, user_id, state, lease_until)
      values ('products', 'a.csv', 'mia', 'running', now() + interval '1 hour')`
    const second = await upload(formOf('products', manyProducts(1)))
    expect([second.status, await wordsOf(second)]).toEqual([
      409,
      expect.stringContaining('under way already'),
    ])
    const other = await lookedThrough(formOf('customers', csv('id', 'C1'), 'webshop'))
    expect(await stands(other)).toMatchObject({ state: 'ready' })
  })

  test('of two people who take over a file of the same kind at once, one is told to wait', async () => {
    const ids = [
      await lookedThrough(formOf('products', manyProducts(1_000))),
      await lookedThrough(formOf('products', manyProducts(1_000))),
    ]
    const answers = await Promise.all(ids.map((id) => mia.post(`/imports/${id}/run`, {})))
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
    const told = await Promise.all(answers.map(wordsOf))
    expect(told.join()).toContain('Another file of this kind is under way')
    await until(async () => (await sql`select from imports where state = 'done'`).length === 1)
  })

  test('a few wait to be decided on, not all that anybody ever looked through', async () => {
    for (let turn = 0; turn < 5; turn++) await lookedThrough(formOf('products', manyProducts(1)))
    await lookedThrough(formOf('customers', csv('id', 'C1'), 'webshop'))
    const states = await sql<
      { state: string }[]
    >`select state from imports where kind = 'products' order by id`
    expect(states.map(({ state }) => state)).toEqual(['discarded', 'discarded', 'ready', 'ready', 'ready'])
    expect(await count('import_pieces')).toBe(4)
  })

  test('an upload whose process died blocks the next one only until its lease ends', async () => {
    await sql`insert into imports (kind, file_name, user_id, lease_until)
      values ('products', 'a.csv', 'mia', now() - interval '1 second')`
    const id = await lookedThrough(formOf('products', manyProducts(1)))
    expect(await stands(id)).toMatchObject({ state: 'ready' })
    expect(await stands(id - 1)).toMatchObject({ state: 'stopped' })
  })
})

describe('An import under way', () => {
  test('goes on when its process ends in the middle: all rows once, and counted once', async () => {
    const id = await lookedThrough(formOf('products', manyProducts(2_000)))
    const first = openRunner()
    await sql`update imports set state = 'running', lease_until = null where id = ${id}`
    first.wake()
    await until(async () => (await count('products')) > 0)
    await first.close()
    expect(await stands(id)).toMatchObject({ state: 'running', leaseUntil: null })
    expect(await count('products')).toBeLessThan(2_000)
    const second = openRunner()
    second.wake()
    expect((await untilIs(id, 'done')).figures).toMatchObject({ rows: 2_000, added: 2_000, changed: 0 })
    expect(await count('products')).toBe(2_000)
  })

  test('that another process took up is left alone by the one that had it before', async () => {
    const id = await lookedThrough(formOf('products', manyProducts(300)))
    await sql`update imports set state = 'running', attempt = 7, lease_until = now() + interval '1 hour' where id = ${id}`
    const before = {
      id,
      kind: 'products',
      source: null,
      state: 'running',
      figures: null,
      attempt: 6,
    } as const
    const run = new Run(sql, before, new AbortController().signal)
    await expect(run.carryOut()).rejects.toThrow(LeaseLost)
    expect(await count('products')).toBe(0)
    expect(await stands(id)).toMatchObject({ state: 'running', attempt: 7 })
  })

  test('stops when somebody says so; what was taken over stays', async () => {
    const id = await lookedThrough(formOf('products', manyProducts(4_000)))
    await mia.post(`/imports/${id}/run`, {})
    await until(async () => (await count('products')) > 0)
    expect((await mia.post(`/imports/${id}/stop`, {})).status).toBe(303)
    const stopped = await untilIs(id, 'stopped', 'done')
    expect(stopped.state).toBe('stopped')
    expect(await count('products')).toBe(stopped.figures.added)
    expect((await mia.post(`/imports/${id}/stop`, {})).status).toBe(409)
  })

  test('asks for itself again only while it is under way', async () => {
    const id = await lookedThrough(formOf('products', manyProducts(1)))
    const htmlOf = async () => (await mia.get(`/imports/${id}`)).text()
    expect(await htmlOf()).not.toMatch(/hx-trigger|http-equiv="refresh"/)
    await sql`update imports set state = 'running', lease_until = now() + interval '1 hour' where id = ${id}`
    const working = await htmlOf()
    expect(working).toContain('hx-trigger="every 1s"')
    expect(working).toContain('What was taken over by then stays')
    expect(working).toMatch(/<noscript><meta http-equiv="refresh" content="2"\/><\/noscript>/)
    await sql`update imports set state = 'checking' where id = ${id}`
    expect(await htmlOf()).toContain('Nothing was taken over yet, and nothing will be')
  })
})
