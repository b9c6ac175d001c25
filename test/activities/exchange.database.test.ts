import { beforeAll, describe, expect, it } from 'vitest'
import { checkBooksOf } from '../../activities/verify/books.ts'
import type { Tx } from '../../db/client.ts'
import { createTestDatabase } from '../support/database.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop
let desk: ReturnsDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = returnsDesk(sql, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1_000 })
  await shop.stock({ sku: 'BELL', onHand: 20 })
  await shop.stock({ sku: 'FITTING', kind: 'non_stock' })
  await sql`update products set price = case sku when 'BELL' then 12.50 when 'FITTING' then 30 else 10 end`
  await sql`update stores set rules = '{"undoSeconds": 0}'`
})

/** Two helmets for 22.00, tax and all, paid in cash; one or both came back and were looked at. */
async function cameBack(sellable = 2): Promise<{ orderId: number; id: number }> {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }], {
    fulfilment: 'reserve',
    payment: { status: 'unpaid' },
  })
  const orderId = await shop.receive(order)
  await shop.act(orderId, 'accept')
  await shop.act(orderId, 'ready')
  await shop.act(orderId, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
  return { orderId, id: await desk.opened(orderId, [{ sellable }]) }
}

const goods = (sku = 'BELL', quantity = 1, unitPrice = 1_250, more = {}) => ({
  lines: [{ sku, quantity, unitPrice, ...more }],
  taxRate: '0.10',
})
const sales = (returnId: number) => sql`
  select number, status, total from sales where return_id = ${returnId} order by number`
const paid = (returnId: number) => sql`
  select kind, method, amount from exchange_payments join sales on number = sale_number
  where return_id = ${returnId} order by kind`
const refunds = (orderId: number) => sql`
  select method, amount from payments where order_id = ${orderId} and kind = 'refund' order by at`

describe('goods that go out for those that came back', () => {
  it('are a sale of their own, taken off the shelf, with the difference paid at the till', async () => {
    const { orderId, id } = await cameBack()
    const bells = await shop.onHand('BELL')
    expect(await desk.act(id, 'exchange', goods('bell', 2))).toMatchObject({ status: 'applied' })
    expect(await desk.row(id)).toMatchObject({ status: 'exchanging' })
    expect(await shop.onHand('BELL')).toBe(bells - 2)
    expect(await sales(id)).toMatchObject([{ status: 'open', total: 2_750 }])
    expect(await desk.act(id, 'handOver', { pays: 550 })).toMatchObject({ refusal: { code: 'payment' } })
    expect(await desk.act(id, 'handOver', { pays: 500, method: 'card' })).toMatchObject({
      refusal: { code: 'stale' },
    })
    await desk.act(id, 'handOver', { pays: 550, method: 'card' })
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'refunded', setOff: 2_200 })
    expect(await sales(id)).toMatchObject([{ status: 'finished' }])
    expect(await paid(id)).toEqual([
      { kind: 'set_off', method: 'exchange', amount: 2_200 },
      { kind: 'till', method: 'card', amount: 550 },
    ])
    expect(await refunds(orderId)).toEqual([{ method: 'exchange', amount: 2_200 }])
    expect(
      await sql`select file_name from documents where sale_number is not null and order_id = ${orderId}`,
    ).toHaveLength(1)
    expect(await shop.levelsThatDiffer()).toEqual([])
  })

  it('leave the rest to be given back in money where they are worth less', async () => {
    const { orderId, id } = await cameBack()
    await desk.act(id, 'exchange', goods())
    await desk.act(id, 'handOver', { pays: 0 })
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'inspected', setOff: 1_375 })
    expect(await desk.act(id, 'exchange', goods())).toMatchObject({ refusal: { code: 'exchanged' } })
    await desk.act(id, 'refund', { method: 'cash' })
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'refunded' })
    expect(await refunds(orderId)).toEqual([
      { method: 'exchange', amount: 1_375 },
      { method: 'cash', amount: 825 },
    ])
  })

  it('stay in the shop where the exchange is called off, and others may go out then', async () => {
    const { id } = await cameBack()
    const bells = await shop.onHand('BELL')
    await desk.act(id, 'exchange', goods())
    await desk.act(id, 'cancelExchange')
    expect(await desk.row(id)).toMatchObject({ status: 'inspected' })
    expect(await shop.onHand('BELL')).toBe(bells)
    await desk.act(id, 'exchange', goods('FITTING', 1, 3_000))
    expect(await sales(id)).toMatchObject([{ status: 'void' }, { status: 'open', total: 3_300 }])
    const [gap] = await sql`
      select count(*)::int as count, max(right(number, 6)::int) as last from sales where store = 'main'`
    expect(gap?.count).toBe(gap?.last)
  })

  it('are on the shelf and promised to nobody, and cost what the catalogue says, or somebody says why not', async () => {
    const { id } = await cameBack()
    const refused = async (payload: object) => (await desk.act(id, 'exchange', payload))?.refusal
    expect(await refused(goods('BELL', 1_000))).toMatchObject({ code: 'short' })
    expect(await refused(goods('BELL', 1, 1_000))).toMatchObject({ code: 'price_changed', line: 'BELL' })
    expect(await refused(goods('NOWHERE'))).toMatchObject({ code: 'unknown_product' })
    expect(await refused({ ...goods(), taxRate: '0.2' })).toMatchObject({ code: 'tax_rate' })
    expect(await refused({ lines: [], taxRate: '0.10' })).toMatchObject({ code: 'nothing' })
    expect(await desk.act(id, 'exchange', goods('BELL', 1, 1_000, { reason: 'Scratched' }))).toMatchObject({
      status: 'applied',
    })
    const [line] = await sql`
      select l.* from sale_lines l join sales on number = sale_number where return_id = ${id}`
    expect(line).toMatchObject({ unitPrice: 1_000, listPrice: 1_250, priceReason: 'Scratched', tax: 100 })
  })
})

