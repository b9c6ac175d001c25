import { beforeAll, describe, expect, it } from 'vitest'
import { acceptOrders } from '../../intake/accept-orders.ts'
import { contentDigest } from '../../intake/content-digest.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', gtin: '612340347808', mpn: 'HL-1', onHand: 100 })
  await shop.stock({ sku: 'PEDAL', onHand: 3 })
  await shop.stock({ sku: 'GIFT', kind: 'gift_card' })
})

describe('an order whose customer and products are known', () => {
  it('gets its sale, its barcode number and its stock in one step', async () => {
    const before = await shop.onHand('HELMET')
    const id = await shop.receive(webOrder([{ gtin: '612340347808', quantity: 2 }]))
    const row = await shop.row(id)
    expect(row).toMatchObject({ status: 'new', version: 1, customerId: 'C1', shortage: false })
    expect(row?.saleNumber).toMatch(/^MAIN-\d{6}$/)
    expect(await shop.lines(id)).toMatchObject([{ matchedBy: 'gtin', allocated: 2 }])
    expect(await shop.onHand('HELMET')).toBe(before - 2)
    const [sale] = await sql`select * from sales where order_id = ${id}`
    expect(sale).toMatchObject({ number: row?.saleNumber, total: 2200, status: 'open', store: 'main' })
  })

  it('links the web customer, so that the next order needs no e-mail address', async () => {
    const customer = { externalId: 'w-77', firstName: 'Kim', lastName: 'O', email: 'KIM@example.com ' }
    await shop.receive(webOrder([{ sku: 'HELMET' }], { customer }))
    const next = await shop.receive(webOrder([{ sku: 'helmet ' }], { customer: { externalId: 'w-77' } }))
    expect(await shop.row(next)).toMatchObject({ status: 'new', customerId: 'C1' })
  })

  it('believes an account that is linked nothing about e-mail addresses', async () => {
    await sql`insert into customers (id, email) values ('C3', 'jo@example.com')`
    await shop.receive(
      webOrder([{ sku: 'HELMET' }], { customer: { externalId: 'w-77', email: 'jo@example.com' } }),
    )
    await shop.receive(
      webOrder([{ sku: 'HELMET' }], { customer: { externalId: 'w-77', email: 'nobody@example.com' } }),
    )
    const jo = await shop.receive(webOrder([{ sku: 'HELMET' }], { customer: { email: 'jo@example.com' } }))
    const nobody = await shop.receive(
      webOrder([{ sku: 'HELMET' }], { customer: { email: 'nobody@example.com' } }),
    )
    expect(await shop.row(jo)).toMatchObject({ status: 'new', customerId: 'C3' })
    expect((await shop.row(nobody))?.status).toBe('customer_id_required')
  })

  it('follows the shipping address and keeps the former one; an opt-in is taken over, never taken back', async () => {
    const address = { street: '1 Oak St', city: 'Lyon', country: 'FR' }
    const customer = { email: 'kim@example.com', marketingOptIn: true }
    await shop.receive(webOrder([{ sku: 'HELMET' }], { customer, shippingAddress: address }))
    await shop.receive(webOrder([{ sku: 'HELMET' }], { shippingAddress: address }))
    await shop.receive(webOrder([{ sku: 'HELMET' }], { shippingAddress: { ...address, street: '2 Elm St' } }))
    const addresses = await sql`select street, current from addresses where customer_id = 'C1' order by id`
    expect(addresses).toMatchObject([
      { street: '1 Oak St', current: false },
      { street: '2 Elm St', current: true },
    ])
    const [kim] = await sql`select * from customers where id = 'C1'`
    expect(kim).toMatchObject({ firstName: 'Kim', includeInCommunications: true })
  })

  it('takes what is there of a short product and says what it owes', async () => {
    const id = await shop.receive(webOrder([{ sku: 'PEDAL', quantity: 5 }]))
    expect(await shop.row(id)).toMatchObject({
      status: 'new',
      shortage: true,
      problems: [{ code: 'short', line: '1', owed: 2 }],
    })
    expect(await shop.onHand('PEDAL')).toBe(0)
  })

  it('takes gift cards and fees out: no product, no stock', async () => {
    const id = await shop.receive(webOrder([{ sku: 'GIFT' }, { kind: 'gift_card' }, { kind: 'fee' }]))
    expect(await shop.row(id)).toMatchObject({ status: 'new', shortage: false })
    const lines = await shop.lines(id)
    expect(lines.map(({ matchedBy }) => matchedBy)).toEqual(['gift_card', 'gift_card', null])
    expect(lines.map(({ productId }) => productId)).toEqual([null, null, null])
  })

  it('is worked in the primary store of its source when it is a delivery', async () => {
    await sql`update sources set primary_store = 'harbour' where id = 'northshore'`
    await shop.stock({ sku: 'HELMET', onHand: 10 }, 'harbour')
    const delivery = await shop.receive(webOrder([{ sku: 'HELMET' }], { fulfilment: 'delivery' }))
    const pickup = await shop.receive(webOrder([{ sku: 'HELMET' }]))
    await sql`update sources set primary_store = null where id = 'northshore'`
    expect((await shop.row(delivery))?.store).toBe('harbour')
    expect((await shop.row(pickup))?.store).toBe('main')
    expect(await shop.onHand('HELMET', 'harbour')).toBe(9)
  })
})

