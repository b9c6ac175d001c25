import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBooksOf } from '../../activities/verify/books.ts'
import { settlementOf } from '../../domain/returns/exchange.ts'
import { dueOf, type ReturnState } from '../../domain/returns/return.ts'
import { loadRefundable } from '../../intake/refundable.ts'
import { loadReturnableSales } from '../../intake/returnable.ts'
import { loadBooks } from '../../server/money/books.ts'
import { salesOutOfLine } from '../program/books.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
let shop: PaidShop
let desk: ReturnsDesk

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  desk = returnsDesk(sql, shop)
  await shop.stock({ sku: 'SHOE-43', onHand: 100 })
  await shop.stock({ sku: 'BELL', onHand: 1_000 })
  await shop.stock({ sku: 'FITTING', kind: 'non_stock' })
  await sql`update products set price = case sku when 'BELL' then 3.33 when 'FITTING' then 30 else 10 end`
})
afterAll(() => stripe.stop())

/** Two helmets for 22.00, handed over: paid by the provider, or in cash. */
async function sold(isOnline = true): Promise<{ id: number; number: string; reference: string }> {
  const order = webOrder(
    [{ sku: 'HELMET', quantity: 2 }],
    isOnline ? {} : { fulfilment: 'reserve', payment: { status: 'unpaid' } },
  )
  const reference = isOnline ? order.payment.reference : ''
  if (isOnline) stripe.hold(reference, 2_200, 'usd')
  const id = await shop.receive(order)
  await shop.act(id, 'accept')
  await shop.settle(id)
  await shop.act(id, 'ready')
  const paid = isOnline ? {} : { payment: 'cash' }
  const done = await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], ...paid })
  expect(done).toMatchObject({ status: 'applied' })
  return { id, number: order.number, reference }
}

async function settled(id: number): Promise<void> {
  await desk.deliver()
  await shop.settle(id)
  await desk.deliver()
}

type Money = Pick<ReturnState, 'goods' | 'shipping' | 'setOff' | 'given'>

async function moneyOf(returnId: number): Promise<Money & { status: string }> {
  const row = await desk.row(returnId)
  return {
    status: row?.status,
    goods: { amount: row?.goodsAmount, tax: row?.goodsTax },
    shipping: null,
    setOff: row?.setOff,
    given: { provider: row?.givenByProvider, otherwise: row?.givenOtherwise },
  }
}

/** Other goods go out for those of a return; what they cost more is paid in cash. @returns their sale */
async function exchange(orderId: number, id: number, sku: string, quantity: number, unitPrice: number) {
  const lines = [{ sku, quantity, unitPrice, reason: 'As agreed' }]
  expect(await desk.act(id, 'exchange', { lines, taxRate: '0.10' })).toMatchObject({ status: 'applied' })
  const [sale] = await sql<{ number: string; total: number }[]>`
    select number, total from sales where return_id = ${id} and status = 'open'`
  const { left } = await loadRefundable(sql, { id, orderId })
  const { pays } = settlementOf(await moneyOf(id), sale?.total ?? 0, left)
  expect(await desk.act(id, 'handOver', { pays, method: 'cash' })).toMatchObject({ status: 'applied' })
  await settled(orderId)
  return { sale: sale?.number ?? '', pays }
}

/** All that is due goes back, by whatever ways it takes; at most once each. */
async function giveBack(orderId: number, id: number): Promise<void> {
  for (let ways = 0; dueOf(await moneyOf(id)) > 0; ways++) {
    expect(ways).toBeLessThan(2)
    const { left } = await loadRefundable(sql, { id, orderId })
    const method = left.provider > 0 ? 'provider' : 'cash'
    expect(await desk.act(id, 'refund', { method })).toMatchObject({ status: 'applied' })
    await settled(orderId)
  }
}

const refunds = (orderId: number) => sql`
  select method, amount from payments where order_id = ${orderId} and kind = 'refund' order by at, happening_id`
const differences = async (id: number) => (await checkBooksOf(sql, { from: id, to: id })).differences
const today = { day: new Date().toISOString().slice(0, 10), timeZone: 'UTC', store: null }

