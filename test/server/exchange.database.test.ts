import { beforeAll, describe, expect, test } from 'vitest'
import { loadStuck } from '../../db/stuck/list.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import { readPdf } from '../paper/read-pdf.ts'
import { createTestDatabase } from '../support/database.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop: Shop = await openShop(sql)
const returns: ReturnsDesk = returnsDesk(sql, shop)
await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`

/** In place of the engine: whatever a return's workflow is told is written down at once. */
const workflow = {
  signalWithStart: (_type: string, { args }: { args: [{ returnId: number }] }) =>
    returns.look(args[0].returnId),
}
const connection = { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() }
const engine = { client: { connection, workflow } as unknown as Engine['client'], hasSearchAttributes: false }
const desk = openWebDesk(database, { engine })
const anna = await desk.as('anna')
const mia = await desk.as('mia')

beforeAll(async () => {
  await shop.stock({ sku: 'HELMET', onHand: 1_000 })
  await shop.stock({ sku: 'BELL', onHand: 5 })
  await sql`update products set name = 'Brass bell', price = 15 where sku = 'BELL'`
})

/** A helmet for 11.00, paid in cash, that came back and is fit to be sold. */
async function cameBack(): Promise<{ id: number; number: string; address: string }> {
  const order = webOrder([{ sku: 'HELMET' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } })
  const orderId = await shop.receive(order)
  await shop.act(orderId, 'accept')
  await shop.act(orderId, 'ready')
  await shop.act(orderId, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
  const id = await returns.opened(orderId, [{ sellable: 1 }])
  return { id, number: order.number, address: `/orders/northshore/${order.number}/returns/1` }
}

let ids = 0
const row = (more: Record<string, string> = {}) => ({
  actionId: `x${++ids}`,
  sku: 'BELL',
  quantity: '1',
  price: '15.00',
  reason: '',
  taxRate: '0.1',
  ...more,
})
const follow = async (response: Response, person = anna) => {
  expect(response.status).toBe(303)
  return wordsOf(await person.get(response.headers.get('location') ?? ''))
}

describe('goods that go out for those that came back', () => {
  test('are searched for, added up, taken off the shelf and handed over, with nothing but links and forms', async () => {
    const { address } = await cameBack()
    expect(await wordsOf(await anna.get(address))).toContain('Exchange for other goods')
    const found = await wordsOf(await anna.get(`${address}/exchange?q=brass`))
    expect(found).toContain('Brass bell')
    expect(found).toContain('Nothing is chosen yet')
    const chosen = await wordsOf(await anna.get(`${address}/exchange?q=brass&add=BELL`))
    expect(chosen).toMatch(/Goods that go out, with tax \$16\.50 .*The customer pays \$5\.50/)
    const taken = await follow(await anna.post(`${address}/exchange`, row()))
    expect(taken).toContain('The goods are taken off the shelf and wait to be handed over.')
    expect(taken).toContain('The customer pays $5.50 at the till.')
    expect(await shop.onHand('BELL')).toBe(4)
    const unpaid = await anna.post(`${address}/hand-over`, { actionId: `x${++ids}`, pays: '550' })
    expect(unpaid.status).toBe(422)
    expect(await unpaid.text()).toContain('Choose how the difference is paid.')
    await follow(
      await anna.post(`${address}/hand-over`, { actionId: `x${++ids}`, pays: '550', payment: 'card' }),
    )
    await returns.deliver()
    const done = await wordsOf(await anna.get(address))
    expect(done).toMatch(/Handed over.*Set off against goods that came back \$11\.00.*Card \$5\.50/)
    const [, paper] = /href="([^"]*documents\/\d+)"/.exec(await (await anna.get(address)).text()) ?? []
    expect(paper).toBeDefined()
    const pdf = await anna.get(paper ?? '')
    expect(pdf.headers.get('content-type')).toBe('application/pdf')
    const text = JSON.stringify(readPdf(Buffer.from(await pdf.arrayBuffer())))
    for (const words of ['Brass bell', 'In exchange for', 'Paid by goods that came back', '16.50']) {
      expect(text).toContain(words)
    }
    const money = await wordsOf(await mia.get('/money'))
    expect(money).toContain('In other goods')
  })

  test('cost what the catalogue says: a manager may say otherwise, with a reason, and nobody sells what is not there', async () => {
    const { address } = await cameBack()
    const cheaper = await anna.post(`${address}/exchange`, row({ price: '10.00', reason: 'Because' }))
    expect(cheaper.status).toBe(422)
    expect(await cheaper.text()).toContain('price is another one now')
    const unsaid = await mia.post(`${address}/exchange`, row({ price: '10.00' }))
    expect(unsaid.status).toBe(422)
    expect(await unsaid.text()).toContain('Say why the price is not the catalogue')
    const many = await anna.post(`${address}/exchange`, row({ quantity: '900' }))
    expect(many.status).toBe(422)
    const html = await many.text()
    expect(html).toContain('Of Brass bell only')
    expect(html).toMatch(/id="quantity-0"[^>]*value="900"/)
    expect((await anna.post(`${address}/exchange`, { actionId: 'x' })).status).toBe(422)
    const agreed = await follow(
      await mia.post(`${address}/exchange`, row({ price: '10,00', reason: 'Scratched' })),
      mia,
    )
    expect(agreed).toContain('Nothing is to be paid or given back.')
    const off = await follow(
      await mia.post(`${address}/cancel-exchange`, { actionId: `x${++ids}`, text: 'No' }),
      mia,
    )
    expect(off).toContain('The exchange is called off; its goods are back on the shelf.')
  })

  test('wait until all that came back was looked at', async () => {
    const { number } = await cameBack()
    expect((await anna.get(`/orders/northshore/${number}/returns/9/exchange`)).status).toBe(404)
    const { address, id } = await cameBack()
    await sql`update returns set status = 'goods_in' where id = ${id}`
    expect(await wordsOf(await anna.get(`${address}/exchange`))).toContain(
      'once all pieces that came back are looked at',
    )
    expect((await anna.post(`${address}/exchange`, row())).status).toBe(422)
  })
})

test('Goods given in exchange come back on their own sale, from the page of the return that they went out for', async () => {
  const { address, number, id } = await cameBack()
  const lines = [{ sku: 'BELL', quantity: 1, unitPrice: 1_500 }]
  await returns.act(id, 'exchange', { lines, taxRate: '0.1' })
  await returns.act(id, 'handOver', { pays: 550, method: 'card' })
  await returns.deliver()
  const html = await (await anna.get(address)).text()
  expect(html).toContain('Return these goods')
  const [, opening = ''] = /href="([^"]*returns\/new\?sale=[^"]*)"/.exec(html) ?? []
  const page = await (await anna.get(opening)).text()
  const [, sale = ''] = /name="sale" value="([^"]+)"/.exec(page) ?? []
  expect(await wordsOf(await anna.get(opening))).toMatch(
    /Given for return 1 \(1\).*Brass bell 1 × · \$16\.50 · 10% tax/,
  )
  const form = { actionId: `x${++ids}`, goods: 'here', sale, line: '1', sellable: '2', reason: 'wrong_size' }
  const many = await anna.post(`/orders/northshore/${number}/returns/new`, form)
  expect([many.status, await many.text()]).toEqual([
    422,
    expect.stringContaining('only 1 can still come back'),
  ])
  const opened = await follow(
    await anna.post(`/orders/northshore/${number}/returns/new`, {
      ...form,
      actionId: `x${++ids}`,
      sellable: '1',
    }),
  )
  expect(opened).toMatch(
    new RegExp(`Sold on sale ${sale}, in exchange for return 1.*To give back \\$16\\.50`),
  )
  expect(opened).toContain('Kim Okafor gets $16.50 back.')
  const second = `/orders/northshore/${number}/returns/2`
  await follow(await anna.post(`${second}/refund`, { actionId: `x${++ids}`, method: 'cash' }))
  await returns.deliver()
  expect(await wordsOf(await anna.get(second))).toMatch(/Given back \$16\.50/)
  expect(await wordsOf(await anna.get(`/orders/northshore/${number}`))).toContain(
    'Goods went out in exchange',
  )
})

test('What was said of pieces is corrected beside the next step, with a reason', async () => {
  const { address } = await cameBack()
  const said = { actionId: `x${++ids}`, line: '1', units: '1', to: 'defective' }
  const unsaid = await anna.post(`${address}/correct`, said)
  expect(unsaid.status).toBe(422)
  expect(await unsaid.text()).toContain('Say why it is corrected')
  const corrected = await follow(await anna.post(`${address}/correct`, { ...said, reason: 'A crack inside' }))
  expect(corrected).toContain('It is corrected, and the pieces are moved.')
  expect(corrected).toContain('A crack inside')
  expect(await returns.bin('HELMET')).toBe(1)
})

describe('the bin of defective goods', () => {
  const bin = async (person = mia) => wordsOf(await person.get('/returns/bin'))
  const taken = (id: number, product: number, more: Record<string, string> = {}) => ({
    actionId: `x${++ids}`,
    return: String(id),
    product: String(product),
    units: '1',
    deed: 'written_off',
    reason: 'Beyond repair',
    ...more,
  })

  test('says what lies there, of which return, and what somebody has yet to look at', async () => {
    const { number, id } = await cameBack()
    await returns.act(id, 'correct', { line: '1', to: 'defective', units: 1, reason: 'A crack' })
    expect(await bin()).toContain(`Return 1 of order ${number}`)
    const waiting = await cameBack()
    await sql`update returns set status = 'goods_in' where id = ${waiting.id}`
    await sql`update return_lines set sellable = 0, to_inspect = 1 where return_id = ${waiting.id}`
    expect(await bin(anna)).toMatch(new RegExp(`1 × Line 1, .*Return 1 of order ${waiting.number}`))
  })

  test('is emptied by managers, with a reason, once, and by no more than lie there', async () => {
    const { id } = await cameBack()
    await returns.act(id, 'correct', { line: '1', to: 'defective', units: 1, reason: 'A crack' })
    const [product] = await sql<{ id: number }[]>`select id from products where sku = 'HELMET'`
    const form = taken(id, product?.id ?? 0, { deed: 'made_sellable', reason: 'Repaired' })
    expect((await anna.post('/returns/bin/taken', form)).status).toBe(403)
    const unsaid = await mia.post('/returns/bin/taken', { ...form, reason: ' ' })
    expect([unsaid.status, await unsaid.text()]).toEqual([
      422,
      expect.stringContaining('Say why, in at most'),
    ])
    const [helmets, there] = [await shop.onHand('HELMET'), await returns.bin('HELMET')]
    for (let times = 0; times < 2; times++) {
      expect(await follow(await mia.post('/returns/bin/taken', form), mia)).toContain('Repaired')
    }
    expect([await shop.onHand('HELMET'), await returns.bin('HELMET')]).toEqual([helmets + 1, there - 1])
    const again = await mia.post('/returns/bin/taken', taken(id, product?.id ?? 0))
    expect([again.status, await again.text()]).toEqual([
      422,
      expect.stringContaining('Only 0 of these pieces lie in the bin now.'),
    ])
    expect(await shop.levelsThatDiffer()).toEqual([])
  })
})

test('A receipt of goods in exchange that could not be made is known to whoever looks at what is stuck, and made on a click', async () => {
  const { id } = await cameBack()
  const lines = [{ sku: 'BELL', quantity: 1, unitPrice: 1_000, reason: 'A scratch' }]
  await returns.act(id, 'exchange', { lines, taxRate: '0.1' })
  await sql`create function jam() returns trigger language plpgsql as $$ begin raise exception 'paper jam' using errcode = 'data_exception'; end $$`
  await sql`create trigger jammed before insert on documents for each row execute function jam()`
  await returns.act(id, 'handOver', { pays: 0 })
  await returns.deliver()
  await sql`drop trigger jammed on documents`
  const receipts = () => sql`select from documents join sales on number = sale_number where return_id = ${id}`
  const papers = async () => (await loadStuck(sql, 9)).filter(({ kind }) => kind === 'paper')
  const [paper] = await papers()
  expect(paper).toMatchObject({ state: 'failed', detail: 'exchange', errorId: expect.any(String) })
  expect(await wordsOf(await mia.get('/stuck'))).toContain(`Error ${paper?.errorId}`)
  const pressed = await mia.post('/stuck/try-now', { kind: 'paper', key: paper?.key ?? '' })
  expect(pressed.status).toBe(303)
  expect(await receipts()).toHaveLength(1)
  expect(await papers()).toEqual([])
})

test('What the order has no money left to set off is settled on the return’s page, by a manager, with a reason', async () => {
  const { id, address, number } = await cameBack()
  await returns.act(id, 'exchange', {
    lines: [{ sku: 'BELL', quantity: 1, unitPrice: 1_000, reason: 'A scratch' }],
    taxRate: '0.1',
  })
  await returns.act(id, 'handOver', { pays: 0 })
  await sql`
    insert into payments (order_id, happening_id, kind, method, amount, currency, at)
    select id, 'elsewhere', 'refund', 'cash', 800, currency, now() from orders where number = ${number}`
  await returns.deliver()
  expect(await wordsOf(await anna.get(address))).toContain('A manager can say what became of it')
  // Nobody has asked the provider yet: it may have the money still.
  await sql`update orders set money = '{"state": "unknown", "captured": 0, "refunded": 0}' where number = ${number}`
  const unknown = await wordsOf(await mia.get(address))
  expect(unknown).toContain('Ask the provider first')
  expect(unknown).not.toContain('How that is settled')
  const early = { actionId: `s${++ids}`, settledBy: 'written_off', settledReason: 'Gone' }
  expect(await follow(await mia.post(`${address}/refund`, early), mia)).toContain(
    'Nobody knows yet how the money of this order stands. Ask the provider on the order’s page first.',
  )
  await sql`update orders set money = null where number = ${number}`
  expect(await wordsOf(await mia.get(address))).toContain('Of that, $8.00 is more than is left')
  const form = (more: object) => ({
    actionId: `s${++ids}`,
    settledBy: 'written_off',
    settledReason: '',
    ...more,
  })
  expect((await mia.post(`${address}/refund`, form({}))).status).toBe(422)
  const settled = form({ settledReason: 'Given back at the provider' })
  expect((await anna.post(`${address}/refund`, settled)).status).toBe(403)
  await follow(await mia.post(`${address}/refund`, settled), mia)
  await returns.deliver()
  const page = await wordsOf(await mia.get(address))
  expect(page).toContain('Given back at the provider')
  expect(page).toContain('Written off')
  expect(await returns.row(id)).toMatchObject({ status: 'refunded', setOff: 300 })
  const order = await (await mia.get(`/orders/northshore/${number}`)).text()
  expect(order).toContain('$8.00 of it was settled afterwards: Written off.')
  const papers = await sql<{ fileName: string; content: Buffer }[]>`
    select file_name, content from documents join sales on number = sale_number where return_id = ${id} order by round`
  const [first = '', again = ''] = papers.map(({ content }) => JSON.stringify(readPdf(content)))
  expect(first).not.toContain('Replaces')
  for (const words of [
    'Replaces the receipt',
    'Settled afterwards, written off by the shop',
    '8.00',
    '3.00',
  ]) {
    expect(again).toContain(words)
  }
})
