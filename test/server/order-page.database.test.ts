import { beforeAll, describe, expect, test } from 'vitest'
import { connect, type Sql } from '../../db/client.ts'
import { actionPath, staffActions } from '../../domain/happening.ts'
import { actionsOf } from '../../domain/lifecycle.ts'
import { statuses } from '../../domain/status.ts'
import { loadDetails } from '../../server/orders/load.ts'
import { createTestDatabase } from '../support/database.ts'
import { tablesWithoutIndex } from '../support/plans.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database)
const anna = await desk.as('anna')

const address = (number: string) => `/orders/northshore/${number}`
const htmlOf = async (number: string) => (await anna.get(address(number))).text()
const show = async (number: string) => wordsOf(await anna.get(address(number)))

beforeAll(async () => {
  await shop.stock({ sku: 'PEDAL', mpn: 'PD-1', onHand: 2 })
  await shop.stock({ sku: 'SADDLE', gtin: '00036000291452', onHand: 5 })
  await shop.stock({ sku: 'SADDLE-2', gtin: '00036000291452', onHand: 5 })
  await sql`update sources set order_url = 'https://shop.example/admin/{number}'`
})

describe('A new order', () => {
  const order = webOrder([{ sku: 'pedal', quantity: 3 }], { number: 'N-1', note: 'Ring twice.\nThen wait.' })

  beforeAll(async () => {
    await shop.receive(order)
  })

  test('says what it is, what is next, who ordered, what is owed, and what it costs', async () => {
    const words = await show('N-1')
    for (const part of [
      'Order N-1 New',
      'Check the goods, then accept or reject the order.',
      'Main Street',
      'Mar 2, 2026, 1:03 AM',
      'Times are America/Los_Angeles.',
      'Line 1: 1 piece is owed',
      'PEDAL found by SKU 3 2 1 $30.00 $10.00 each $3.00 10%',
      'Tax 10% of $30.00 $3.00',
      'Total $33.00',
      'Our customer Name Kim Okafor Customer ID C1 E-mail kim@example.com Phone – not known here',
      'Ring twice. Then wait.',
      /Payments \$\S+ authorised by stripe, reference pi_\w+\. Nobody has checked it there yet\./,
      'The order arrived New',
    ]) {
      if (typeof part === 'string') expect(words).toContain(part)
      else expect(words).toMatch(part)
    }
    expect(await htmlOf('N-1')).toContain('href="https://shop.example/admin/N-1"')
  })

  test('says by when the shop must answer, how long the goods are kept, and what comes by itself', async () => {
    await sql`
      update orders set respond_by = now() - interval '20 minutes', hold_until = now() + interval '3 hours 1 minute',
        deadlines = json_build_array(
          json_build_object('kind', 'supplierCompleted', 'at', now() + interval '30 minutes 30 seconds'))
      where number = 'N-1'`
    const words = await show('N-1')
    expect(words).toMatch(/Answer by .*[AP]M\. 20 minutes late Held until .*[AP]M\. 3 hours left/)
    expect(words).toMatch(/It is completed by itself at .*[AP]M\. 30 minutes left/)
    await sql`
      update orders set respond_by = null, hold_until = null, deadlines = '[]'
      where number = 'N-1'`
  })

  test('has its sale with a barcode that carries its number', async () => {
    const [row] = await sql<{ saleNumber: string }[]>`select sale_number from orders where number = 'N-1'`
    expect(await show('N-1')).toContain(`${row?.saleNumber} Open`)
    const barcode = await anna.get(`${address('N-1')}/barcode.svg`)
    expect(barcode.headers.get('content-type')).toBe('image/svg+xml')
    expect(await barcode.text()).toMatch(/^<svg/)
  })

  test('is there raw, as it came', async () => {
    const raw = await anna.get(`${address('N-1')}/raw`)
    expect(raw.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(await raw.text()).toBe(JSON.stringify(order))
  })

  test('warns of a payment that stands on another order, too', async () => {
    await shop.receive(webOrder([{ sku: 'SADDLE' }], { number: 'N-2', payment: order.payment }))
    expect(await show('N-2')).toMatch(/stands on other orders, too: N-1 (?!and more)/)
    const others = Array.from({ length: 10 }, (_, place) => `N-2${place}`)
    for (const number of others) {
      await shop.arrive(webOrder([{ sku: 'SADDLE' }], { number, payment: order.payment }))
    }
    await sql`
      insert into orders (id, source, number, status, version, search_text, payment_reference)
      select id, source, number, 'archived', 1, '', ${order.payment.reference} from web_orders
      where number = any(${others})`
    expect(await show('N-2')).toMatch(/stands on other orders, too: N-1 (N-2\d ){9}and more/)
  })

  test('is shown beside what the website sent later, place by place where they differ', async () => {
    const [row] = await sql<{ id: number }[]>`select id from orders where number = 'N-1'`
    const [line] = order.lines
    const later = { ...order, lines: [{ ...line, quantity: 4 }], note: 'Ring once.', extra: { odd: [1] } }
    await sql`insert into web_order_versions (order_id, digest, raw) values (${row?.id ?? 0}, 'd', ${JSON.stringify(later)})`
    await sql`update orders set differs = true where number = 'N-1'`
    const words = await show('N-1')
    for (const part of [
      /Changed online.*What First, .* Later, /,
      /Line 1 · quantity 3 4 /,
      /Note Ring twice. Then wait. Ring once. /,
      /extra · odd · 1 nothing 1 /,
      /Order as it came.*First, .*Later, .*Ring once/,
    ])
      expect(words).toMatch(part)
    expect(words).not.toContain('Line 1 · price')
  })
})

describe('An order that waits for staff', () => {
  test('offers the products that its identifier finds, and a search for any other', async () => {
    await shop.receive(webOrder([{ gtin: '036000291452' }], { number: 'P-1' }))
    const html = await htmlOf('P-1')
    expect(html).toMatch(/<button[^>]*name="sku" value="SADDLE"/)
    expect(html).toMatch(/<button[^>]*name="sku" value="SADDLE-2"/)
    expect(html).toMatch(/<input[^>]*name="product" type="search" value="036000291452"/)
    expect(await show('P-1')).toContain('Several products found')
    await sql`update products set mpn = 'Ab-7', vpn = 'Q/1| Zz 9' where sku = 'SADDLE'`
    await sql`
      insert into product_identifiers (product_id, kind, value)
      select id, unnest(array['mpn', 'vpn']), unnest(array['ab-7', 'zz 9']) from products where sku = 'SADDLE'`
    expect(await show('P-1')).toMatch(/MPN .*Ab-7.*Zz 9/)
  })

  test('warns of a product picked by hand that none of its identifiers finds', async () => {
    const id = await shop.receive(webOrder([{ gtin: '036000291452' }], { number: 'P-2' }))
    await shop.act(id, 'matchProduct', { line: '1', sku: 'PEDAL' })
    expect(await show('P-2')).toContain('the product PEDAL was picked by hand and fits none')
    await shop.act(id, 'matchProduct', { line: '1', sku: 'SADDLE' })
    expect(await show('P-2')).not.toContain('fits none')
  })

  test('offers customers who may be the person, the likeliest first, or to make a new one', async () => {
    await sql`insert into customers (id, first_name, last_name, email, phone, phone_key) values
      ('C2', 'Somebody', 'Else', 'x@example.com', '213-555-0133', '+12135550133'),
      ('C3', 'Joanna', 'Smith', 'jo@example.com', null, null), ('C4', 'Jo', 'Park', null, null, null),
      ('C5', 'Not', 'Related', 'not@example.com', null, null), ('C6', 'A', 'Namesake', 'Jo@Example.com', null, null)`
    const customer = { firstName: 'Jo', lastName: 'Park', email: 'JO@example.com', phone: '(213) 555-0133' }
    const billingAddress = { country: 'US' }
    await shop.receive(webOrder([{ sku: 'PEDAL' }], { number: 'P-3', customer, billingAddress }))
    const html = await htmlOf('P-3')
    const offered = [...html.matchAll(/name="customerId" value="(C\d)"/g)].map(([, id]) => id)
    expect(offered).toEqual(['C3', 'C6', 'C4', 'C2'])
    expect(html).toMatch(/name="create" value="1"/)
  })

  test('shows the text and the reason where nothing could be read', async () => {
    await sql`insert into web_orders (source, number, raw, digest) values ('northshore', 'P-4', 'not <b>json', '')`
    const [row] = await sql<{ id: number }[]>`select id from web_orders where number = 'P-4'`
    await shop.tell(row?.id ?? 0, { id: 'received', type: 'received' })
    const words = await show('P-4')
    expect(words).toContain('Sale Processing Failed')
    expect(words).toContain("The order can't be read. It is not JSON.")
    expect(words).toContain('not <b>json')
  })
})

describe('The timeline', () => {
  test('tells who did what, when and why; what was refused and what waits, too', async () => {
    const id = await shop.receive(webOrder([{ sku: 'SADDLE' }], { number: 'T-1' }))
    await shop.act(id, 'accept', { readyBy: '2026-03-05' })
    expect(await show('T-1')).toContain('It was promised for Mar 5, 2026, which is over.')
    await shop.act(id, 'accept', {}, { by: 'ben' })
    await shop.act(id, 'comment', { text: 'Blue\none' }, { by: 'ben' })
    await shop.act(id, 'reject', { reason: 'damaged', comment: 'Bent' })
    await shop.put(id, 'comment', { text: 'later' }, { by: 'ben' })
    const words = await show('T-1')
    for (const part of [
      /Anna accepted the order In Process Ready by Mar 5, 2026/,
      /Ben wanted: Accept order Refused Anna accepted this order at \d+:\d\d\s[AP]M\. Nothing changed\./,
      /Ben commented Comment Blue one/,
      /Anna rejected the order Rejected Reason Damaged Comment Bent/,
      /Ben wanted: Add comment Waiting/,
      /Rejected because Damaged/,
    ]) {
      expect(words).toMatch(part)
    }
  })
})

describe('An order that is closed', () => {
  const handOver = async (number: string, completion: object) => {
    const unpaid = { fulfilment: 'reserve', payment: { status: 'unpaid' } }
    const id = await shop.receive(webOrder([{ sku: 'SADDLE' }], { number, ...unpaid }))
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', completion)
    return show(number)
  }

  test('says what of it is left to pay, for as long as it is', async () => {
    const counter = { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' }
    const part = await handOver('L-1', { ...counter, amount: '4.00' })
    expect(part).toContain('Look at this first $7.00 of this order is left to pay.')
    expect(part).toContain('Left to pay: $7.00')
    expect(part).toContain('Amount $4.00 Left to pay $7.00')
    const whole = await handOver('L-2', counter)
    expect(whole).not.toContain('left to pay')
    expect(whole).not.toContain('Left to pay')
  })

  test('does not pass for paid where nobody bought it', async () => {
    const words = await handOver('L-3', { resolution: 'not_bought', payment: 'cash', collectedBy: 'Kim' })
    expect(words).toContain('Anna put the goods back: not bought')
    expect(words).not.toContain('Anna completed')
    expect(words).not.toContain('Paid by')
  })

  test('is not asked for what it owed', async () => {
    const id = await shop.receive(webOrder([{ sku: 'SADDLE', quantity: 99 }], { number: 'L-4' }))
    expect(await show('L-4')).toContain('pieces are owed')
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
    expect(await show('L-4')).not.toContain('Look at this first')
  })

  test('before it arrived tells that it arrived, and that nobody looked for its products', async () => {
    const id = await shop.arrive(webOrder([{ sku: 'SADDLE' }], { number: 'L-5' }))
    await shop.tell(id, { id: 'cancellation', type: 'cancellation' })
    const words = await show('L-5')
    expect(words).toMatch(/The order arrived\. \S.* had cancelled it before Rejected/)
    expect(words).toContain('Not looked for')
    expect(words).not.toContain('No product found')
  })
})

describe('The forms of an order', () => {
  test.each(statuses)(
    'that is %s are those that the lifecycle allows; the others say why not',
    async (status) => {
      const number = `S-${status}`
      const sold = ['new', 'in_process', 'ready_for_pickup', 'shipped', 'completed'].includes(status)
      await shop.receive(webOrder([{ sku: 'SADDLE' }], { number }))
      await sql`
      update orders set status = ${status}, sale_number = ${sold ? number : null} where number = ${number}`
      const html = await htmlOf(number)
      for (const { action, whyNot } of actionsOf(status, 'pickup')) {
        const form = `action="${address(number)}/${actionPath(action)}"`
        if (action === 'matchProduct') continue // one for each open line, and here there is none
        expect([action, html.includes(form)]).toEqual([action, whyNot === null])
      }
      const disabled = html.match(/aria-disabled="true" aria-describedby="[^"]+"/g) ?? []
      expect(disabled).toHaveLength(
        actionsOf(status, 'pickup').filter(({ whyNot }) => whyNot !== null).length,
      )
      expect(html.match(/name="actionId"/g)?.length).toBe(html.match(/name="version"/g)?.length)
    },
  )
})

describe('An order that is not there', () => {
  test('is a page that says so, whatever the address', async () => {
    await shop.arrive(webOrder([{ sku: 'PEDAL' }], { number: 'W-1' }))
    for (const path of [
      '/orders/northshore/W-1',
      '/orders/nowhere/N-1',
      '/orders/%00/%00',
      '/orders/a/b/c/d',
    ]) {
      expect((await anna.get(path)).status).toBe(404)
    }
    for (const action of [...staffActions.map(actionPath), 'constructor', '__proto__']) {
      expect((await anna.post(`${address('W-1')}/${action}`, { reason: 'other', text: 'x' })).status).toBe(
        404,
      )
    }
    expect(await sql`select from happenings where id like 'staff:%'`).toHaveLength(0)
  })

  test('has no papers, no barcode, no raw text', async () => {
    const places = ['raw', 'barcode.svg', 'documents/1', 'documents/999999999999999', 'documents/x']
    for (const place of places) expect((await anna.get(`${address('W-1')}/${place}`)).status).toBe(404)
  })
})

test.each([
  ['N-1', 6],
  ['P-1', 8],
  ['P-3', 7],
])('The page of order %s is read in at most %i statements, each with its indexes', async (number, most) => {
  const read = (watched: Sql) => loadDetails(watched, { source: 'northshore', number })
  expect(await tablesWithoutIndex(database.url, read)).toEqual([])
  const sent: string[] = []
  const watched = connect(database.url, { max: 1, onStatement: (text) => sent.push(text) })
  await watched`select 1`
  sent.length = 0
  await read(watched)
  await watched.end()
  expect(sent.length).toBeLessThanOrEqual(most)
})

test('A paper is shown by its own order only, as what it is', async () => {
  const id = await shop.receive(webOrder([{ sku: 'SADDLE' }], { number: 'D-1' }))
  await shop.act(id, 'accept')
  await sql`
    insert into documents (order_id, effect_key, kind, file_name, media_type, content)
    select order_id, key, 'receipt', ${'receipt "1"\r\n.pdf'}, 'application/pdf', 'PDF'::bytea from effects where order_id = ${id}
    on conflict (effect_key) do update set file_name = excluded.file_name, content = excluded.content`
  const [paper] = await sql<{ id: number }[]>`select id from documents where order_id = ${id}`
  const shown = await anna.get(`${address('D-1')}/documents/${paper?.id}`)
  expect([shown.status, await shown.text()]).toEqual([200, 'PDF'])
  expect(shown.headers.get('content-type')).toBe('application/pdf')
  expect(shown.headers.get('content-disposition')).toBe('inline; filename="receipt__1___.pdf"')
  expect((await anna.get(`${address('N-1')}/documents/${paper?.id}`)).status).toBe(404)
  expect(await show('D-1')).toContain('Receipt (PDF)')
})

test('Hostile text in every field is shown as text', async () => {
  const bad = `"'><script>alert(1)</script><img src=x onerror=alert(1)>javascript:alert(1)`
  const address = { name: bad, street: bad, city: bad, region: bad, postalCode: bad, country: 'US' }
  const order = webOrder([{ sku: bad, gtin: bad, mpn: bad }], {
    number: 'H-1',
    note: bad,
    customer: { firstName: bad, lastName: bad, email: 'h@example.com', phone: bad, externalId: bad },
    shippingAddress: address,
    billingAddress: address,
    shipping: { amount: '0.00', tax: '0.00', method: bad },
    payment: { status: 'authorised', provider: bad, reference: bad, amount: '11.00', approvalNumber: bad },
  })
  order.lines = order.lines.map((line) => ({ ...line, description: bad }))
  await sql`insert into customers (id, first_name, last_name, email) values (${bad}, ${bad}, ${bad}, 'h@example.com')`
  await sql`insert into products (sku, name, brand) values (${`X${bad}`}, ${bad}, ${bad})`
  const id = await shop.receive(order)
  await shop.act(id, 'comment', { text: bad })
  await shop.put(id, 'archive', { comment: bad, saleNumber: bad })
  await sql`update users set name = ${bad} where id = 'ben'`
  await shop.put(id, 'comment', { text: bad }, { by: 'ben' })
  await sql`update orders set location = ${bad}, carrier = ${bad}, tracking_number = ${bad} where id = ${id}`
  await sql`update sources set order_url = 'javascript:alert({number})'`
  const pages = [
    await htmlOf('H-1'),
    await (await anna.get('/orders')).text(),
    await (await anna.get(`/orders?q=${encodeURIComponent(bad)}`)).text(),
    await (
      await anna.post('/orders/northshore/H-1/match-product', [
        ['line', bad],
        ['sku', bad],
        ['sku', 'b'],
      ])
    ).text(),
    await (await anna.get(`/orders/northshore/H-1?done=${encodeURIComponent(bad)}`)).text(),
    await (await desk.send(`/sign-in?next=${encodeURIComponent(`/${bad}`)}`)).text(),
  ]
  for (const html of pages) {
    expect(html).not.toMatch(
      /<script(?! src="\/static\/)|<img src=x|href="javascript:|\sonerror=(?![^<]*&gt;)/,
    )
  }
  expect(pages[0]).toContain('&lt;script&gt;')
})