describe('goods that went out in exchange', () => {
  it('come back for what they were sold for: on the card that paid the order, and the difference at the till', async () => {
    const { id, reference } = await sold()
    const shoes = await shop.onHand('SHOE-43')
    const first = await desk.opened(id, [{ sellable: 1 }])
    const { sale, pays } = await exchange(id, first, 'SHOE-43', 1, 1_500)
    expect(pays).toBe(550)
    expect(await loadReturnableSales(sql, id)).toMatchObject([
      { forReturn: null, units: 1 },
      { sale, forReturn: 1, units: 1 },
    ])
    const second = await desk.opened(id, [{ sellable: 1 }], { sale })
    expect(await desk.row(second)).toMatchObject({ goodsAmount: 1_650, goodsTax: 150, saleNumber: sale })
    expect(await loadRefundable(sql, { id: second, orderId: id })).toMatchObject({
      left: { provider: 1_100, otherwise: 550 },
      shippingLeft: { amount: 0, tax: 0 },
    })
    await desk.act(second, 'refund', { method: 'provider' })
    await settled(id)
    expect(await desk.row(second)).toMatchObject({ status: 'inspected', givenByProvider: 1_100 })
    await desk.act(second, 'refund', { method: 'cash' })
    await settled(id)
    expect(await desk.row(second)).toMatchObject({ status: 'refunded', givenBack: 1_650 })
    expect(stripe.intents.get(reference)).toMatchObject({ amount_refunded: 1_100 })
    expect(await refunds(id)).toEqual([
      { method: 'exchange', amount: 1_100 },
      { method: 'stripe', amount: 1_100 },
      { method: 'cash', amount: 550 },
    ])
    expect(await shop.onHand('SHOE-43')).toBe(shoes)
    expect(await desk.open(id, [{ sellable: 1 }], { sale })).toMatchObject({ refused: 'too_many', left: 0 })
    expect(await differences(id)).toEqual([])
    await sql`update exchange_payments set amount = 549 where sale_number = ${sale} and kind = 'till'`
    expect(await differences(id)).toContainEqual(
      expect.objectContaining({ code: 'refund_too_high', about: `sale ${sale}` }),
    )
    await sql`update exchange_payments set amount = 550 where sale_number = ${sale} and kind = 'till'`
  })

  it('can be exchanged once more, and what those are worth is theirs alone', async () => {
    const { id } = await sold(false)
    const first = await desk.opened(id, [{ sellable: 2 }])
    const shoes = await exchange(id, first, 'SHOE-43', 2, 1_000)
    const second = await desk.opened(id, [{ sellable: 2 }], { sale: shoes.sale })
    const fitting = await exchange(id, second, 'FITTING', 1, 3_000)
    expect([shoes.pays, fitting.pays]).toEqual([0, 1_100])
    const third = await desk.opened(id, [{ sellable: 1 }], { sale: fitting.sale })
    const changed = { goods: 3_301, goodsTax: 0, shipping: 0, shippingTax: 0, reason: 'Too much' }
    expect(await desk.act(third, 'refund', { method: 'cash', changed })).toMatchObject({
      refusal: { code: 'amount' },
    })
    await giveBack(id, third)
    const [sum] = await sql`
      select sum(amount)::int as cash from payments where order_id = ${id} and kind = 'refund' and method = 'cash'`
    expect(sum).toEqual({ cash: 3_300 })
    expect(await differences(id)).toEqual([])
  })

  it('do not come back before they are handed over and set off, nor on another order', async () => {
    const { id } = await sold(false)
    const other = await sold(false)
    const first = await desk.opened(id, [{ sellable: 1 }])
    const lines = [{ sku: 'SHOE-43', quantity: 1, unitPrice: 1_000 }]
    await desk.act(first, 'exchange', { lines, taxRate: '0.10' })
    const [made] = await sql<{ number: string }[]>`select number from sales where return_id = ${first}`
    const sale = made?.number ?? ''
    expect(await desk.open(id, [{ sellable: 1 }], { sale })).toEqual({ refused: 'not_completed' })
    await desk.act(first, 'handOver', { pays: 0 })
    expect(await desk.open(id, [{ sellable: 1 }], { sale })).toEqual({ refused: 'not_completed' })
    await desk.deliver()
    expect(await desk.open(other.id, [{ sellable: 1 }], { sale })).toEqual({ refused: 'not_completed' })
    expect(await desk.open(id, [{ sellable: 1 }], { sale })).toMatchObject({ n: 2 })
  })

  it('give back nothing that was written off: nobody paid it', async () => {
    const { id } = await sold(false)
    const first = await desk.opened(id, [{ sellable: 2 }])
    const lines = [{ sku: 'SHOE-43', quantity: 2, unitPrice: 1_000 }]
    await desk.act(first, 'exchange', { lines, taxRate: '0.10' })
    await desk.act(first, 'handOver', { pays: 0 })
    await sql`
      insert into payments (order_id, happening_id, kind, method, amount, currency, at)
      select id, 'elsewhere', 'refund', 'cash', 1500, currency, now() from orders where id = ${id}`
    await desk.deliver()
    const settle = { by: 'written_off', reason: 'Was given back twice' }
    await desk.act(first, 'refund', { method: 'other', settle })
    await desk.deliver()
    const [sale] = await sql<{ number: string }[]>`select number from sales where return_id = ${first}`
    const second = await desk.opened(id, [{ sellable: 2 }], { sale: sale?.number ?? '' })
    expect(await loadRefundable(sql, { id: second, orderId: id })).toMatchObject({
      left: { provider: 0, otherwise: 700 },
    })
    expect(await desk.act(second, 'refund', { method: 'cash' })).toMatchObject({
      refusal: { code: 'amount' },
    })
  })

  it('are due once more where what the provider gave for them comes to the shop again', async () => {
    const { id } = await sold()
    const first = await desk.opened(id, [{ sellable: 1 }])
    const { sale } = await exchange(id, first, 'SHOE-43', 1, 1_500)
    const second = await desk.opened(id, [{ sellable: 1 }], { sale })
    await giveBack(id, second)
    await sql`
      insert into return_happenings (return_id, id, type, payload, actor_kind)
      values (${second}, 'bank', 'refundBroke', '{"amount": 1100}', 'system')`
    await desk.deliver()
    expect(await desk.row(second)).toMatchObject({
      status: 'inspected',
      trouble: 'refund_broke',
      givenByProvider: 0,
      givenOtherwise: 550,
    })
    expect(dueOf(await moneyOf(second))).toBe(1_100)
  })
})

