import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../../db/client.ts'
import { loadMoneyDay } from '../../../server/money/load.ts'
import { StripeSimulator } from '../../simulators/stripe.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openPaidShop, type PaidShop } from '../../support/paid-shop.ts'
import { tablesWithoutIndex } from '../../support/plans.ts'
import { returnsDesk } from '../../support/returns.ts'
import { webOrder } from '../../support/shop.ts'
import { hirePeople } from '../settings/owners.ts'
import { openWebDesk, type Person, wordsOf } from '../web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const stripe = new StripeSimulator()
const collected = { collectedBy: 'Kim', idChecked: ['card'] }
let shop: PaidShop
let mia: Person

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await hirePeople(sql)
  mia = await openWebDesk(database).as('mia')
})
afterAll(() => stripe.stop())

const dayOf = (at: Date, timeZone = 'America/Los_Angeles') =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(at)
const words = async (path = '/money') => wordsOf(await mia.get(path))
const csv = async (path: string) => {
  const text = await (await mia.get(path)).text()
  return text.trimEnd().split('\r\n')
}

describe('The money page', () => {
  test('of a shop without money says so', async () => {
    const page = await words()
    expect(page).toContain('No money moved on this day.')
    expect(page).toContain('No money waits for anybody.')
  })

  test('tells what was reserved, taken, let go and given back that day, each leading to its order', async () => {
    const [kept, rejected, returned] = [
      await shop.arrivePaid(),
      await shop.arrivePaid(),
      await shop.arrivePaid(),
    ]
    for (const { id } of [kept, rejected, returned]) await shop.settle(id)
    for (const { id } of [kept, returned]) await shop.act(id, 'accept')
    await shop.act(rejected.id, 'reject', { reason: 'other' })
    for (const { id } of [kept, rejected, returned]) await shop.settle(id)
    await shop.act(returned.id, 'reject', { reason: 'damaged' })
    await shop.settle(returned.id)
    const page = await words()
    expect(page).toContain('Online sales eCommerce visa $66.00 $44.00 $22.00 $22.00 $1.88')
    expect(page).toContain('The shop’s own and the till’s, USD $66.00 $44.00 $22.00 $22.00 $1.88')
    expect(page).toContain('sold $22.00, returned $0.00; taken $44.00, given back $22.00. It adds up.')
    const html = await (await mia.get('/money')).text()
    for (const { number } of [kept, rejected, returned])
      expect(html).toContain(`href="/orders/northshore/${number}"`)
    expect(html).toContain('data-follows="all"')
    const part = await (
      await mia.get('/money', { 'hx-request': 'true', 'hx-request-type': 'partial' })
    ).text()
    expect(html).toContain(part.slice(part.indexOf('<h1>')))
  })

  test('is of one store and of one day, by the store’s own clock', async () => {
    const today = dayOf(new Date())
    expect(await words(`/money?day=${today}&store=harbour`)).toContain('No money moved on this day.')
    expect(await words(`/money?day=${today}&store=main`)).toContain('$66.00')
    expect(await words('/money?day=2026-01-01')).toContain('No money moved on this day.')
    const { id, number } = await shop.arrivePaid()
    await shop.act(id, 'accept')
    await shop.settle(id)
    // A quarter to midnight in Los Angeles, the next day in New York.
    await sql`update payments set at = '2026-03-03T07:45:00Z' where order_id = ${id}`
    expect(await words('/money?day=2026-03-02&store=main')).toContain(number)
    expect(await words('/money?day=2026-03-03&store=main')).not.toContain(number)
    await sql`update orders set store = 'harbour' where id = ${id}`
    expect(await words('/money?day=2026-03-03&store=harbour')).toContain(number)
    expect(await words('/money?day=2026-03-02&store=harbour')).not.toContain(number)
  })

  test('falls back to today where the address asks for no day, or no store, that there is', async () => {
    for (const asked of [
      'day=yesterday',
      'day=2026-02-31',
      'day=9999999-01-01',
      'store=nowhere',
      "day=2026-01-01'--",
    ])
      expect(await words(`/money?${asked}`)).toContain('Online sales')
  })

  test('knows a fee, too, that was told only after the money was taken', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'accept')
    await shop.settle(id)
    const before = await words()
    await sql`update payments set fee = null where order_id = ${id}`
    expect(await words()).toBe(before)
    await sql`update orders set money = jsonb_set(money, '{fee}', 'null') where id = ${id}`
    expect(await words()).not.toBe(before)
  })

  test('names the orders whose books do not add up, and by how much', async () => {
    const { id, number } = await shop.arrivePaid()
    await shop.act(id, 'accept')
    await shop.settle(id)
    await sql`update payments set amount = 2000 where order_id = ${id}`
    const page = await words()
    expect(page).toContain('It differs by -$2.00.')
    expect(page).toContain(`${number} differs by -$2.00: sold and kept $22.00, taken and kept $20.00.`)
    await sql`update payments set amount = 2200 where order_id = ${id}`
    expect(await words()).not.toContain('differs')
  })

  test('tells what came back of an order, with its shipping, and that its books add up', async () => {
    const returns = returnsDesk(sql, shop)
    stripe.hold('pi_shipped', 2_640, 'usd')
    const order = webOrder([{ sku: 'HELMET', quantity: 2 }], {
      shipping: { amount: '4.00', tax: '0.40' },
      payment: { status: 'authorised', provider: 'stripe', reference: 'pi_shipped', amount: '26.40' },
      total: '26.40',
    })
    const id = await shop.receive(order)
    await shop.act(id, 'accept')
    await shop.settle(id)
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', collected)
    const returnId = await returns.opened(id, [{ sellable: 1 }], { withShipping: true })
    const before = await booksOf()
    await returns.act(returnId, 'refund', { method: 'provider' })
    await returns.deliver()
    await shop.settle(id)
    await returns.deliver()
    const after = await booksOf()
    expect(after.map((amount, place) => amount - (before[place] ?? 0))).toEqual([0, 1_540, 0, 1_540])
    expect(await words()).not.toContain('differs')
    const anna = await openWebDesk(database).as('anna')
    expect(await wordsOf(await anna.get(`/orders/northshore/${order.number}`))).toContain(
      'Sold $26.40, returned $15.40; taken $26.40, given back $15.40.',
    )
  })

  /** Sold, returned, taken and given back, as the page tells them. */
  async function booksOf(): Promise<number[]> {
    const told =
      /sold \$(\d+\.\d\d), returned \$(\d+\.\d\d); taken \$(\d+\.\d\d), given back \$(\d+\.\d\d)/.exec(
        await words(),
      )
    return (told ?? []).slice(1).map((amount) => Math.round(Number(amount) * 100))
  }

  test('keeps what channels take themselves, and the till, apart', async () => {
    await sql`update sources set payment_account = null`
    const channel = await shop.arrivePaid()
    await shop.act(channel.id, 'accept')
    const reserve = await shop.arrivePaid({ fulfilment: 'reserve', payment: { status: 'unpaid' } })
    await sql`update sources set payment_account = 'online'`
    for (const type of ['accept', 'ready'] as const) await shop.act(reserve.id, type)
    await shop.act(reserve.id, 'complete', { ...collected, payment: 'cash' })
    const page = await words()
    expect(page).toContain('At the channel (stripe) eCommerce – – $22.00')
    expect(page).toContain('Till – Cash – $22.00')
    expect(page).toMatch(/Paid at a channel, and nobody has checked it yet.*\$22\.00/)
    await shop.act(channel.id, 'checkPayment', {})
    expect(await words()).not.toContain('Paid at a channel, and nobody')
  })
})