describe('an order that needs staff', () => {
  it('waits for its customer with stock untouched; identifying makes the sale and remembers the web customer', async () => {
    const before = await shop.onHand('HELMET')
    const customer = { externalId: 'w-1', firstName: 'Kim', email: 'new@example.com' }
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }], { customer }))
    expect(await shop.row(id)).toMatchObject({ status: 'customer_id_required', saleNumber: null })
    expect(await shop.onHand('HELMET')).toBe(before)
    expect(await shop.act(id, 'identifyCustomer', { customerId: 'C9' })).toMatchObject({
      refusal: { code: 'unknown_customer' },
    })
    expect(await shop.act(id, 'identifyCustomer', { customerId: 'C1' })).toMatchObject({ status: 'applied' })
    expect(await shop.row(id)).toMatchObject({ status: 'new', customerId: 'C1', version: 2 })
    expect(await shop.onHand('HELMET')).toBe(before - 1)
    const again = await shop.receive(
      webOrder([{ sku: 'HELMET' }], { customer: { email: 'NEW@example.com' } }),
    )
    expect(await shop.row(again)).toMatchObject({ status: 'new', customerId: 'C1' })
  })

  it('makes a customer from the order when staff say so', async () => {
    const customer = {
      externalId: 'w-2',
      firstName: '지후',
      lastName: '김',
      email: 'jh@example.com',
      phone: '010-1234-5678',
    }
    const address = { street: '1 Sejong-daero', city: 'Seoul', country: 'KR' }
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }], { customer, shippingAddress: address }))
    await shop.act(id, 'identifyCustomer', { create: true })
    const row = await shop.row(id)
    expect(row?.customerId).toMatch(/^K\d{6}$/)
    const [made] = await sql`select * from customers where id = ${row?.customerId}`
    expect(made).toMatchObject({ firstName: '지후', city: 'Seoul', phoneKey: '+821012345678' })
  })

  it('waits for a product; a pick by hand is remembered for that source and these identifiers', async () => {
    const id = await shop.receive(webOrder([{ mpn: 'XX-9' }]))
    expect(await shop.row(id)).toMatchObject({
      status: 'product_match_failed',
      problems: [{ code: 'product_not_matched', line: '1', problem: 'none' }],
    })
    expect(await shop.act(id, 'processSale')).toMatchObject({
      refusal: { code: 'not_matched', lines: ['1'] },
    })
    await shop.act(id, 'matchProduct', { line: '1', sku: 'helmet' })
    expect((await shop.row(id))?.status).toBe('product_match_failed')
    await shop.act(id, 'processSale')
    expect(await shop.row(id)).toMatchObject({ status: 'new', problems: [] })
    const next = await shop.receive(webOrder([{ mpn: 'XX-9' }]))
    expect(await shop.lines(next)).toMatchObject([{ matchedBy: 'hand' }])
    const other = await shop.receive(webOrder([{ mpn: 'XX-9', sku: 'other' }]))
    expect((await shop.row(other))?.status).toBe('product_match_failed')
  })

  it('does not remember a pick for a line that has no identifier at all', async () => {
    const id = await shop.receive(webOrder([{}]))
    await shop.act(id, 'matchProduct', { line: '1', sku: 'HELMET' })
    const next = await shop.receive(webOrder([{}]))
    expect((await shop.row(next))?.status).toBe('product_match_failed')
  })

  it('waits with the reason when it can not be read, and a corrected order takes its place', async () => {
    const bad = { ...webOrder([{ sku: 'HELMET' }]), total: '1.00' }
    const id = await shop.receive(bad)
    const row = await shop.row(id)
    expect(row).toMatchObject({ status: 'sale_processing_failed', store: null })
    expect(row?.problems[0]).toMatchObject({ code: 'unreadable', path: 'total' })
    const digest = 'corrected'
    const raw = JSON.stringify({ ...bad, total: '11.00' })
    await sql`insert into web_order_versions ${sql({ orderId: id, digest, raw })}`
    await sql`
      insert into happenings (order_id, id, type, payload, actor_kind)
      values (${id}, 'content:1', 'contentChanged', ${sql.json({ digest })}, 'website')`
    await shop.tell(id, { id: 'content:1' })
    expect(await shop.row(id)).toMatchObject({ status: 'new', version: 2, total: 1100, differs: false })
    const [web] = await sql`select raw from web_orders where id = ${id}`
    expect(web?.raw).toBe(raw)
  })
})