describe('any chain of exchanges and returns', () => {
  const step = fc.record({
    sale: fc.nat({ max: 9 }),
    units: fc.integer({ min: 1, max: 3 }),
    sku: fc.constantFrom('BELL', 'SHOE-43', 'FITTING'),
    quantity: fc.integer({ min: 1, max: 3 }),
    price: fc.integer({ min: 0, max: 3_000 }),
    isExchanged: fc.boolean(),
  })

  /** So many pieces of one of the order's sales come back; null: none is left to. */
  async function comeBack(id: number, place: number, units: number): Promise<number | null> {
    const sales = (await loadReturnableSales(sql, id)).filter((sale) => sale.units > 0)
    const sale = sales[place % Math.max(sales.length, 1)]
    return sale ? desk.opened(id, [{ sellable: Math.min(units, sale.units) }], { sale: sale.sale }) : null
  }

  it('gives back all that was paid and not a cent more, with every piece where it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(step, { maxLength: 4 }), async (isOnline, steps) => {
        const { id, number, reference } = await sold(isOnline)
        const levels = () => sql`select product_id, on_hand from stock_levels order by product_id`
        const before = await levels()
        let paid = 2_200
        for (const { sale, units, sku, quantity, price, isExchanged } of steps) {
          const returnId = await comeBack(id, sale, units)
          if (returnId === null) continue
          if (isExchanged) paid += (await exchange(id, returnId, sku, quantity, price)).pays
          await giveBack(id, returnId)
        }
        for (let rest = await comeBack(id, 0, 9); rest !== null; rest = await comeBack(id, 0, 9)) {
          await giveBack(id, rest)
        }
        const [back] = await sql`
          select coalesce(sum(amount), 0)::int as money from payments
          where order_id = ${id} and kind = 'refund' and method <> 'exchange'`
        expect(back).toEqual({ money: paid })
        expect(isOnline ? stripe.intents.get(reference)?.amount_refunded : 0).toBe(isOnline ? 2_200 : 0)
        const moved = (await levels()).map((level, place) => level.onHand - before[place]?.onHand)
        expect(moved.filter((units) => units !== 0)).toEqual([2])
        expect(await differences(id)).toEqual([])
        const { differing } = await loadBooks(sql, today)
        expect(differing.filter((one) => one.number === number)).toEqual([])
      }),
      { numRuns: 12 },
    )
    expect(await shop.levelsThatDiffer()).toEqual([])
    expect(await salesOutOfLine(sql)).toEqual([])
  })
})
