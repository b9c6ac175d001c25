import { describe, expect, test } from 'vitest'
import { checkBooksOf } from '../../activities/verify/books.ts'
import { acceptOrders } from '../../intake/accept-orders.ts'
import { contentDigest } from '../../intake/content-digest.ts'
import { importCustomers } from '../../intake/import-customers.ts'
import { beginErasing, carryOn } from '../../server/erasure/erase.ts'
import { commandLine } from '../../server/settings/changes.ts'
import { changesOf, hirePeople } from '../server/settings/owners.ts'
import { openWebDesk, wordsOf } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { returnsDesk } from '../support/returns.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { address, columnsWithPerson, person, said } from './canary.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const returns = returnsDesk(sql, shop)
await hirePeople(sql)
const desk = openWebDesk(database)
const olga = await desk.as('olga')
const mia = await desk.as('mia')
await shop.stock({ sku: 'HELMET', onHand: 1_000 })

const marked = (more: object = {}) =>
  webOrder([{ sku: 'HELMET', quantity: 2 }], {
    fulfilment: 'reserve',
    payment: { status: 'unpaid' },
    customer: { ...person, marketingOptIn: true, language: 'en', birthday: said('birthday') },
    billingAddress: address,
    shippingAddress: address,
    note: said('note'),
    giftMessage: said('unknown field'),
    ...more,
  })

/** An order of the marked customer's through the whole life, with all that anybody can write about it. */
async function completed() {
  const order = marked()
  const id = await shop.receive(order)
  const row = await shop.row(id)
  if (row?.customerId === null) await shop.act(id, 'identifyCustomer', { create: true })
  await shop.act(id, 'comment', { text: said('comment') })
  await shop.act(id, 'accept')
  await shop.act(id, 'ready')
  await shop.act(id, 'complete', { collectedBy: said('collector'), idChecked: ['card'], payment: 'cash' })
  await sql`
    insert into letters (order_id, key, kind, user_id, language, recipient, subject, body, answer, status, tries,
      first_try_at, handed_at, ended_at, message_id)
    values (${id}, 'free:1', 'free', 'anna', 'en', ${person.email}, ${said('subject')}, ${said('body')},
      ${`250 for ${person.email}`}, 'sent', 1, now(), now(), now(), '<1@shop>')`
  const returned = await returns.opened(id, [{ sellable: 1 }], { comment: said('return') })
  await returns.act(returned, 'comment', { text: said('remark') })
  await returns.act(returned, 'refund', { method: 'cash' })
  await returns.deliver()
  await returns.act(returned, 'cancel', {})
  const [{ customerId = '' } = {}] = await sql<
    { customerId: string }[]
  >`select customer_id from orders where id = ${id}`
  return { ...order, id, customerId, returned }
}

/** One goes out for more than the catalogue asks. */
async function dearHelmet(orderId: number) {
  const [{ rate = '0' } = {}] = await sql<{ rate: string }[]>`
    select trim_scale(tax_rate)::text as rate from order_lines where order_id = ${orderId} limit 1`
  const line = { sku: 'HELMET', quantity: 1, unitPrice: 20_000, reason: said('price agreed with') }
  return { lines: [line], taxRate: rate }
}

/** As the pages of the bin, of what is stuck, of a shipment and of the channel's payment write it. */
async function writtenByHand(orderId: number, returnId: number) {
  await sql`
    insert into defective_movements (store, product_id, kind, quantity, return_id, happening_id, reason, user_id)
    select 'main', id, 'written_off', -1, ${returnId}, 'bin-1', ${said('broken by')}, 'mia' from products
    where sku = 'HELMET'`
  await sql`
    insert into stuck_decisions (user_id, kind, subject, order_id, deed, reason)
    values ('olga', 'letter', '1', ${orderId}, 'by_hand', ${said('phoned')})`
  await sql`
    update orders set carrier = ${said('neighbour')}, tracking_number = ${said('track')},
      approval_number = ${said('approval')}
    where id = ${orderId}`
  for (const [type, payload] of [
    ['ship', { carrier: said('neighbour'), trackingNumber: said('track') }],
    ['checkPayment', { approvalNumber: said('approval') }],
  ] as const) {
    await sql`
      insert into happenings (order_id, id, type, payload, actor_kind, user_id, status, refusal, answered_at)
      values (${orderId}, ${`by-hand-${type}`}, ${type}, ${sql.json(payload)}, 'staff', 'anna', 'refused',
        '{"code": "state"}', now())`
  }
}