describe('What waits for somebody', () => {
  test('is named with its reason and its deadline', async () => {
    const arrive = async () => {
      const order = await shop.arrivePaid()
      await shop.settle(order.id)
      return order
    }
    const [declined, unknown, disputed, ends, failed] = [
      await arrive(),
      await arrive(),
      await arrive(),
      await arrive(),
      await arrive(),
    ]
    for (const { id } of [declined, unknown, disputed, failed]) await shop.act(id, 'accept')
    const at = ({ reference }: { reference: string }) => new RegExp(`${reference}/capture$`)
    stripe.faults.push({ path: at(declined), is: { decline: 'insufficient_funds' } })
    for (let times = 0; times < 12; times++) stripe.faults.push({ path: at(unknown), is: 'down' })
    for (const { id } of [declined, unknown, disputed, failed]) await shop.settle(id)
    stripe.faults.push({ path: /refunds$/, is: { decline: 'expired_card' } })
    await shop.act(failed.id, 'reject', { reason: 'other' })
    await shop.settle(failed.id)
    stripe.dispute(disputed.reference)
    await shop.act(disputed.id, 'askProvider')
    await shop.settle(disputed.id)
    await sql`update orders set capture_before = now() + interval '3 hours' where id = ${ends.id}`
    const page = await words()
    expect(page).toMatch(
      new RegExp(`Declined: .* ${declined.number} \\$22.00 there is not enough money on the card`),
    )
    expect(page).toMatch(new RegExp(`Nobody knows .* ${unknown.number} \\$22.00 Error [0-9a-f-]{36}`))
    expect(page).toMatch(
      new RegExp(`Disputes: .* ${disputed.number} \\$22.00 answer by .* suspected of fraud`),
    )
    expect(page).toMatch(new RegExp(`Reservations that end soon: .* ${ends.number} \\$22.00 ends `))
    expect(page).toMatch(
      new RegExp(`Could not be given back: .* ${failed.number} \\$22.00 the card is no longer valid`),
    )
  })
})

