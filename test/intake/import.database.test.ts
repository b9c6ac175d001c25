import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { UnusableFile } from '../../intake/files/refusal.ts'
import { importCustomers } from '../../intake/import-customers.ts'
import { importOrders } from '../../intake/import-orders.ts'
import { importProducts } from '../../intake/import-products.ts'
import { createTestDatabase } from '../support/database.ts'
import { makeShop } from '../support/integrator.ts'
import { pedals } from '../support/orders.ts'
import { hasSample, sampleFile } from './sample.ts'

const { sql } = await createTestDatabase()
await makeShop(sql)
const folder = mkdtempSync(join(tmpdir(), 'kickstand-import-'))
afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  await sql`truncate products, customers, web_orders restart identity cascade`
})

let files = 0
function file(content: string | Buffer): string {
  const path = join(folder, `${++files}.txt`)
  writeFileSync(path, content)
  return path
}
const csv = (...lines: string[]) => file(`${lines.join('\n')}\n`)

const product = async (sku: string) => (await sql`select * from products where sku = ${sku}`)[0]
const levelOf = async (sku: string, store = 'main') =>
  (
    await sql`select l.* from stock_levels l join products p on p.id = l.product_id
      where p.sku = ${sku} and l.store = ${store}`
  )[0]
const movementsOf = async (sku: string) =>
  (
    await sql`select m.kind, m.quantity from stock_movements m join products p on p.id = m.product_id
      where p.sku = ${sku} order by m.id`
  ).map(({ kind, quantity }) => `${kind} ${quantity}`)