/** What the customer adds at the till. */
async function priceOver(returnId: number): Promise<number> {
  const [{ pays = 0 } = {}] = await sql<{ pays: number }[]>`
    select (sum(l.net + l.tax) - r.goods_amount)::bigint as pays
    from returns r join sales s on s.return_id = r.id join sale_lines l on l.sale_number = s.number
    where r.id = ${returnId} group by r.goods_amount`
  return pays
}

/** The numbers of our own sale and of the provider, and what verify finds. */
async function bookAsItAgrees(orderId: number) {
  const references = await sql`
    select reference from payments where order_id = ${orderId} and method = 'exchange'
    union all select payment_reference from orders where id = ${orderId} order by 1`
  const { differences } = await checkBooksOf(sql, { from: orderId, to: orderId })
  return { references, differences }
}

const typedColumns = [
  'defective_movements.reason',
  'exchange_payments.reference',
  'orders.approval_number',
  'orders.carrier',
  'orders.location',
  'orders.step',
  'orders.tracking_number',
  'payments.reference',
  'returns.reference',
  'sale_lines.price_reason',
  'stuck_decisions.reason',
]

const address_ = ({ number }: { number: string }) => `/orders/northshore/${number}`
const close = (id: number) => shop.act(id, 'reject', { reason: 'other', comment: said('reject') })
/** No step can be undone any more, and what was asked of the world is done. */
async function letTimePass() {
  await returns.deliver()
  await sql`update effects set status = 'done', ended_at = now() where status = 'open'`
  await sql`
    update orders set step = jsonb_set(step, '{until}', to_jsonb(now() - interval '1 minute')) where step is not null`
}
const endReturns = () =>
  sql`update returns set status = 'closed', asked = 0, deadline_kind = null, deadline_at = null, ended_at = coalesce(ended_at, now())`
const bookOf = (id: number) => sql`
  select (select jsonb_agg(to_jsonb(e) order by seq) from order_events e where order_id = ${id}) as events,
    (select jsonb_agg(to_jsonb(l) order by position) from order_lines l where order_id = ${id}) as lines,
    (select jsonb_agg(to_jsonb(p) order by at) from payments p where order_id = ${id}) as payments,
    (select jsonb_agg(to_jsonb(s)) from sales s where order_id = ${id}) as sales,
    (select jsonb_agg(to_jsonb(m) order by m.id) from stock_movements m where order_id = ${id}) as movements,
    (select jsonb_agg(to_jsonb(r)) from returns r where order_id = ${id}) as returns,
    (select total from orders where id = ${id}) as total`

