import { beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../db/client.ts'
import { readProductWords } from '../../domain/product-search.ts'
import { findSameGap } from '../../server/orders/same-gap.ts'
import { searchProducts } from '../../server/orders/search-products.ts'
import { answeringEngine } from '../support/answering-engine.ts'
import { createTestDatabase } from '../support/database.ts'
import { tablesWithoutIndex } from '../support/plans.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop: Shop = await openShop(sql)
const { engine } = answeringEngine(() => shop)
const desk = openWebDesk(database, { engine })
const anna = await desk.as('anna')

const address = (number: string, source = 'northshore') => `/orders/${source}/${number}`
const show = async (path: string) => wordsOf(await anna.get(path))
const post = (number: string, action: string, fields: Record<string, string>) =>
  anna.post(`${address(number)}/${action}`, fields)
const follow = async (response: Response) => show(response.headers.get('location') ?? '')

async function product(fields: {
  sku: string
  name: string
  brand?: string
  upc?: string
  mpn?: string
  vpn?: string
  description?: string
  price?: string
  onHand?: number
}) {
  const { onHand, ...row } = fields
  const id = await shop.stock({ sku: fields.sku, gtin: fields.upc, mpn: fields.mpn, onHand })
  await sql`update products set ${sql(row)} where id = ${id}`
  const { vpn } = fields
  if (vpn)
    await sql`insert into product_identifiers (product_id, kind, value) values (${id}, 'vpn', ${vpn.toLowerCase()})`
  return id
}

beforeAll(async () => {
  await sql`insert into sources (id, kind, secrets) values ('southshore', 'integrator', '{}')`
  await product({
    sku: 'PUMP-1',
    name: 'Floor pump with gauge',
    brand: 'Litware',
    upc: '036000291452',
    mpn: 'FP-1',
    vpn: 'V 77',
    price: '39.95',
    onHand: 7,
  })
  await product({
    sku: 'BELL-1',
    name: 'Brass bell, large',
    brand: 'Contoso',
    upc: '4006381333931',
    mpn: 'BB-1',
    description: 'Rings like a tram',
    onHand: 3,
  })
  await product({ sku: 'BELL-K', name: '자전거 벨', brand: '한라' })
  await product({ sku: 'SEAT-1', name: 'Sätteldecke für Kinder' })
})

const find = async (typed: string) =>
  (await searchProducts(sql, readProductWords(typed), 'main')).map(({ sku }) => sku)

describe('A product is found', () => {
  test.each([
    ['by its UPC', '036000291452', 'PUMP-1'],
    ['by a UPC that lost its zero', '36000291452', 'PUMP-1'],
    ['by a GTIN with spaces and hyphens', '4 006381-333931', 'BELL-1'],
    ['by its GTIN-14', '00036000291452', 'PUMP-1'],
    ['by its part number', 'fp-1', 'PUMP-1'],
    ['by its part number without the hyphen', 'FP1', 'PUMP-1'],
    ["by its vendor's part number", 'v77', 'PUMP-1'],
    ['by its SKU', 'bell-1', 'BELL-1'],
    ['by the beginning of its SKU', 'seat', 'SEAT-1'],
    ['by words of its name in any order', 'gauge floor pump', 'PUMP-1'],
    ['by its name, misspelt', 'bras bel large', 'BELL-1'],
    ['by brand and name', 'litware pump', 'PUMP-1'],
    ['by words of its description', 'tram', 'BELL-1'],
    ['by a longer description than it has', 'Floor pump with gauge, blue', 'PUMP-1'],
    ['without accents', 'satteldecke', 'SEAT-1'],
    ['in Korean', '자전거', 'BELL-K'],
    ['in Korean, brand and name', '한라 벨', 'BELL-K'],
  ])('%s: %s', async (_, typed, sku) => {
    expect((await find(typed))[0]).toBe(sku)
  })

  test.each(['%', '_', "%_'", '"\\', '%%%%', "'; drop table products; --", '\u202e', '()', '', '   '])(
    'never by text that means something elsewhere: %s',
    async (typed) => {
      expect(await find(typed)).toEqual([])
    },
  )

  test('with its identifiers and what the store has of it', async () => {
    const [found] = await searchProducts(sql, readProductWords('PUMP-1'), 'main')
    expect(found).toMatchObject({ name: 'Floor pump with gauge', price: '39.95', onHand: 7 })
    expect(found?.identifiers).toEqual({ gtin: ['00036000291452'], mpn: ['FP-1', 'V 77'], sku: ['PUMP-1'] })
    const [elsewhere] = await searchProducts(sql, readProductWords('PUMP-1'), 'harbour')
    expect(elsewhere?.onHand).toBeNull()
  })
})

test.each(['036000291452', 'FP1', 'brass bell large', 'bras bel xyzzy'])(
  'Each way in has its index: %s',
  async (typed) => {
    const search = (watched: Sql) => searchProducts(watched, readProductWords(typed), 'main')
    expect(await tablesWithoutIndex(database.url, search, 'with found')).toEqual([])
  },
)

describe('On the page of an order with an open line', () => {
  beforeAll(async () => {
    await shop.receive(
      webOrder([{ sku: 'WEB-9', mpn: 'FP 1', gtin: '036000291452x' }, { sku: 'NO-2' }, { sku: 'BELL-1' }], {
        number: 'M-1',
      }),
    )
  })

  test('what is like the line stands beside it, with what agrees, the stock and the price', async () => {
    const words = await show(address('M-1'))
    expect(words).toMatch(/Line 1 The line says GTIN 036000291452x MPN FP 1 SKU WEB-9/)
    expect(words).toMatch(
      /Floor pump with gauge Litware Fits none of the line's identifiers GTIN 036000291452 different MPN FP-1 V 77 almost the same SKU PUMP-1 different 7 \$39\.95 Use this product/,
    )
  })

  test('another line and another search are plain addresses', async () => {
    expect(await show(`${address('M-1')}?line=2&product=large+bell`)).toMatch(
      /1 product like “large bell” .*Brass bell/,
    )
    expect(await show(`${address('M-1')}?line=2&product=Xqzw`)).toContain('No product is like “Xqzw”.')
    expect(await show(`${address('M-1')}?line=2&product=brass`)).toContain('1 product like “brass”')
    expect(await show(`${address('M-1')}?line=nowhere&product=bell`)).toContain('Search a product for line 2')
  })

  test.each([
    ['10 kB', 'x'.repeat(10_240)],
    ['a NUL', 'a\0b'],
  ])('%s of text is refused in a sentence', async (_, typed) => {
    const response = await anna.get(`${address('M-1')}?line=1&product=${encodeURIComponent(typed)}`)
    expect(response.status).toBe(422)
    expect(await wordsOf(response)).toContain('Search for at most 200 characters')
  })

  test('an order as large as they come shows its page all the same', async () => {
    const lines = Array.from({ length: 500 }, (_, place) => ({ sku: `NO-${place}`, gtin: '036000291452' }))
    const order = webOrder(lines, { number: 'M-500' })
    order.lines = order.lines.map((line) => ({ ...line, description: '긴 설명 '.repeat(100) }))
    const twin = await product({ sku: 'PUMP-TWIN', name: 'Another pump', upc: '036000291452' })
    await shop.receive(order)
    const html = await (await anna.get(address('M-500'))).text()
    const words = await show(`${address('M-500')}?line=1&product=pump`)
    expect(words).toMatch(/2 products like “pump” Found by the line's identifiers/)
    expect(html.match(/name="sku" value="PUMP-1"/g)).toHaveLength(500)
    await sql`delete from product_identifiers where product_id = ${twin}`
  })

  test('a pick that fits nothing is taken, warned of, and remembered until somebody forgets it', async () => {
    const told = await follow(await post('M-1', 'match-product', { line: '1', sku: 'BELL-1' }))
    expect(told).toContain('Product matched.')
    expect(told).toContain('the product BELL-1 was picked by hand and fits none')
    expect(told).toContain('Remembered for northshore')
    const forgotten = await follow(await post('M-1', 'forget-match', { line: '1' }))
    expect(forgotten).toContain('Forgotten.')
    expect(forgotten).not.toContain('Remembered for northshore')
    expect(await sql`select from remembered_matches`).toHaveLength(0)
    expect(await sql`select source, mpn, made_by, user_id from forgotten_matches`).toEqual([
      { source: 'northshore', mpn: 'FP 1', madeBy: 'anna', userId: 'anna' },
    ])
    expect(await follow(await post('M-1', 'forget-match', { line: '1' }))).toContain('nothing to forget')
    expect(await follow(await post('M-1', 'forget-match', { line: '\0' }))).toContain('nothing to forget')
  })
})

describe('A product that the catalogue lacks', () => {
  const fields = {
    line: '1',
    name: 'Tail light',
    sku: 'TL-1',
    gtin: '0 12345-67890 5',
    mpn: 'TL 1',
    price: '12.5',
    kind: 'stock',
  }

  beforeAll(async () => {
    for (const number of ['A-1', 'A-2']) {
      await shop.receive(webOrder([{ sku: 'WEB-TL', gtin: '012345678905' }], { number }))
    }
  })

  test('begins with what the line says', async () => {
    const html = await (await anna.get(address('A-1'))).text()
    expect(html).toMatch(/id="add-name"[^>]*value="Line 1"/)
    expect(html).toMatch(/id="add-sku"[^>]*value="WEB-TL"/)
    expect(html).toMatch(/id="add-gtin"[^>]*value="012345678905"/)
    expect(html).toMatch(/id="add-price"[^>]*value="10.00"/)
  })

  test.each([
    ['name', '', 'Give the product a name.'],
    ['sku', ' ', 'Give the product an SKU.'],
    ['sku', 'pump-1', 'There is a product with this SKU already: Floor pump with gauge.'],
    ['gtin', '012345678904', 'This is no GTIN'],
    ['gtin', '36000291452', 'Floor pump with gauge, SKU PUMP-1, has this GTIN already.'],
    ['price', '12,50', 'Give the price in figures'],
    ['price', '-1', 'Give the price in figures'],
    ['kind', 'spaceship', 'Choose one of the kinds.'],
    ['name', 'x'.repeat(501), 'at most 500 characters'],
    ['mpn', 'a\0b', "a character that can't be kept"],
    ['line', '', 'The order has no such line.'],
    ['line', 'nowhere', 'The order has no such line.'],
  ])('is refused for its %s %s, keeping what was typed', async (field, value, sentence) => {
    const response = await post('A-1', 'add-product', { ...fields, [field]: value })
    expect(response.status).toBe(422)
    const html = await response.text()
    expect(html).toContain('There is a problem')
    expect(html.replaceAll('&#39;', "'")).toContain(sentence)
    if (field !== 'line' && field !== 'mpn') expect(html).toContain('value="TL 1"')
    expect(await sql`select from products where sku = 'TL-1'`).toHaveLength(0)
  })

  test('is added once, however often it is sent, under the name of who did, and matched at once', async () => {
    const sent = { ...fields, actionId: 'add-once' }
    const answers = await Promise.all([post('A-1', 'add-product', sent), post('A-1', 'add-product', sent)])
    expect(answers.map(({ status }) => status)).toEqual([303, 303])
    expect(await follow(await post('A-1', 'add-product', sent))).toContain('Product matched.')
    const made = await sql`
      select p.sku, upc, price, made_by, kind, array(
        select i.kind || ' ' || value from product_identifiers i where product_id = p.id order by 1) as identifiers
      from products p where sku = 'TL-1'`
    expect(made).toEqual([
      {
        sku: 'TL-1',
        upc: '0 12345-67890 5',
        price: '12.5',
        madeBy: 'anna',
        kind: 'stock',
        identifiers: ['gtin 00012345678905', 'mpn tl 1', 'sku tl-1'],
      },
    ])
    expect(
      await sql`select from happenings where type = 'matchProduct' and id = 'staff:add-once'`,
    ).toHaveLength(1)
  })

  test('is not made where the order no longer asks for it', async () => {
    await sql`update orders set status = 'rejected' where number = 'A-2'`
    const told = await follow(await post('A-2', 'add-product', { ...fields, sku: 'TL-2', gtin: '' }))
    expect(told).toContain('Nothing changed')
    expect(await sql`select from products where sku = 'TL-2'`).toHaveLength(0)
  })
})

describe('Orders that wait for the same', () => {
  /** As the sweep does with what nobody was told of in time. */
  async function deliverRest() {
    const rest = await sql<{ orderId: number; id: string }[]>`
      select order_id, id from happenings where status = 'waiting' order by seq`
    for (const { orderId, id } of rest) await shop.tell(orderId, { id })
  }
  const gap = { sku: 'GAP-1', gtin: '4006381333948' }
  const status = async (number: string) => {
    const [row] = await sql<{ status: string }[]>`select status from orders where number = ${number}`
    return row?.status
  }

  beforeAll(async () => {
    for (const number of ['G-1', 'G-2', 'G-3']) await shop.receive(webOrder([gap], { number }))
    await shop.receive(webOrder([gap, { sku: 'GAP-2' }], { number: 'G-4' }))
    await shop.receive(
      webOrder([gap], { number: 'G-5', customer: { firstName: 'Nobody', email: 'n@example.com' } }),
    )
    await shop.receive(webOrder([{ ...gap, sku: 'OTHER' }], { number: 'G-6' }))
    const [south] = await sql<{ id: number }[]>`
      insert into web_orders (source, number, raw, digest)
      select 'southshore', 'S-1', raw, digest from web_orders where number = 'G-1' returning id`
    await sql`update web_orders set raw = replace(raw, '"G-1"', '"S-1"') where number = 'S-1'`
    await shop.tell(south?.id ?? 0, { id: 'received', type: 'received' })
    await shop.receive(webOrder([{ sku: ' gap-1', gtin: '4 006381 333948' }], { number: 'G-7' }))
  })

  test('are shown once one of them has its product, and not before', async () => {
    expect(await show(address('G-1'))).not.toContain('Others wait for the same')
    await post('G-1', 'match-product', { line: '1', sku: 'PUMP-1' })
    const words = await show(address('G-1'))
    expect(words).toContain('6 other orders wait for products of this one: G-2 G-3 G-4 G-5 S-1 G-7')
    expect(words).toContain('Release 6 orders')
  })

  test('are released together, each by its own happening, and what became of each is said', async () => {
    const answer = await post('G-1', 'release', { actionId: 'all-1' })
    expect(answer.status).toBe(303)
    await deliverRest()
    const words = await follow(answer)
    expect(words).toMatch(
      /4 orders released. 1 still has another gap. 1 still needs its customer. G-4 G-5 Order G-1/,
    )
    expect(words).toContain('Every line has its product: process the sale.')
    expect(words).not.toContain('Others wait for the same')
    for (const number of ['G-2', 'G-3', 'G-7', 'S-1'])
      expect([number, await status(number)]).toEqual([number, 'new'])
    expect(await status('G-4')).toBe('product_match_failed')
    expect(await status('G-6')).toBe('product_match_failed')
    expect(await show(address('G-2'))).toMatch(
      /Anna processed the sale.*Released with order G-1.*Anna matched a product.*Released with order G-1/,
    )
    expect(await show(address('G-4'))).not.toContain('wanted')
  })

  test('are released once, however often the click is sent', async () => {
    const before = await sql`select id from happenings where id like 'release:%'`
    expect(await follow(await post('G-1', 'release', { actionId: 'all-1' }))).toContain('4 orders released.')
    expect(await sql`select id from happenings where id like 'release:%'`).toHaveLength(before.length)
    const told = await follow(await post('G-1', 'release', { actionId: 'all-2' }))
    expect(told).toContain('No order waited any more.')
  })

  test('that had waited for their customer too go on once they have it', async () => {
    const [row] = await sql<{ id: number }[]>`select id from orders where number = 'G-5'`
    await shop.act(row?.id ?? 0, 'identifyCustomer', { customerId: 'C1' })
    expect(await status('G-5')).toBe('new')
  })

  test('are released 200 at a time, and the rest is offered again', async () => {
    const id = await shop.receive(webOrder([{ sku: 'MANY' }], { number: 'R-0' }))
    await sql`
      with raws as (
        insert into web_orders (source, number, raw, digest)
        select 'northshore', 'R-' || n, '{}', n::text from generate_series(1, 205) n returning id, number
      ), made as (
        insert into orders (id, source, number, status, fulfilment, store, currency, placed_at, total, customer_id)
        select id, 'northshore', number, 'product_match_failed', 'pickup', 'main', 'USD', now(), 0, 'C1' from raws
        returning id
      )
      insert into order_lines (order_id, id, position, kind, description, sku, quantity, unit_price, discount, tax_rate, tax, match_problem)
      select id, '1', 0, 'product', 'x', 'MANY', 1, 0, 0, 0, 0, 'none' from made`
    await shop.act(id, 'matchProduct', { line: '1', sku: 'PUMP-1' })
    expect(await show(address('R-0'))).toMatch(/205 other orders wait.* and 195 more.*Release 200 orders/)
    const answer = await post('R-0', 'release', { actionId: 'many' })
    await deliverRest()
    const words = await follow(answer)
    expect(words).toContain('200 orders released.')
    expect(words).toContain('Release 5 orders')
    expect(words).toContain('5 other orders wait')
  })

  test('are looked for by an index', async () => {
    const [row] = await sql<{ id: number }[]>`select id from orders where number = 'R-0'`
    const search = (watched: Sql) => findSameGap(watched, row?.id ?? 0)
    expect(await tablesWithoutIndex(database.url, search, 'with gaps')).toEqual([])
  })
})

test('What a made-up release or a stranger asks for changes nothing', async () => {
  for (const released of ['nothing', '%', '_', "a'b", 'x'.repeat(200), '\0']) {
    expect((await anna.get(`${address('M-1')}?released=${encodeURIComponent(released)}`)).status).toBe(200)
  }
  for (const action of ['release', 'add-product', 'forget-match']) {
    expect((await post('no-such-order', action, { line: '1' })).status).toBe(404)
    const stranger = await desk.send(`${address('M-1')}/${action}`, {
      method: 'POST',
      body: new URLSearchParams(),
    })
    expect([303, 401, 403]).toContain(stranger.status)
    const elsewhere = await anna.post(
      `${address('M-1')}/${action}`,
      { line: '1' },
      { 'sec-fetch-site': 'cross-site' },
    )
    expect(elsewhere.status).toBe(403)
  }
})