describe('products', () => {
  test('every column finds its place, and each identifier finds the product', async () => {
    const path = csv(
      'sku,name,brand,mpn,upc,category,price,cost,vpn,supplier,kind,description,sale_price,web,on_hand_main',
      ' AB-1 ,"Saddle, ""wide""",Selle,M-1,0 36000-29145 2,Saddles,40.5,20,V-1| v-2 |,Acme,,Soft,35.00,no,3',
    )
    const done = await importProducts(sql, path)
    expect(done).toMatchObject({ rows: 1, added: 1, changed: 0, counted: 1, notes: [] })
    expect(await product('AB-1')).toMatchObject({
      name: 'Saddle, "wide"',
      brand: 'Selle',
      mpn: 'M-1',
      upc: '0 36000-29145 2',
      vpn: 'V-1| v-2 |',
      supplier: 'Acme',
      kind: 'stock',
      description: 'Soft',
      price: '40.5',
      cost: '20',
      salePrice: '35.00',
      web: false,
    })
    const identifiers = await sql`select kind, value from product_identifiers order by kind, value`
    expect(identifiers.map(({ kind, value }) => `${kind} ${value}`)).toEqual([
      'gtin 00036000291452',
      'mpn m-1',
      'sku ab-1',
      'vpn v-1',
      'vpn v-2',
    ])
  })

  test('odd barcodes, and barcodes and part numbers that stand twice, are accepted', async () => {
    const path = csv('sku,name,upc,mpn', 'a,A,not-a-code,X', 'b,B,036000291452,X', 'c,C,036000291452,X')
    expect((await importProducts(sql, path)).refusals.rows).toBe(0)
    const [{ count } = { count: 0 }] = await sql`select count(*) from product_identifiers where kind = 'gtin'`
    expect(count).toBe(2)
    expect((await product('a'))?.upc).toBe('not-a-code')
  })

  test('the same file again changes nothing, not even when it was changed', async () => {
    const path = csv('sku,name,price,on_hand_main,on_hand_harbour', 'a,A,1.50,3,0', 'b,B,,,7')
    await importProducts(sql, path)
    const everything = () => sql`
      select p.*, l.*, i.*, p.updated_at as p_at, l.updated_at as l_at, p.xmin as px, l.xmin as lx, i.xmin as ix
      from products p left join stock_levels l on l.product_id = p.id
      left join product_identifiers i on i.product_id = p.id order by p.id, l.store, i.kind`
    const before = await everything()
    expect(await importProducts(sql, path)).toMatchObject({ rows: 2, added: 0, changed: 0, counted: 0 })
    // A row lock writes the lock's own number into xmax; xmin would tell of a new version.
    expect(await everything()).toEqual(before)
    expect(await movementsOf('a')).toEqual(['counted 3'])
  })

  test('a level is set only where the figure differs from the last one imported', async () => {
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,10'))
    await sql`update stock_levels set on_hand = 7`
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,10'))
    expect(await levelOf('a')).toMatchObject({ onHand: 7, importedOnHand: 10 })
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,12'))
    expect(await levelOf('a')).toMatchObject({ onHand: 12, importedOnHand: 12 })
    expect(await movementsOf('a')).toEqual(['counted 10', 'counted 5'])
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,'))
    expect(await levelOf('a')).toMatchObject({ onHand: 12, importedOnHand: 12 })
  })

  test('a count below what is promised is refused, and the row’s other columns are taken', async () => {
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,10'))
    await sql`update stock_levels set allocated = 5`
    await sql`insert into stock_levels (store, product_id, on_hand, allocated)
      select 'harbour', id, 5, 5 from products`
    const { refusals } = await importProducts(
      sql,
      csv('sku,name,on_hand_main,on_hand_harbour', 'a,New name,4,4'),
    )
    expect(refusals.listed.toSorted((a, b) => (a.column < b.column ? 1 : -1))).toEqual([
      { row: 2, column: 'on_hand_main', reason: 'is less than what is promised to orders' },
      { row: 2, column: 'on_hand_harbour', reason: 'is less than what is promised to orders' },
    ])
    expect(refusals.rows).toBe(1)
    expect(await levelOf('a')).toMatchObject({ onHand: 10, importedOnHand: 10 })
    expect((await product('a'))?.name).toBe('New name')
  })

  test('a column that the file has not leaves what is known', async () => {
    await importProducts(sql, csv('sku,name,mpn,price,web', 'a,A,M-1,5,no'))
    expect(await importProducts(sql, csv('sku,name', 'A,Better name'))).toMatchObject({
      added: 0,
      changed: 1,
    })
    expect(await product('A')).toMatchObject({ name: 'Better name', mpn: 'M-1', price: '5', web: false })
    const identifiers = await sql`select value from product_identifiers where kind = 'mpn'`
    expect(identifiers).toHaveLength(1)
  })

  test('a corrected barcode takes the place of the former one', async () => {
    await importProducts(sql, csv('sku,name,upc', 'a,A,036000291452'))
    await importProducts(sql, csv('sku,name,upc', 'a,A,4006381333931'))
    const identifiers = await sql`select value from product_identifiers where kind = 'gtin'`
    expect(identifiers.map(({ value }) => value)).toEqual(['04006381333931'])
  })

  test('wrong rows are refused by row, column and reason, and their neighbours are taken', async () => {
    const path = csv(
      'sku,name,price,kind,web,on_hand_main',
      ',No number,1,,,',
      'a,"Two',
      'lines",1,,,5.0',
      'b,B,cheap,bike,perhaps,-1',
      'c,C,1,,,,,more',
      'd,D,2.50,gift_card,YES,',
      'e,"Two',
      'lines",cheap,,,',
    )
    const done = await importProducts(sql, path)
    expect(done).toMatchObject({ added: 2 })
    expect(done.refusals.rows).toBe(4)
    expect(done.refusals.listed.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '2 sku',
      '5 kind',
      '5 price',
      '5 web',
      '5 on_hand_main',
      '6 ',
      '8 price',
    ])
    expect((await product('a'))?.name).toBe('Two\nlines')
    expect((await product('d'))?.kind).toBe('gift_card')
  })

  test('a row that breaks off is refused: its missing cells would empty what is known', async () => {
    await importProducts(sql, csv('sku,name,price', 'a,A,5'))
    const { refusals } = await importProducts(sql, csv('sku,name,price,', 'a,Broken', 'off,4,', 'b,B,3'))
    expect(refusals.listed).toEqual([{ row: 2, column: '', reason: 'has 2 cells, the header 4' }])
    expect(await product('a')).toMatchObject({ name: 'A', price: '5' })
    expect(await product('b')).toMatchObject({ price: '3' })
  })

  test('a quotation mark within a cell is one of its characters, and costs no row', async () => {
    const path = csv(
      'sku,name,price',
      'a,26" tyre,1',
      'b,=HYPERLINK("http://x"),2',
      'c,=HYPERLINK("http://x","y"),3',
      'd,"20" or 22"",4',
      'e,E,5',
    )
    const done = await importProducts(sql, path)
    expect(done).toMatchObject({ rows: 5, added: 4 })
    expect(done.refusals.listed).toEqual([{ row: 4, column: '', reason: 'has 4 cells, the header 3' }])
    expect((await sql`select name from products order by sku`).map(({ name }) => name)).toEqual([
      '26" tyre',
      '=HYPERLINK("http://x")',
      '"20" or 22""',
      'E',
    ])
  })

  test.each([
    ['closed', 'b,"B,1', 'opens a quotation mark that nothing closes'],
    ['of a row one can read', `b,"${'x'.repeat(1_100_000)}",1`, 'has more than a million characters'],
  ])(
    'a quotation mark that is not %s is told once, where it stands, with what it costs',
    async (_, row, why) => {
      const done = await importProducts(sql, csv('sku,name,price', 'a,A,1', row, 'c,C,1'))
      expect(done).toMatchObject({ rows: 2, added: 1, refusals: { rows: 1 } })
      expect(done.refusals.listed).toMatchObject([{ row: 3, column: '' }])
      expect(done.refusals.listed[0]?.reason).toContain(why)
      expect(done.refusals.listed[0]?.reason).toContain('nothing from here on was read')
    },
  )

  test('a price has no more decimals than the shop’s money; a cost may have them', async () => {
    const path = csv('sku,name,price,sale_price,cost', 'a,A,1.505,1.001,0.0125', 'b,B,1.500,1,0')
    const { refusals } = await importProducts(sql, path)
    expect(refusals.listed.map(({ row, column, reason }) => `${row} ${column} ${reason}`)).toEqual([
      `2 price has more decimals than the currency's 2: "1.505"`,
      `2 sale_price has more decimals than the currency's 2: "1.001"`,
    ])
    expect(await product('b')).toMatchObject({ price: '1.500' })
  })

  test('a trial tells what would come of a file and leaves everything as it was', async () => {
    await importProducts(sql, csv('sku,name,on_hand_main', 'a,A,5'))
    const seen: number[] = []
    const onBatch = async (_: unknown, { added = 0 }: Record<string, number>) => {
      seen.push(added)
    }
    const path = csv(
      'sku,name,on_hand_main',
      'a,New,7',
      ...Array.from({ length: 300 }, (_, n) => `n-${n},N,1`),
    )
    const done = await importProducts(sql, path, { isTrial: true, onBatch })
    expect(done).toMatchObject({ rows: 301, added: 300, changed: 1, counted: 301 })
    expect(seen).toEqual([199, 300])
    expect(await sql`select sku, name from products`).toEqual([{ sku: 'a', name: 'A' }])
    expect(await movementsOf('a')).toEqual(['counted 5'])
  })

  test('where a SKU stands twice in a file its first row counts, this time and the next', async () => {
    const path = csv('sku,name', 'a,First', 'A,Second')
    const done = await importProducts(sql, path)
    expect(done).toMatchObject({
      added: 1,
      notes: ['1 row repeats a SKU of an earlier row; the first one counts'],
    })
    expect(await importProducts(sql, path)).toMatchObject({ added: 0, changed: 0 })
    expect((await product('a'))?.name).toBe('First')
  })

  test('a byte order mark and Windows line ends are let through, unknown columns are noted', async () => {
    const done = await importProducts(sql, file('\ufeffSKU,Name,Colour\r\na,Ä,red\r\n\r\n'))
    expect(done).toMatchObject({ added: 1, notes: ['Column colour is not used'] })
    expect((await product('a'))?.name).toBe('Ä')
  })

  test('a file that can not be used as a whole changes nothing', async () => {
    const wrong = [
      [csv('sku,name,on_hand_nowhere', 'a,A,1'), 'there is no store "nowhere"'],
      [csv('name', 'A'), 'names no column sku'],
      [csv('sku,name,sku', 'a,A,b'), 'stands twice'],
      [csv('sku;name;price', 'a;A;1,50'), 'separated by semicolons'],
      [csv('sku\tname', 'a\tA'), 'separated by tabs'],
      [csv('"sku,name', 'a,A'), 'The first row opens a quotation mark'],
      [file(''), 'is empty'],
      [file('PK\u0003\u0004…'), 'an Excel file; save it as CSV'],
      [file(Buffer.from('sku,name\na,\xe9\n', 'latin1')), 'not UTF-8'],
    ] as const
    for (const [path, why] of wrong) {
      const told = await importProducts(sql, path).catch((error: unknown) => error)
      expect(told).toBeInstanceOf(UnusableFile)
      expect(String(told)).toContain(why)
    }
    expect(await sql`select 1 from products`).toHaveLength(0)
  })
})