describe('what was said of goods that came back', () => {
  it('is corrected while the return is open: pieces move between the shelf and the bin', async () => {
    const { id } = await cameBack()
    const [helmets, bin] = [await shop.onHand('HELMET'), await desk.bin('HELMET')]
    const said = { line: '1', to: 'defective', units: 1, reason: 'A crack' }
    await desk.act(id, 'correct', said)
    expect([await shop.onHand('HELMET'), await desk.bin('HELMET')]).toEqual([helmets - 1, bin + 1])
    expect(await desk.act(id, 'correct', { ...said, units: 2 })).toMatchObject({
      refusal: { code: 'too_many' },
    })
    await desk.act(id, 'correct', { ...said, to: 'sellable' })
    expect([await shop.onHand('HELMET'), await desk.bin('HELMET')]).toEqual([helmets, bin])
    await sql`update stock_levels set on_hand = 0 where product_id = (select id from products where sku = 'HELMET')`
    expect(await desk.act(id, 'correct', said)).toMatchObject({ refusal: { code: 'shelf', left: 0 } })
    await sql`update stock_levels set on_hand = ${helmets} where product_id = (select id from products where sku = 'HELMET')`
    expect(await shop.levelsThatDiffer()).toEqual([])
  })
})

describe('a gift card that comes back', () => {
  it('gives its money back once it is void, and its line is sold no card any more', async () => {
    const order = webOrder([{ kind: 'gift_card', quantity: 2 }], {
      fulfilment: 'reserve',
      payment: { status: 'unpaid' },
    })
    const orderId = await shop.receive(order)
    await shop.act(orderId, 'accept')
    await shop.act(orderId, 'ready')
    await shop.act(orderId, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
    const sell = (number: string) => shop.act(orderId, 'sellGiftCard', { line: '1', number })
    for (const number of ['CARD-1', 'CARD-2']) expect(await sell(number)).toMatchObject({ status: 'applied' })
    expect(await desk.open(orderId, [{ sellable: 1 }])).toEqual({ refused: 'cards', line: '1', left: 0 })
    await shop.act(orderId, 'voidGiftCard', { number: 'CARD-1', reason: 'Comes back' })
    expect(await desk.open(orderId, [{ sellable: 2 }])).toEqual({ refused: 'cards', line: '1', left: 1 })
    const id = await desk.opened(orderId, [{ sellable: 1 }])
    expect(await desk.row(id)).toMatchObject({ status: 'inspected', goodsAmount: 1_100 })
    expect(await sell('CARD-3')).toMatchObject({ refusal: { code: 'gift_cards_all_sold' } })
    await desk.act(id, 'refund', { method: 'cash' })
    await desk.deliver()
    expect(await refunds(orderId)).toEqual([{ method: 'cash', amount: 1_100 }])
    expect(await desk.open(orderId, [{ sellable: 1 }])).toMatchObject({ refused: 'cards' })
  })
})

it('The books of every order with an exchange hold, whoever checks them', async () => {
  const orders = await sql<{ id: number }[]>`select distinct order_id as id from returns`
  expect(orders.length).toBeGreaterThan(3)
  const ids = orders.map(({ id }) => id)
  const { differences } = await checkBooksOf(sql, { from: Math.min(...ids), to: Math.max(...ids) })
  expect(differences).toEqual([])
})

describe('checking the books of an exchange', () => {
  /** Handed over and settled, then somebody with the database's password was at it. */
  async function wrongAfter(tampering: (tx: Tx, id: number) => Promise<unknown>) {
    const { orderId, id } = await cameBack()
    await desk.act(id, 'exchange', goods())
    await desk.act(id, 'handOver', { pays: 0 })
    await desk.deliver()
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = 'replica'`
      await tampering(tx, id)
    })
    const { differences } = await checkBooksOf(sql, { from: orderId, to: orderId })
    return differences.map(({ code, expected, found }) => [code, expected, found])
  }

  it('finds a deduction that is lost as a whole', async () => {
    const found = await wrongAfter(
      (tx, id) => tx`
        delete from stock_movements where kind = 'sold' and happening_id like ${`return:${id}:%`}`,
    )
    expect(found).toEqual([['returned_stock_differs', '1 out', '0 out']])
  })

  it('finds a sale that stands otherwise than what befell its return says', async () => {
    const found = await wrongAfter(
      (tx, id) => tx`update sales set status = 'open', ended_at = null where return_id = ${id}`,
    )
    expect(found).toEqual([['sale_differs', 'finished', 'open']])
  })

  it('finds a receipt that was never made, once there was time to', async () => {
    const without = (tx: Tx, id: number, minutes: number) => tx`
      with late as (
        update sales set ended_at = now() - make_interval(mins => ${minutes}) where return_id = ${id} returning number
      )
      delete from documents using late where sale_number = number`
    expect(await wrongAfter((tx, id) => without(tx, id, 5))).toEqual([])
    expect(await wrongAfter((tx, id) => without(tx, id, 11))).toEqual([['document_missing', 'document', '–']])
  })
})

describe('goods that went out although the order has no money left to set off', () => {
  /** 22.00 is handed over for as much that came back; meanwhile some of what was paid went back otherwise. */
  async function shortOfMoney(wentBack: number): Promise<{ orderId: number; id: number }> {
    const { orderId, id } = await cameBack()
    await desk.act(id, 'exchange', goods('FITTING', 1, 2_000, { reason: 'A good turn' }))
    await desk.act(id, 'handOver', { pays: 0 })
    await sql`
      insert into payments (order_id, happening_id, kind, method, amount, currency, at)
      select id, 'elsewhere', 'refund', 'cash', ${wentBack}, currency, now() from orders where id = ${orderId}`
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'inspected', trouble: 'amount', setOff: 2_200 })
    return { orderId, id }
  }
  const settle = { by: 'cash', reason: 'Was given back twice' }

  it('are set off as far as it goes, and a manager says how the rest was paid', async () => {
    const { orderId, id } = await shortOfMoney(1_500)
    await desk.act(id, 'refund', { method: 'other', settle })
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'refunded', setOff: 700, goodsAmount: 700 })
    expect(await refunds(orderId)).toContainEqual({ method: 'exchange', amount: 700 })
    expect(await paid(id)).toEqual([
      { kind: 'set_off', method: 'exchange', amount: 700 },
      { kind: 'settled', method: 'cash', amount: 1_500 },
    ])
  })

  it('are written off as a whole where nothing is left, and only then', async () => {
    const { id } = await shortOfMoney(2_200)
    await desk.act(id, 'refund', { method: 'other', settle: { ...settle, by: 'written_off' } })
    expect(await desk.row(id)).toMatchObject({ status: 'refunded', setOff: 0, goodsAmount: 0 })
    expect(await paid(id)).toEqual([{ kind: 'settled', method: 'written_off', amount: 2_200 }])
  })

  it('hold their part of the money until it is set off: no other return gives it away', async () => {
    const { orderId, id } = await cameBack(1)
    await desk.act(id, 'exchange', goods('FITTING', 1, 1_000, { reason: 'A good turn' }))
    await desk.act(id, 'handOver', { pays: 0 })
    const paidElsewhere = (happening: string, amount: number) => sql`
      insert into payments (order_id, happening_id, kind, method, amount, currency, at)
      select id, ${happening}, 'refund', 'cash', ${amount}, currency, now() from orders where id = ${orderId}`
    await paidElsewhere('elsewhere', 1_500)
    await desk.deliver()
    const other = await desk.opened(orderId, [{ sellable: 1 }])
    await sql`update payments set taken_back_at = now() where order_id = ${orderId} and happening_id = 'elsewhere'`
    await paidElsewhere('half', 500)
    expect(await desk.act(id, 'refund', { method: 'other', settle })).toMatchObject({
      refusal: { code: 'stale' },
    })
    expect(await desk.act(other, 'refund', { method: 'cash' })).toMatchObject({ refusal: { code: 'amount' } })
    await desk.act(id, 'refund', { method: 'other' })
    await desk.deliver()
    expect(await desk.row(id)).toMatchObject({ status: 'refunded', setOff: 1_100 })
  })
})