describe('an order of a store that did not exist yet', () => {
  it('is processed when the same order comes again after the store was added', async () => {
    const order = { ...webOrder([{ sku: 'HELMET' }]), storeCode: 'airport' }
    const id = await shop.receive(order)
    expect((await shop.row(id))?.status).toBe('sale_processing_failed')
    const item = { number: order.number, raw: JSON.stringify(order), digest: contentDigest(order) }
    const again = (isReadable: boolean) =>
      sql.begin((tx) => acceptOrders(tx, 'northshore', [{ ...item, isReadable }]))
    const waiting = () =>
      sql<{ id: string }[]>`select id from happenings where order_id = ${id} and status = 'waiting'`
    await again(false)
    expect(await waiting()).toEqual([])
    await sql`insert into stores (code, name, time_zone, currency) values ('airport', 'Airport', 'UTC', 'USD')`
    expect(await again(true)).toEqual([{ number: order.number, duplicate: true }])
    const [happening] = await waiting()
    await shop.tell(id, { id: happening?.id ?? '' })
    expect(await shop.row(id)).toMatchObject({ status: 'new', store: 'airport', shortage: true })
  })
})

describe('working an order to its end', () => {
  const takeOn = async (fulfilment: string, more = {}) => {
    const id = await shop.receive(webOrder([{ sku: 'HELMET', quantity: 2 }], { fulfilment, ...more }))
    await shop.act(id, 'accept', { readyBy: '2026-03-05' })
    return id
  }

  it('a pickup: accepted with its online payment noted, made ready, handed over', async () => {
    const id = await takeOn('pickup')
    expect(await sql`select kind, method, amount from payments where order_id = ${id}`).toMatchObject([
      { kind: 'ecommerce', method: 'stripe', amount: 2200 },
    ])
    await shop.act(id, 'ready', { location: 'B4' })
    expect(await shop.row(id)).toMatchObject({
      status: 'ready_for_pickup',
      location: 'B4',
      readyBy: '2026-03-05',
    })
    await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
    expect(await shop.row(id)).toMatchObject({ status: 'completed', version: 4 })
    const [sale] = await sql`select status from sales where order_id = ${id}`
    expect(sale?.status).toBe('finished')
    expect((await shop.lines(id))[0]?.allocated).toBe(2)
  })

  it('a reservation is paid at the till', async () => {
    const id = await takeOn('reserve', { payment: { status: 'unpaid', amount: '0.00' } })
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'card' })
    expect(await sql`select kind, method, amount from payments where order_id = ${id}`).toMatchObject([
      { kind: 'till', method: 'card', amount: 2200 },
    ])
  })

  it('a rejected order is off the sale and back on the shelf, once', async () => {
    const before = await shop.onHand('HELMET')
    const id = await takeOn('pickup')
    const action = await shop.put(id, 'reject', { reason: 'damaged' })
    await shop.tell(id, { id: action })
    await shop.tell(id, { id: action })
    expect(await shop.row(id)).toMatchObject({ status: 'rejected', rejectReason: 'damaged' })
    expect((await shop.lines(id))[0]?.allocated).toBe(0)
    expect(await shop.onHand('HELMET')).toBe(before)
    const [sale] = await sql`select status from sales where order_id = ${id}`
    expect(sale?.status).toBe('void')
    expect(await sql`select amount from payments where order_id = ${id} order by at`).toMatchObject([
      { amount: 2200 },
      { amount: 0 },
    ])
  })

  it('tells the second of two people who did what, and changes nothing', async () => {
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }]))
    await shop.act(id, 'accept', {}, { by: 'anna', seenVersion: 1 })
    const answer = await shop.act(id, 'reject', { reason: 'damaged' }, { by: 'ben', seenVersion: 1 })
    expect(answer).toMatchObject({ status: 'refused', refusal: { code: 'stale' } })
    const [event] = await sql`
      select type, user_id from order_events where order_id = ${id} and seq = ${Number(answer?.refusal?.eventSeq)}`
    expect(event).toMatchObject({ type: 'accept', userId: 'anna' })
    expect((await shop.row(id))?.status).toBe('in_process')
  })

  it('asks for the receipt once, however often it is told, and ends it with what came back', async () => {
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }]))
    const action = await shop.put(id, 'accept')
    const first = await shop.tell(id, { id: action })
    const again = await shop.tell(id, { id: action })
    expect(first.effects).toMatchObject([{ key: `${id}:receipt:${action}`, kind: 'receipt' }])
    expect(again).toEqual(first)
    const effectKey = first.effects[0]?.key ?? ''
    const made = {
      id: `${effectKey}:made`,
      type: 'receiptMade' as const,
      payload: { effectKey, documentId: 1 },
    }
    expect((await shop.tell(id, made)).effects).toEqual([])
    expect((await shop.tell(id, made)).effects).toEqual([])
    expect((await shop.tell(id, { id: action })).effects).toEqual([])
    const [effect] = await sql`select status, outcome from effects where key = ${effectKey}`
    expect(effect).toMatchObject({ status: 'done', outcome: { documentId: 1 } })
  })
})