describe('customers', () => {
  const columns = 'id,first_name,last_name,email,phone,street,city,postal_code,country,web_shop_id'

  test('come in with their links, and a second time nothing changes', async () => {
    const path = csv(
      columns,
      'C1,서연,김,Seo@Example.com ,02-312-3456,1 Street,Seoul,04524,KR,w-1',
      'C2,Ada,,,call me,,,,,',
    )
    expect(await importCustomers(sql, 'webshop', path)).toMatchObject({ rows: 2, added: 2, linked: 1 })
    const [seoyeon, ada] = await sql`select * from customers order by id`
    expect(seoyeon).toMatchObject({ firstName: '서연', emailKey: 'seo@example.com', phoneKey: '+8223123456' })
    expect(ada).toMatchObject({ phone: 'call me', phoneKey: null, email: null })
    expect(await sql`select source, kind, value, customer_id from customer_links`).toEqual([
      { source: 'webshop', kind: 'external_id', value: 'w-1', customerId: 'C1' },
    ])
    expect(await importCustomers(sql, 'webshop', path)).toMatchObject({ added: 0, changed: 0, linked: 0 })
    expect(await sql`select * from customers order by id`).toEqual([seoyeon, ada])
  })

  test('a household may share an address; a row without an id is refused', async () => {
    const path = csv(
      columns,
      'C1,Ada,Kim,a@example.com,,,,,,',
      'C2,Ben,Kim,a@example.com,,,,,,',
      ',Eve,,,,,,,,',
    )
    const done = await importCustomers(sql, 'webshop', path)
    expect(done.added).toBe(2)
    expect(done.refusals.listed).toEqual([{ row: 4, column: 'id', reason: 'is empty' }])
  })
})

