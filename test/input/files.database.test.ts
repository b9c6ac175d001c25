import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importKinds } from '../../domain/imports.ts'
import { UnusableFile } from '../../intake/files/refusal.ts'
import { carryOut } from '../../server/imports/carry-out.ts'
import { openWebDesk, type Person, wordsOf } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { makeShop } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'

const database = await createTestDatabase()
const { sql } = database
const broken: string[] = []
const log = pino({ level: 'warn' }, { write: (line: string) => void broken.push(line.slice(0, 1_000)) })
const desk = openWebDesk(database, { log })
let mia: Person

beforeAll(async () => {
  await makeShop(sql)
  await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`
  mia = await desk.as('mia')
})

const order = JSON.stringify(pedals('H-1'))
const header = 'sku,name,price\n'
const many = (count: number, text: (place: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n))
const stored = (name: string, content: Buffer) => {
  const size = Buffer.alloc(12)
  size.writeUInt32LE(content.length, 4)
  size.writeUInt32LE(content.length, 8)
  const local = Buffer.concat([
    Buffer.from('504b030414000000000000000000', 'hex'),
    size,
    Buffer.from([name.length, 0, 0, 0]),
  ])
  return Buffer.concat([local, Buffer.from(name), content])
}

/** Files that are no table of products, none of customers and no list of orders, each in its own way. */
const files: Record<string, string | Buffer> = {
  'nothing but a line break': '\n',
  'nothing but a byte order mark': '\ufeff',
  'nothing but spaces': ' '.repeat(100_000),
  'nothing but NUL': Buffer.alloc(100_000),
  'UTF-16': Buffer.from(`\ufeff${header}A,Bell,1\n`, 'utf16le'),
  'UTF-16 of the other order': Buffer.from(`\ufeff${header}A,Bell,1\n`, 'utf16le').swap16(),
  'UTF-32': Buffer.from([0xff, 0xfe, 0, 0, 0x73, 0, 0, 0]),
  'Latin-1': Buffer.from('sku,name,id,first_name\nA,Café,1,é\n', 'latin1'),
  'UTF-8 that breaks off': Buffer.concat([Buffer.from(`${header}A,`), Buffer.from([0xe2, 0x82])]),
  'surrogates in UTF-8': Buffer.concat([Buffer.from(`${header}A,`), Buffer.from([0xed, 0xa0, 0x80])]),
  'bytes at random': Buffer.from(
    many(50_000, (n) => String.fromCharCode((n * 7_919) % 256)).join(''),
    'latin1',
  ),
  'a header with NUL': 'sku,na\0me,id\0,name,id\nA,B,C,D,E\n',
  'a store with NUL': 'sku,name,id,on_hand_\0\nA,B,C,1\n',
  'a column of a million signs': `sku,name,id,${'x'.repeat(900_000)}\nA,B,C,D\n`,
  'a store of a million signs': `sku,name,id,on_hand_${'x'.repeat(900_000)}\nA,B,C,1\n`,
  'no header': 'A,Bell,1\nB,Pump,2\n',
  'a header twice in a row': 'sku,name,id,sku,name,id\nA,B,C,D,E,F\n',
  'a header twice': `${header}${header}`,
  'a header that is not closed': '"sku,name,id\nA,B,C\n',
  'a hundred thousand columns': `sku,name,id,${many(100_000, (n) => `c${n}`).join(',')}\n`,
  'a row of a hundred thousand cells': `sku,name,id\nA,B,C${',x'.repeat(100_000)}\n`,
  'a cell of three million signs': `sku,name,id\nA,${'x'.repeat(3_000_000)},C\nB,C,D\n`,
  'a quoted cell of three million signs': `sku,name,id\nA,"${'x'.repeat(3_000_000)}",C\nB,C,D\n`,
  'a price of a million zeros': `sku,name,id,price,cost,on_hand_main\nA,B,C,1.${'0'.repeat(800_000)}x,,\n`,
  'quotation marks without an end': `sku,name,id\nA,"B,C\n${'D,E,F\n'.repeat(1_000)}`,
  'quotation marks everywhere': `sku,name,id\n${'"'.repeat(100_001)}\n`,
  'line ends of all sorts': 'sku,name,id\rA,B,C\r\nD,E,F\n\rG,H,I\n\n\r\r\nJ,K,L',
  'a line without an end': 'sku,name,id,'.repeat(100_000),
  'a thousand empty rows': `sku,name,id\n${',,\n'.repeat(1_000)}`,
  'formulas and scripts': 'sku,name,id,first_name\n=cmd(),<script>alert(1)</script>,@x,+1\n-1,"\t=1",\r,|\n',
  'a workbook': stored('xl/workbook.xml', Buffer.from('<workbook/>')),
  'a ZIP that grows to gigabytes': stored('a.csv', gzipSync(Buffer.alloc(10_000_000))),
  'an empty ZIP': Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex'),
  gzip: gzipSync(Buffer.from(`${header}A,Bell,1\n`)),
  'a gzip that grows to gigabytes': gzipSync(Buffer.alloc(20_000_000)),
  'an old workbook': Buffer.from('d0cf11e0a1b11ae1', 'hex'),
  'a PDF': '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n',
  'a page': '<!doctype html><html><body><table><tr><td>sku</td></tr></table>',
  'half an order': order.slice(0, 200),
  'an order over several lines': JSON.stringify(pedals('H-2'), null, 2),
  'a list of orders': `[${order},${order}]`,
  'orders without a line end between them': `${order}${order}`,
  'JSON that is no order':
    'null\ntrue\n1e400\n"x"\n[]\n{}\n{"number":null}\n{"__proto__":{"number":"H-3"}}\n',
  'JSON a million levels deep': `{"number":"H-4","x":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}\n`,
  'JSON with half a surrogate pair':
    '{"number":"H-5","note":"\\ud800"}\n{"number":"H-6","note":"\\u0000","\\u0000":1}\n',
  'an order with NUL between its fields': `{"number":"H-7",\0"x":1}\n`,
  'a number of a million signs': `{"number":"${'x'.repeat(1_000_000)}"}\n`,
  'a line of six million signs': `{"number":"H-8","note":"${'x'.repeat(6_000_000)}"}\n`,
}

const count = async () => {
  const [row] = await sql`
    select (select count(*) from products) + (select count(*) from customers) + (select count(*) from web_orders)
      + (select count(*) from stock_movements) as n`
  return row?.n
}

describe.each(importKinds)('as a file of %s', (kind) => {
  test.each(Object.keys(files))('%s is looked through and stores nothing', async (name) => {
    const body = new FormData()
    body.append('kind', kind)
    body.append('source', 'webshop')
    body.append('file', new Blob([files[name] ?? '']), 'file.csv')
    const headers = { cookie: mia.cookie }
    const response = await desk.send('/imports', { method: 'POST', body, headers })
    expect(response.status, await response.clone().text()).toBe(303)
    const id = Number(response.headers.get('location')?.split('/').at(-1))
    const ended = await untilLookedThrough(id)
    const page = await mia.get(`/imports/${id}`)
    const words = await wordsOf(page)
    expect([page.status, words.length < 20_000, broken.splice(0)]).toEqual([200, true, []])
    expect(ended.failure?.errorId).toBeUndefined()
    expect((await mia.get(`/imports/${id}/refused.csv`)).status).toBe(200)
    expect(await count()).toBe(0)
    await mia.post(`/imports/${id}/discard`, {})
  })

  test.each(Object.keys(files))('%s is told of by the command line', async (name) => {
    const content = Buffer.from(files[name] ?? '')
    const file = async function* () {
      for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
    }
    const told = await carryOut(sql, { kind, source: 'webshop' }, file, { isTrial: true }).catch(
      (error: unknown) => error,
    )
    if (told instanceof Error) expect(told).toBeInstanceOf(UnusableFile)
    expect(JSON.stringify(told instanceof Error ? told.message : told).length).toBeLessThan(100_000)
  })
})

async function untilLookedThrough(id: number) {
  for (;;) {
    const [row] = await sql<{ state: string; failure: { errorId?: string } | null }[]>`
      select state, failure from imports where id = ${id}`
    if (row && row.state !== 'checking') return row
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

afterAll(() => sql`delete from imports`)
