import { beforeAll, describe, expect, test } from 'vitest'
import { answeringEngine } from '../support/answering-engine.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, type Person, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database, { engine: answeringEngine(() => shop).engine })
await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`
const [anna, mia] = [await desk.as('anna'), await desk.as('mia')]
await shop.stock({ sku: 'PEDAL', onHand: 500 })
await shop.stock({ sku: 'VOUCHER', kind: 'gift_card' })

const address = (number: string) => `/orders/northshore/${number}`
const show = async (number: string, person = anna) => wordsOf(await person.get(address(number)))
const unpaid = { fulfilment: 'reserve', payment: { status: 'unpaid' } }
const collected = { collectedBy: 'Kim', idChecked: ['card'] }

/** The page that a form leads to, as people read it. */
async function send(person: Person, number: string, action: string, fields: Record<string, string>) {
  const answer = await person.post(`${address(number)}/${action}`, fields)
  const next = answer.headers.get('location')
  return { status: answer.status, words: await wordsOf(next ? await person.get(next) : answer) }
}

describe('A gift card that the website sold', () => {
  let number = ''
  const sell = (card: string, more = {}) =>
    send(anna, number, 'sell-gift-card', { line: '2', number: card, ...more })

  beforeAll(async () => {
    const order = webOrder([{ sku: 'PEDAL' }, { sku: 'VOUCHER', quantity: 2 }])
    number = order.number
    await shop.receive(order)
  })

  test('is taken out, and sold over the counter with its number, worth what was paid for it', async () => {
    expect(await show(number)).toContain('Line 2, Line 2: 2 cards to sell')
    const { status, words } = await sell('6006 4912-0001')
    expect(status).toBe(303)
    for (const part of ['Gift card sold.', '600649120001', '$10.00', '1 card to sell'])
      expect(words).toContain(part)
    expect(await sql`select number, unit, amount, currency, sold_by from gift_cards`).toEqual([
      { number: '600649120001', unit: 1, amount: 1_000, currency: 'USD', soldBy: 'anna' },
    ])
  })

  test('is not sold twice, not for more than was paid, and not without a number', async () => {
    expect((await sell('600649120001')).words).toContain('A gift card with this number is sold already.')
    expect((await sell('X-2', { amount: '10.01' })).words).toContain('at most what was paid for it')
    expect((await sell('X-2', { amount: '0.00' })).words).toContain('at most what was paid for it')
    const empty = await sell(' ')
    expect(empty.status).toBe(422)
    expect(empty.words).toContain('Scan or type the number of the card.')
    expect((await send(anna, number, 'sell-gift-card', { line: '1', number: 'X-2' })).words).toContain(
      'The order has no such line.',
    )
    expect(await sql`select from gift_cards`).toHaveLength(1)
  })

  test('that nobody sold is warned of when the goods go', async () => {
    const [{ id } = { id: 0 }] = await sql<{ id: number }[]>`select id from orders where number = ${number}`
    expect(await show(number)).not.toContain('is not sold yet')
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', collected)
    expect(await show(number)).toContain('Line 2: 1 gift card is not sold yet.')
    expect((await sell('x-2')).words).toContain('Every card of this order is sold.')
    expect(await show(number)).not.toContain('is not sold yet')
    expect((await sell('X-3')).words).toContain('Every card of this line is sold. Nothing changed.')
  })

  test('by mistake is made void by a manager, with the reason, and its unit can be sold again', async () => {
    const fields = { number: 'X-2', reason: 'Typed the wrong one.' }
    const refused = await send(anna, number, 'void-gift-card', fields)
    expect(refused.status).toBe(403)
    expect(refused.words).toContain(
      'Making a gift card void is for: Manager or Owner. Nothing changed. Mia can help.',
    )
    const { words } = await send(mia, number, 'void-gift-card', fields)
    expect(words).toMatch(/Void since .* \(Mia\): Typed the wrong one\./)
    expect((await send(mia, number, 'void-gift-card', fields)).words).toContain(
      'or it is void. Nothing changed.',
    )
    expect((await sell('X2')).words).toContain('Gift card sold.')
    expect(await sql`select unit from gift_cards where voided_at is null order by unit`).toEqual([
      { unit: 1 },
      { unit: 2 },
    ])
  })

  test('has one number in the whole shop, also where two desks sell it at once', async () => {
    const orders = [webOrder([{ sku: 'VOUCHER' }]), webOrder([{ sku: 'VOUCHER' }])]
    const ids = await Promise.all(orders.map((order) => shop.receive(order)))
    const clicks = await Promise.all(
      ids.map(async (id) => ({
        id,
        click: await shop.put(id, 'sellGiftCard', { line: '1', number: 'ONE' }),
      })),
    )
    const told = await Promise.allSettled(clicks.map(({ id, click }) => shop.tell(id, { id: click })))
    // Who came second found it in the way; the workflow tells it again.
    for (const [index, { id, click }] of clicks.entries()) {
      if (told[index]?.status === 'rejected') await shop.tell(id, { id: click })
    }
    const answers = await Promise.all(clicks.map(({ id, click }) => shop.answer(id, click)))
    expect(answers.map((answer) => answer?.status).sort()).toEqual(['applied', 'refused'])
    expect(await sql`select from gift_cards where number = 'ONE'`).toHaveLength(1)
  })

  test('of an order that is rejected is warned of until it is void', async () => {
    const order = webOrder([{ sku: 'VOUCHER' }])
    const id = await shop.receive(order)
    await shop.act(id, 'sellGiftCard', { line: '1', number: 'LATER' })
    await shop.act(id, 'reject', { reason: 'other' })
    expect(await show(order.number)).toContain('1 gift card of this rejected order is still worth its money.')
    const { words } = await send(mia, order.number, 'void-gift-card', {
      number: 'LATER',
      reason: 'Rejected.',
    })
    expect(words).not.toContain('still worth its money')
  })
})

describe('A price', () => {
  const agreedAt = '2026-03-02T10:00'
  const change = { line: '1', unitPrice: '9.05', reason: 'A scratch on it.', agreedBy: 'phone', agreedAt }

  async function received(more = {}, lines = [{ sku: 'PEDAL', quantity: 3 }]) {
    const order = webOrder(lines, more)
    return { number: order.number, id: await shop.receive(order) }
  }

  test('is changed by a manager with the word of the customer: line, tax, total and sale follow', async () => {
    const { number, id } = await received(unpaid)
    const refused = await send(anna, number, 'change-price', change)
    expect(refused.status).toBe(403)
    expect(await show(number)).not.toContain('Change price')
    const { words } = await send(mia, number, 'change-price', change)
    expect(words).toContain('Price changed.')
    expect(words).toMatch(
      /Line 1: \$10\.00 became \$9\.05 each A scratch on it\. Agreed by phone on Mar 2, .*10:00.*Mia/,
    )
    const [books] = await sql`
      select o.total, s.total as sale, l.unit_price, l.tax, x.net, x.tax as sale_tax
      from orders o join sales s on s.order_id = o.id join order_lines l on l.order_id = o.id
        join sale_lines x on x.order_id = o.id where o.id = ${id}`
    // 27.15 and 10 %: 2.715, half a cent goes up.
    expect(books).toEqual({ total: 2_987, sale: 2_987, unitPrice: 905, tax: 272, net: 2_715, saleTax: 272 })
  })

  test('asks for the reason, and how and when the customer agreed', async () => {
    const { number } = await received(unpaid)
    const { status, words } = await send(mia, number, 'change-price', { line: '1', unitPrice: 'nine' })
    expect(status).toBe(422)
    for (const part of ['Give the amount in figures, like 40.49.']) expect(words).toContain(part)
    const more = await send(mia, number, 'change-price', { line: '1', unitPrice: '9.00' })
    for (const part of [
      'Say why the price is another.',
      'Say how the customer agreed.',
      'Give the day and time',
    ])
      expect(more.words).toContain(part)
    const later = { ...change, agreedAt: '2099-01-01T10:00' }
    expect((await send(mia, number, 'change-price', later)).words).toContain('still to come')
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: '9.999' })).words).toContain(
      "no amount of the order's currency",
    )
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: '10.00' })).words).toContain(
      'This is the price already.',
    )
  })

  test('never makes an order cost more than what is reserved for it', async () => {
    const { number, id } = await received()
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: '10.01' })).words).toContain(
      "more than the customer's bank reserved",
    )
    expect((await send(mia, number, 'change-price', change)).words).toContain('Price changed.')
    await shop.act(id, 'accept')
    expect(await sql`select kind, amount from payments where order_id = ${id}`).toEqual([
      { kind: 'ecommerce', amount: 2_987 },
    ])
  })

  test('is what is taken of the money that the shop reserved itself, and stands from then on', async () => {
    await sql`
      insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret)
      values ('main', 'stripe', 'Online sales', 'sk', 'whsec')`
    await sql`update sources set payment_account = 'main'`
    const { number, id } = await received()
    await sql`update sources set payment_account = null`
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: '10.01' })).words).toContain(
      "more than the customer's bank reserved",
    )
    expect((await send(mia, number, 'change-price', change)).words).toContain('Price changed.')
    await shop.act(id, 'accept')
    expect(await sql`select amount from effects where order_id = ${id} and kind = 'capture'`).toEqual([
      { amount: 2_987 },
    ])
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: '9.00' })).words).toContain(
      'The payment provider is being asked about this order',
    )
  })

  test('stands once the money was taken', async () => {
    const { number, id } = await received()
    await shop.act(id, 'accept')
    expect((await send(mia, number, 'change-price', change)).words).toContain(
      'Nothing changed; give some of it back by a return instead.',
    )
    const paid = await received({ payment: { status: 'captured', provider: 'locally', amount: '33.00' } })
    expect((await send(mia, paid.number, 'change-price', change)).words).toContain('by a return instead')
    expect(await show(paid.number, mia)).toContain('Give some of it back by a return instead.')
  })

  test.each([
    ['KRW', '11000', '1000', '9005', true, { total: 9_005, tax: 819 }],
    ['KWD', '10.000', '1.000', '9.005', false, { total: 9_906, tax: 901 }],
  ])('in %s is right to the unit', async (currency, unitPrice, tax, to, pricesIncludeTax, expected) => {
    const total = pricesIncludeTax ? unitPrice : '11.000'
    const zero = currency === 'KRW' ? '0' : '0.000'
    const line = {
      id: '1',
      kind: 'product',
      sku: 'PEDAL',
      quantity: 1,
      unitPrice,
      discount: zero,
      taxRate: '0.1',
      tax,
    }
    const { number, id } = await received({
      currency,
      pricesIncludeTax,
      lines: [{ ...line, description: 'Pedal' }],
      shipping: { amount: zero, tax: zero },
      total,
      ...unpaid,
    })
    expect((await send(mia, number, 'change-price', { ...change, unitPrice: to })).words).toContain(
      'Price changed.',
    )
    expect(
      (
        await sql`
      select o.total, l.tax from orders o join order_lines l on l.order_id = o.id where o.id = ${id}`
      )[0],
    ).toEqual(expected)
  })
})