describe('The day’s entries as CSV', () => {
  test('are whole, with what was given back as a negative amount', async () => {
    const response = await mia.get('/money/entries.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(response.headers.get('content-disposition')).toContain(`money-${dayOf(new Date())}.csv`)
    expect(
      Buffer.from(await response.arrayBuffer())
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('efbbbf')
    const [header, ...lines] = await csv('/money/entries.csv?store=main')
    expect(header).toBe(
      'at,store,source,order,sale,entry,method,merchant_account,payment_type,card_type,currency,amount,fee,reference',
    )
    expect(lines.find((line) => line.includes('"refunded"'))).toMatch(
      /^20[\dTZ:.-]+,"main","northshore","NS-\d+","MAIN-\d+","refunded","stripe","Online sales","eCommerce","visa","USD",-22\.00,,"pi_\d+"$/,
    )
  })

  test('give a spreadsheet nothing to carry out', async () => {
    await sql`update payment_accounts set merchant_account = '=HYPERLINK("x")'`
    const { id } = await shop.arrivePaid({
      currency: 'KRW',
      lines: [
        {
          id: '1',
          kind: 'product',
          description: 'Helmet',
          sku: 'HELMET',
          quantity: 1,
          unitPrice: '2200',
          discount: '0',
          taxRate: '0',
          tax: '0',
        },
      ],
      shipping: { amount: '0', tax: '0' },
      payment: { status: 'authorised', provider: 'stripe', reference: '@SUM(A1)', amount: '2200' },
      total: '2200',
    })
    await shop.act(id, 'accept')
    await sql`update payments set reference = '@SUM(A1)' where order_id = ${id}`
    const lines = (await csv('/money/entries.csv')).filter((line) => line.includes('KRW'))
    expect(lines[0]).toContain(`"'=HYPERLINK(""x"")","eCommerce","","KRW",2200,,"'@SUM(A1)"`)
    expect(await words()).toContain('₩2,200')
  })

  test('are for managers and owners', async () => {
    const sam = await openWebDesk(database).as('sam')
    expect((await sam.get('/money/entries.csv')).status).toBe(403)
    expect((await sam.get('/money')).status).toBe(403)
  })
})

test('The money page is read in at most 7 statements, each along an index', async () => {
  const sent: string[] = []
  const watched = connect(database.url, { max: 1, onStatement: (text) => sent.push(text) })
  await watched`select 1`
  sent.length = 0
  await loadMoneyDay(watched, { store: 'main' })
  await watched.end()
  expect(sent.length).toBeLessThanOrEqual(7)
  // A shop has a handful of stores, sources and accounts.
  const few = ['stores', 'sources', 'payment_accounts']
  const read = await tablesWithoutIndex(database.url, (sql) => loadMoneyDay(sql, { store: 'main' }))
  expect(read.filter((table) => !few.includes(table))).toEqual([])
})