describe("a supplier's order", () => {
  const supplied = (shippedAt?: string) =>
    webOrder([{ sku: 'HELMET' }], { fulfilment: 'supplier', supplier: { name: 'Trek', shippedAt } })

  it('has no status before its hour, then goes on by itself and touches no stock', async () => {
    const before = await shop.onHand('HELMET')
    const id = await shop.arrive(supplied('2026-03-02T15:00:00Z'))
    const early = await shop.tell(
      id,
      { id: 'received', type: 'received' },
      Date.parse('2026-03-02T16:00:00Z'),
    )
    expect(early).toMatchObject({ status: null, closed: false })
    expect(early.nextDeadline?.at).toBe(Date.parse('2026-03-03T07:30:00Z'))
    expect(await shop.row(id)).toBeUndefined()
    let desk = early
    for (let steps = 0; desk.nextDeadline && steps < 5; steps++) {
      const { id: happening, type } = desk.nextDeadline
      desk = await shop.tell(id, { id: happening, type }, Date.parse('2026-03-03T07:30:00Z'))
    }
    expect(desk).toMatchObject({ status: 'completed', closed: true })
    expect(await shop.onHand('HELMET')).toBe(before)
    const path = await sql`select to_status from order_events where order_id = ${id} order by seq`
    expect(path.map(({ toStatus }) => toStatus)).toEqual(['new', 'shipped', 'completed'])
  })

  it('waits without a status until the supplier says that it shipped', async () => {
    const order = supplied()
    const id = await shop.receive(order)
    expect(await shop.row(id)).toBeUndefined()
    const raw = JSON.stringify({ ...supplied('2026-03-02T15:00:00Z'), number: order.number })
    await sql`insert into web_order_versions ${sql({ orderId: id, digest: 'shipped', raw })}`
    await sql`
      insert into happenings (order_id, id, type, payload, actor_kind)
      values (${id}, 'content:2', 'contentChanged', ${sql.json({ digest: 'shipped' })}, 'website')`
    await shop.tell(id, { id: 'content:2' })
    expect((await shop.row(id))?.status).toBe('new')
  })
})

describe('a happening that can not be carried out', () => {
  it('is recorded as failed with an error id after five tries, and the order goes on', async () => {
    const id = await shop.receive(webOrder([{ sku: 'HELMET' }]))
    const action = await shop.put(id, 'accept', { readyBy: 'no day at all' })
    for (let tries = 1; tries < 5; tries++) await expect(shop.tell(id, { id: action })).rejects.toThrow()
    await shop.tell(id, { id: action })
    const answer = await shop.answer(id, action)
    expect(answer).toMatchObject({ status: 'failed', refusal: { code: 'error' } })
    expect(answer?.refusal?.errorId).toMatch(/^[0-9a-f-]{36}$/)
    expect(await shop.act(id, 'comment', { text: 'Still here.' })).toMatchObject({ status: 'applied' })
  })

  it('an order that can not even be received waits in Sale Processing Failed', async () => {
    const id = await shop.arrive(webOrder([{ sku: 'HELMET' }]))
    await sql`alter table number_series rename to number_series_gone`
    const received = { id: 'received', type: 'received' as const }
    try {
      for (let tries = 1; tries < 5; tries++) await expect(shop.tell(id, received)).rejects.toThrow()
      await shop.tell(id, received)
    } finally {
      await sql`alter table number_series_gone rename to number_series`
    }
    expect(await shop.row(id)).toMatchObject({ status: 'sale_processing_failed' })
  })
})

it('leaves every level equal to the sum of its movements', async () => {
  expect(await shop.levelsThatDiffer()).toEqual(
    [{ store: 'harbour', productId: 1, onHand: 9, moved: 9 }].slice(1),
  )
})