describe('orders', () => {
  test('each line is an order; one that can not be read waits under its number, else it is refused', async () => {
    const lines = [
      JSON.stringify(pedals('A-1')),
      JSON.stringify(pedals('A-1')),
      '',
      JSON.stringify(pedals('A-2', { total: '1.00' })),
      '{"number":"A-3","placedAt":',
      'nothing',
      '{"total":"1.00"}',
      JSON.stringify({ number: 'A-4', note: '\u0000' }),
    ]
    const done = await importOrders(sql, 'webshop', csv(...lines))
    expect(done).toMatchObject({ rows: 7, added: 4, duplicates: 1 })
    expect(done.unreadable.rows).toBe(3)
    expect(done.unreadable.listed[0]).toMatchObject({ row: 4, column: 'total' })
    expect([...new Set(done.refusals.listed.map(({ row }) => row))]).toEqual([6, 7])
    const kept = await sql`select number, raw, is_imported from web_orders order by number`
    expect(kept.map(({ number }) => number)).toEqual(['A-1', 'A-2', 'A-3', 'A-4'])
    expect(kept.every(({ isImported }) => isImported)).toBe(true)
    expect(kept[2]?.raw).toBe(lines[4])
    expect(await importOrders(sql, 'webshop', csv(...lines))).toMatchObject({ added: 0, duplicates: 5 })
  })
})

describe.skipIf(!hasSample)('the sample shop (skipped where its folder is absent)', () => {
  test('comes in whole and a second time changes nothing', async () => {
    const imports = async () => ({
      products: await importProducts(sql, sampleFile('catalogue.csv')),
      orders: await importOrders(sql, 'webshop', sampleFile('orders.jsonl')),
      customers: await importCustomers(sql, 'webshop', sampleFile('customers.csv')),
    })
    expect(await imports()).toMatchObject({
      products: { rows: 305, added: 305, notes: ['Column subcategory is not used'], refusals: { rows: 0 } },
      customers: { rows: 1516, added: 1516, refusals: { rows: 0 } },
      orders: { rows: 600, added: 600, duplicates: 0, unreadable: { rows: 0 }, refusals: { rows: 0 } },
    })
    expect(await imports()).toMatchObject({
      products: { added: 0, changed: 0, counted: 0 },
      customers: { added: 0, changed: 0, linked: 0 },
      orders: { added: 0, duplicates: 600 },
    })
  })
})