describe('A customer who asks to be forgotten', () => {
  test('is erased from every column, while orders, books and stock stand; what the website sends again is known', async () => {
    const order = await completed()
    await acceptOther(order, said('other note'))
    await shop.tell(order.id, { id: await lastContent(order.id) })
    await endReturns()
    await letTimePass()
    const before = await bookOf(order.id)
    expect(await columnsWithPerson(sql)).toEqual(
      expect.arrayContaining(['customers.last_name', 'happenings.payload', 'letters.body', 'web_orders.raw']),
    )

    expect(await wordsOf(await olga.get(`${address_(order)}/erase`))).toContain('This can’t be undone.')
    const unsure = await olga.post(`${address_(order)}/erase`, {})
    expect([unsure.status, await wordsOf(unsure)]).toEqual([422, expect.stringContaining('Tick this')])
    const answer = await olga.post(`${address_(order)}/erase`, { sure: 'on' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, address_(order)])

    expect(await columnsWithPerson(sql)).toEqual([])
    expect(await bookOf(order.id)).toEqual(before)
    expect(await shop.levelsThatDiffer()).toEqual([])
    const shown = await wordsOf(await olga.get(address_(order)))
    expect(shown).toMatch(/The personal data of this order was erased .* by Olga\./)
    expect(shown).not.toContain('Erase this person’s data')
    expect(await changesOf(sql, order.customerId)).toEqual([
      'olga: erased {"links":2,"orders":1,"refusals":0,"addresses":1}',
    ])

    const { id: _, customerId: __, returned: ___, ...content } = order
    expect(await acceptSame(content)).toBe(true)
    await acceptOther(content, said('sent once more'))
    expect(await columnsWithPerson(sql)).toEqual([])
    const found = await wordsOf(await olga.get(`/orders?q=${order.number}`))
    expect(found).toContain(order.number)
  })

  test('is gone from all that staff typed, in places, references and reasons; what is the shop’s books stays', async () => {
    const order = marked({ supplier: { name: 'Wheels & Co', trackingNumber: said('parcel') } })
    const id = await shop.receive(order)
    if ((await shop.row(id))?.customerId === null) await shop.act(id, 'identifyCustomer', { create: true })
    await shop.act(id, 'accept')
    await shop.act(id, 'ready', { location: said('bag of') })
    await shop.act(id, 'ready', { location: said('moved to') })
    await shop.act(id, 'complete', {
      collectedBy: said('collector'),
      idChecked: ['card'],
      payment: 'transfer',
    })
    const exchanged = await returns.opened(id, [{ sellable: 1 }])
    await returns.act(exchanged, 'exchange', await dearHelmet(id))
    await returns.act(exchanged, 'handOver', {
      pays: await priceOver(exchanged),
      method: 'transfer',
      reference: said('till of'),
    })
    await returns.deliver()
    const broken = await returns.opened(id, [{ defective: 1 }])
    await returns.act(broken, 'correct', { line: '1', to: 'sellable', units: 1, reason: said('opened by') })
    await returns.act(broken, 'refund', { method: 'transfer', reference: said('IBAN of') })
    await returns.deliver()
    await writtenByHand(id, broken)
    await endReturns()
    await letTimePass()
    const books = await bookAsItAgrees(id)
    expect(await columnsWithPerson(sql)).toEqual(
      expect.arrayContaining([...typedColumns, 'happenings.payload', 'return_happenings.payload']),
    )

    expect((await olga.post(`${address_(order)}/erase`, { sure: 'on' })).status).toBe(303)
    expect(await columnsWithPerson(sql)).toEqual([])
    expect(await bookAsItAgrees(id)).toEqual(books)
    await expect(sql`update stuck_decisions set reason = 'x' where order_id = ${id}`).rejects.toThrow(
      'append-only',
    )
    await expect(
      sql`update stuck_decisions set reason = '–', subject = '2' where order_id = ${id}`,
    ).rejects.toThrow('append-only')
  })

  test('has to wait while an order moves, and is told which; nothing is erased then', async () => {
    const done = await completed()
    await endReturns()
    const open = marked()
    const id = await shop.receive(open)
    await letTimePass()
    const page = await wordsOf(await olga.get(`${address_(done)}/erase`))
    expect(page).toContain(`these orders have to end first. ${open.number} is still open`)
    expect((await olga.post(`${address_(done)}/erase`, { sure: 'on' })).status).toBe(303)
    expect(await columnsWithPerson(sql)).toContain('customers.last_name')

    await close(id)
    expect(await wordsOf(await olga.get(`${address_(done)}/erase`))).toContain('is still being worked on')
    await letTimePass()
    const money = { state: 'captured', trouble: 'expired_card', disputes: [] }
    await sql`update orders set money = ${sql.json(money)} where id = ${id}`
    expect(await wordsOf(await olga.get(`${address_(done)}/erase`))).toContain('still to be given back')
    await sql`update orders set money = null where id = ${id}`
    await olga.post(`${address_(done)}/erase`, { sure: 'on' })
    expect(await columnsWithPerson(sql)).toEqual([])
  })

  test('is only an owner’s to erase', async () => {
    const order = await completed()
    expect((await mia.get(`${address_(order)}/erase`)).status).toBe(403)
    expect((await mia.post(`${address_(order)}/erase`, { sure: 'on' })).status).toBe(403)
    expect(await wordsOf(await mia.get(address_(order)))).not.toContain('Erase this person’s data')
    await endReturns()
    await letTimePass()
    await olga.post(`${address_(order)}/erase`, { sure: 'on' })
  })

  test('is erased to the end where the program died in the middle', async () => {
    const orders = [await completed(), await completed()]
    await endReturns()
    await letTimePass()
    const { customerId = '' } = orders[0] ?? {}
    const begun = await beginErasing(sql, commandLine, { customerId })
    if (!begun.ok) throw new Error(begun.why)
    const half = await carryOn(
      sql,
      begun.id,
      (() => {
        let asked = 0
        return () => ++asked > 1
      })(),
    )
    expect(half).toEqual({ done: 1, left: 1 })
    expect(await columnsWithPerson(sql)).toContain('web_orders.raw')
    const page = await wordsOf(await olga.get(`${address_(orders[1] ?? { number: '' })}/erase`))
    expect(page).toContain('One order is left.')
    const again = await beginErasing(sql, commandLine, { customerId })
    expect(again.ok && (await carryOn(sql, again.id)).left).toBe(0)
    expect(await columnsWithPerson(sql)).toEqual([])
  })

  test('does not come back with a file of customers, nor by hand', async () => {
    const order = await completed()
    await endReturns()
    await letTimePass()
    await olga.post(`${address_(order)}/erase`, { sure: 'on' })
    const file = `id,first_name,last_name,email,web_shop_id\n${order.customerId},${person.firstName},x,${person.email},${person.externalId}\n`
    await importCustomers(sql, 'northshore', async function* () {
      yield Buffer.from(file)
    })
    expect(await columnsWithPerson(sql)).toEqual([])
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }], { customer: { firstName: 'Somebody' } }))
    const picked = await shop.act(id, 'identifyCustomer', { customerId: order.customerId })
    expect(picked?.status).toBe('refused')
  })

  test('of whom the shop knows one order alone is erased from that', async () => {
    const order = marked({
      customer: { lastName: person.lastName },
      shippingAddress: null,
      billingAddress: null,
    })
    const id = await shop.receive(order)
    await close(id)
    await letTimePass()
    expect(await wordsOf(await olga.get(`${address_(order)}/erase`))).toContain(
      `who sent order ${order.number}`,
    )
    await olga.post(`${address_(order)}/erase`, { sure: 'on' })
    expect(await columnsWithPerson(sql)).toEqual([])
    expect(await changesOf(sql, `northshore/${order.number}`)).toEqual(['olga: erased {"orders":1}'])
  })
})

const inbox = (order: object & { number: string }) => ({
  number: order.number,
  raw: JSON.stringify(order),
  digest: contentDigest(order),
  isReadable: true,
})

async function acceptSame(order: object & { number: string }): Promise<boolean | undefined> {
  const [accepted] = await sql.begin((tx) => acceptOrders(tx, 'northshore', [inbox(order)]))
  return accepted?.duplicate
}

function acceptOther(order: object & { number: string }, note: string) {
  const other = { ...order, note }
  return sql.begin((tx) => acceptOrders(tx, 'northshore', [inbox(other)]))
}

async function lastContent(orderId: number): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select id from happenings where order_id = ${orderId} and type = 'contentChanged' order by seq desc limit 1`
  return row?.id ?? ''
}
