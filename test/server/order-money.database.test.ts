import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { webOrder } from '../support/shop.ts'
import { openWebDesk, type Person, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const stripe = new StripeSimulator()
let shop: PaidShop
let anna: Person

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await sql`update sources set order_url = 'https://shop.example/admin/{number}'`
  anna = await openWebDesk(database).as('anna')
})
afterAll(() => stripe.stop())

type Order = Awaited<ReturnType<PaidShop['arrivePaid']>>

async function arrive(more: Record<string, unknown> = {}): Promise<Order> {
  const order = await shop.arrivePaid(more)
  await shop.settle(order.id)
  return order
}

/** Taken on, and its money taken where nothing fails. */
async function accepted(order: Order): Promise<Order> {
  await shop.act(order.id, 'accept')
  await shop.settle(order.id)
  return order
}

/** What the order's page says of its money. */
async function show({ number }: Order): Promise<string> {
  const html = await (await anna.get(`/orders/northshore/${number}`)).text()
  const [, part = ''] = /<section class="panel" id="money"(.*?)<section class="panel" id="/s.exec(html) ?? []
  return wordsOf(new Response(part))
}

describe('The money of an order that the shop takes itself', () => {
  test('is reserved until its day, and is taken when the order is accepted', async () => {
    const order = await arrive()
    const words = await show(order)
    expect(words).toMatch(
      /\$22\.00 is reserved and is taken when the order is accepted\. The reservation ends on \w{3}, /,
    )
    expect(words).toContain('Account online Card visa Reserved $22.00 Reserved until')
    await shop.act(order.id, 'accept')
    expect(await show(order)).toContain('The money is being taken; while the step can be undone')
    await shop.settle(order.id)
    const taken = await show(order)
    expect(taken).toContain('$22.00 was taken.')
    expect(taken).toContain('Provider’s fee $0.94'.replace('’', "'"))
    expect(taken).toContain('Sold $22.00, returned $0.00; taken $22.00, given back $0.00.')
  })

  test.each(['accept', 'reject'] as const)(
    'that the website took itself by the shop’s account stands in the books (%s)',
    async (action) => {
      const order = webOrder([{ sku: 'HELMET', quantity: 2 }])
      order.payment.status = 'captured'
      const { reference } = order.payment
      stripe.hold(reference, 2_200, 'usd')
      Object.assign(stripe.intents.get(reference) ?? {}, { status: 'succeeded', amount_received: 2_200 })
      const id = await shop.receive(order)
      // Before anybody has asked the provider, and after.
      await shop.act(id, action, action === 'reject' ? { reason: 'other' } : {})
      await shop.settle(id)
      const given = action === 'reject' ? 2_200 : 0
      expect((await shop.row(id))?.money).toMatchObject({
        state: 'captured',
        captured: 2_200,
        refunded: given,
      })
      const words = await show({ id, number: order.number, reference })
      expect(words).not.toContain('differ by')
      expect(words).toContain(`taken $22.00, given back $${given / 100}.00`)
      expect(stripe.deeds.filter((deed) => deed.includes(reference))).toEqual(
        given > 0 ? [`refund ${reference} 2200`] : [],
      )
    },
  )

  test('warns before a reservation ends, and once it is over', async () => {
    const order = await arrive()
    const ends = (hours: number) => sql`
      update orders set money = jsonb_set(money, '{captureBefore}',
        to_jsonb(to_char(now() at time zone 'UTC' + make_interval(hours => ${hours}), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
      where id = ${order.id}`
    const html = async () => (await anna.get(`/orders/northshore/${order.number}`)).text()
    expect(await html()).toMatch(/<p id="held-state"/)
    await ends(20)
    expect(await html()).toMatch(/<p class="notice" data-tone="soon" id="held-state"/)
    await ends(-1)
    expect(await html()).toMatch(/<p class="notice" data-tone="late" id="held-state"/)
    expect(await show(order)).toMatch(/The reservation was over on .*: ask the payment provider/)
  })

  test.each([
    ['insufficient_funds', 'there is not enough money on the card'],
    ['do_not_honor', 'the bank declines the card and gives no reason'],
    ['code_of_tomorrow', 'code_of_tomorrow'],
  ])('that is declined (%s) says why and what to do', async (code, told) => {
    const order = await arrive()
    stripe.faults.push({ path: new RegExp(`${order.reference}/capture$`), is: { decline: code } })
    await accepted(order)
    expect(await show(order)).toContain(
      `The money can’t be had: ${told}. Ask the customer for another way to pay`,
    )
    const page = await wordsOf(await anna.get(`/orders/northshore/${order.number}`))
    expect(page).toContain(`The payment was declined (${told})`)
  })

  test('that nobody knows of says so, and the way to know is the first button', async () => {
    const order = await arrive()
    for (let times = 0; times < 12; times++)
      stripe.faults.push({ path: new RegExp(`${order.reference}/capture$`), is: 'down' })
    await accepted(order)
    expect(await show(order)).toMatch(/Nobody knows whether the money moved.*Error [0-9a-f-]{36}/)
    const html = await (await anna.get(`/orders/northshore/${order.number}`)).text()
    expect(html).toMatch(/<button type="submit" class="primary">Ask the payment provider/)
  })

  test('whose payment is another order’s, too, waits for people to decide', async () => {
    const first = await arrive()
    await shop.arrivePaid({
      payment: { status: 'authorised', provider: 'stripe', reference: first.reference, amount: '22.00' },
    })
    await shop.act(first.id, 'reject', { reason: 'other' })
    await shop.settle(first.id)
    expect(await show(first)).toContain(
      'It is neither let go nor given back by itself: another order is paid by the same payment; look at both first.',
    )
  })

  test('that was let go, or given back, says so', async () => {
    const [released, refunded, part] = [
      await arrive(),
      await accepted(await arrive()),
      await accepted(await arrive()),
    ]
    await shop.act(released.id, 'reject', { reason: 'other' })
    expect(await show(released)).toContain('The reservation is being let go.')
    await shop.settle(released.id)
    expect(await show(released)).toContain('The reservation is let go. Until the customer’s bank shows it')
    await shop.act(refunded.id, 'reject', { reason: 'other' })
    expect(await show(refunded)).not.toContain('differ by')
    await shop.settle(refunded.id)
    expect(await show(refunded)).toContain('$22.00 was taken, and all of it given back.')
    const intent = stripe.intents.get(part.reference)
    if (intent) intent.amount_refunded = 500
    await shop.act(part.id, 'askProvider')
    await shop.settle(part.id)
    const words = await show(part)
    expect(words).toContain('$22.00 was taken and $5.00 of it given back; $17.00 is kept.')
    expect(words).toContain('The two differ by -$5.00: somebody should look why.')
  })

  test('that could not be given back says why', async () => {
    const order = await accepted(await arrive())
    stripe.faults.push({ path: /refunds$/, is: { decline: 'expired_card' } })
    await shop.act(order.id, 'reject', { reason: 'other' })
    await shop.settle(order.id)
    expect(await show(order)).toContain('It could not be given back: the card is no longer valid.')
  })

  test.each([
    ['KRW', 0, '₩2,200'],
    ['KWD', 3, /KWD\s2\.200/],
  ])('in %s has as many decimals as that has', async (currency, decimals, told) => {
    const amount = decimals === 0 ? '2200' : '2.200'
    const zero = decimals === 0 ? '0' : '0.000'
    const order = await arrive({
      currency,
      lines: [
        {
          id: '1',
          kind: 'product',
          description: 'Helmet',
          sku: 'HELMET',
          quantity: 1,
          unitPrice: amount,
          discount: zero,
          taxRate: '0',
          tax: zero,
        },
      ],
      shipping: { amount: zero, tax: zero },
      payment: { status: 'authorised', provider: 'stripe', reference: `pi_${currency}`, amount },
      total: amount,
    })
    await accepted(order)
    const words = await show(order)
    expect(words).toMatch(
      typeof told === 'string' ? new RegExp(`${told} was taken\\.`) : /KWD\s2\.200 was taken\./,
    )
    expect(stripe.deeds).toContain(`capture pi_${currency} 2200`)
  })
})

describe('A dispute', () => {
  test('shows its deadline, and beside it who collected, what was checked and the receipts', async () => {
    const order = await accepted(await arrive())
    await shop.act(order.id, 'ready')
    await shop.act(order.id, 'complete', { collectedBy: 'Kim Okafor', idChecked: ['card', 'photo_id'] })
    stripe.dispute(order.reference)
    await shop.act(order.id, 'askProvider')
    await shop.settle(order.id)
    const words = await show(order)
    expect(words).toMatch(
      /The customer’s bank wants \$22\.00 back: it is suspected of fraud \(needs an answer\)\. Answer at the provider by \w{3}, /,
    )
    expect(words).toMatch(/Collected by Kim Okafor on .*; checked: Card and Photo ID; handed over by Anna/i)
    expect(words).toContain('Receipt (PDF)')
  })

  test('of goods that nobody has collected says that, and one that is over asks for no answer', async () => {
    const order = await accepted(await arrive())
    stripe.dispute(order.reference)
    await shop.act(order.id, 'askProvider')
    await shop.settle(order.id)
    expect(await show(order)).toContain('Nobody has collected the goods yet, and nothing was sent.')
    await sql`update orders set money = jsonb_set(money, '{disputes,0,status}', '"lost"') where id = ${order.id}`
    const words = await show(order)
    expect(words).toContain('(lost).')
    expect(words).not.toContain('Answer at the provider by')
  })
})

describe('The money that a channel takes itself', () => {
  test('shows how it stands there with the way to look, and who looked', async () => {
    await sql`update sources set payment_account = null`
    const order = await shop.arrivePaid()
    await sql`update sources set payment_account = 'online'`
    const before = await show(order)
    expect(before).toContain(
      'The channel says that $22.00 is reserved. The shop does not take it here. Look at it there',
    )
    const html = await (await anna.get(`/orders/northshore/${order.number}`)).text()
    expect(html).toMatch(new RegExp(`id="channel-paid".*href="https://shop.example/admin/${order.number}"`))
    await shop.act(order.id, 'checkPayment', { approvalNumber: 'A-77' })
    const after = await show(order)
    expect(after).toMatch(/Checked there by Anna on \w{3} \d/)
    expect(after).toContain('Approval number A-77.')
    expect(after).not.toContain('Nobody has checked it there yet.')
    expect(html).toContain('check-payment')
    expect(await (await anna.get(`/orders/northshore/${order.number}`)).text()).not.toContain(
      'id="check-payment"',
    )
  })
})
