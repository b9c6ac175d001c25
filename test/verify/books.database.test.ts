import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkBooksOf } from '../../activities/verify/books.ts'
import { checkAllOrders } from '../../activities/verify/check.ts'
import { checkNumbers } from '../../activities/verify/numbers.ts'
import { checkStock } from '../../activities/verify/stock.ts'
import type { Tx } from '../../db/client.ts'
import type { Difference } from '../../domain/verify/difference.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
let shop: PaidShop
let returns: ReturnsDesk

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  returns = returnsDesk(sql, shop)
  await shop.stock({ sku: 'BELL', onHand: 50 })
  await shop.stock({ sku: 'FITTING', kind: 'non_stock' })
  await sql`update products set price = 10`
})
afterAll(() => stripe.stop())

const collected = { collectedBy: 'Kim', idChecked: ['card'] }
const beat = () => {}

/** What is wrong with one order, in short. */
async function wrongWith(id: number): Promise<string[]> {
  const { differences } = await checkBooksOf(sql, { from: id, to: id })
  return [...new Set(differences.map(({ code }) => code))]
}

/** Of the whole shop: orders, goods and numbers. */
async function allThatDiffers(): Promise<Difference[]> {
  const found: Difference[] = []
  for await (const { differences } of checkAllOrders(sql)) found.push(...differences)
  return [...found, ...(await checkStock(sql, beat)), ...(await checkNumbers(sql))]
}

/** Somebody with the database's password is at it: no constraint holds. */
const tamper = (work: (tx: Tx) => Promise<unknown>) =>
  sql.begin(async (tx) => {
    await tx`set local session_replication_role = 'replica'`
    await work(tx)
  })

/** Taken on, paid, handed over; its money and papers are done. */
async function completed(more: Record<string, unknown> = {}): Promise<number> {
  const { id } = await shop.arrivePaid(more)
  await shop.act(id, 'accept')
  await shop.settle(id)
  await papersAreMade(id)
  await shop.act(id, 'ready', { location: 'Shelf 4' })
  await shop.act(id, 'complete', collected)
  await papersAreMade(id)
  return id
}

/** Without a worker nobody makes them. */
async function papersAreMade(id: number) {
  const open = await sql<{ key: string }[]>`
    select key from effects where order_id = ${id} and status = 'open' and kind = 'receipt'`
  for (const { key } of open) {
    await sql`
      insert into documents (order_id, effect_key, kind, file_name, media_type, content)
      values (${id}, ${key}, 'receipt', 'receipt.pdf', 'application/pdf', 'x')`
    await shop.tell(id, {
      id: `${key}:made`,
      type: 'receiptMade',
      payload: { effectKey: key, documentId: 1 },
    })
  }
}

async function refunded(): Promise<number> {
  const id = await completed()
  const back = await returns.opened(id, [{ sellable: 1 }])
  await returns.act(back, 'refund', { method: 'provider' })
  await returns.deliver()
  await shop.settle(id)
  await returns.deliver()
  expect(await returns.row(back)).toMatchObject({ status: 'refunded' })
  return id
}

describe('the books of a healthy shop', () => {
  it('agree, whatever befell its orders', async () => {
    const { id: rejected } = await shop.arrivePaid()
    await shop.act(rejected, 'accept')
    await shop.settle(rejected)
    await shop.act(rejected, 'reject', { reason: 'damaged', comment: 'Dropped' })
    await shop.settle(rejected)
    const short = await shop.receive(webOrder([{ sku: 'BELL', quantity: 80 }, { sku: 'FITTING' }]))
    await shop.act(short, 'comment', { text: 'Thirty are owed' })
    await shop.receive(webOrder([{ sku: 'UNKNOWN' }]))
    await shop.receive(webOrder([{ sku: 'HELMET' }], { customer: { firstName: 'Who' } }))
    const reserved = await shop.receive(
      webOrder([{ sku: 'HELMET' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } }),
    )
    await shop.act(reserved, 'accept')
    await shop.act(reserved, 'ready')
    await shop.act(reserved, 'complete', { ...collected, payment: 'cash' })
    await refunded()
    await shop.act(await completed(), 'accept')
    expect(await allThatDiffers()).toEqual([])
  })

  it('agree after steps that were taken back', async () => {
    await sql`update stores set rules = '{"undoSeconds": 600}'`
    const reserved = await shop.receive(
      webOrder([{ sku: 'HELMET' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } }),
    )
    const undo = async (id: number, type: 'accept' | 'complete' | 'reject', payload = {}) => {
      await shop.act(id, type, payload)
      const [step] = await sql`select step ->> 'id' as id from orders where id = ${id}`
      expect(await shop.act(id, 'undo', { step: step?.id })).toMatchObject({ status: 'applied' })
    }
    await undo(reserved, 'accept')
    await shop.act(reserved, 'accept')
    await shop.act(reserved, 'ready')
    await undo(reserved, 'complete', { ...collected, payment: 'cash' })
    await undo(reserved, 'reject', { reason: 'damaged' })
    await sql`update stores set rules = '{"undoSeconds": 0}'`
    expect(await wrongWith(reserved)).toEqual([])
  })
})

describe('a deliberate bug is found', () => {
  it('where a stock movement is lost', async () => {
    const id = await completed()
    await tamper((tx) => tx`delete from stock_movements where order_id = ${id}`)
    expect(await wrongWith(id)).toEqual(['allocation_differs'])
    const [level] = await checkStock(sql, beat)
    expect(level).toMatchObject({ code: 'level_differs', about: 'HELMET at main' })
    await sql`
      insert into stock_movements (store, product_id, kind, quantity, order_id, happening_id)
      select 'main', id, 'sold', -2, ${id}, 'received' from products where sku = 'HELMET'`
    expect(await checkStock(sql, beat)).toEqual([])
  })

  it('where rejected goods did not go back on the shelf', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'reject', { reason: 'damaged' })
    await sql.begin(async (tx) => {
      await tx`update stock_levels set on_hand = on_hand - 2 where store = 'main'
        and product_id = (select id from products where sku = 'HELMET')`
      await tx`delete from stock_movements where order_id = ${id} and kind = 'restocked'`
    })
    expect(await wrongWith(id)).toEqual(['allocation_differs'])
    expect(await checkStock(sql, beat)).toEqual([])
  })

  it('where goods that came back never reached the shelf', async () => {
    const id = await refunded()
    await tamper((tx) => tx`delete from stock_movements where order_id = ${id} and kind = 'returned'`)
    expect(await wrongWith(id)).toEqual(['returned_stock_differs'])
    await sql`
      insert into stock_movements (store, product_id, kind, quantity, order_id, happening_id)
      select 'main', p.id, 'returned', 1, ${id}, 'return:' || r.id || ':' || e.happening_id
      from returns r join return_events e on e.return_id = r.id and e.type = 'goodsIn', products p
      where r.order_id = ${id} and p.sku = 'HELMET'`
    expect(await wrongWith(id)).toEqual([])
  })

  it('where a refund is doubled', async () => {
    const id = await refunded()
    await sql`
      insert into payments (order_id, happening_id, kind, method, amount, currency, at)
      select order_id, happening_id || ':again', kind, method, amount, currency, at
      from payments where order_id = ${id} and kind = 'refund'`
    expect(await wrongWith(id)).toEqual(['payment_without_event', 'books_uneven'])
    await sql`update payments set amount = 9000 where order_id = ${id} and kind = 'refund'`
    expect(await wrongWith(id)).toContain('refund_too_high')
  })

  it('where what was paid at the till is lost', async () => {
    const id = await shop.receive(
      webOrder([{ sku: 'HELMET' }], { fulfilment: 'reserve', payment: { status: 'unpaid' } }),
    )
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', { ...collected, payment: 'cash' })
    await papersAreMade(id)
    await tamper((tx) => tx`delete from payments where order_id = ${id}`)
    expect(await wrongWith(id)).toEqual(['money_differs'])
  })

  it('where an event says no longer what it changed, as those from before the chain', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'comment', { text: 'Call first' })
    await sql`
      update order_events set changes = null, hash = null where (order_id, seq) in (
        select order_id, max(seq) from order_events where order_id = ${id} group by order_id)`
    expect(await wrongWith(id)).toEqual(['chain_broken'])
  })

  it('where what an event says came of it is changed, and not where its keys are in another order', async () => {
    const id = await completed()
    await sql`update order_events set outcome = '{"a":1}'::jsonb || outcome where order_id = ${id} and seq = 2`
    expect(await wrongWith(id)).toEqual(['chain_broken'])
    await sql`update order_events set outcome = outcome - 'a' where order_id = ${id} and seq = 2`
    expect(await wrongWith(id)).toEqual([])
  })

  it('where the last event is deleted', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'comment', { text: 'She called' })
    const [last] = await sql`select max(seq) as seq from order_events where order_id = ${id}`
    await tamper((tx) => tx`delete from order_events where order_id = ${id} and seq = ${last?.seq}`)
    expect(await wrongWith(id)).toEqual(['happening_without_event'])
  })

  it('where the last event is deleted and only told what came of a paper', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'accept')
    await shop.settle(id)
    await papersAreMade(id)
    const [last] =
      await sql`select seq, type from order_events where order_id = ${id} order by seq desc limit 1`
    expect(last?.type).toBe('receiptMade')
    await tamper((tx) => tx`delete from order_events where order_id = ${id} and seq = ${last?.seq}`)
    expect(await wrongWith(id)).toEqual(['event_missing'])
  })

  it('where a deadline is taken off that nobody answered', async () => {
    const answer = { hours: 8, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'flag' as const }
    await shop.rules({ source: { answer } })
    const { id: clocked } = await shop.arrivePaid({ placedAt: new Date().toISOString() })
    await sql`update stores set rules = '{"undoSeconds": 0}'`
    await sql`update sources set rules = '{}'`
    const [row] = await sql<
      { deadlines: { kind: string }[] }[]
    >`select deadlines from orders where id = ${clocked}`
    expect(row?.deadlines.length).toBeGreaterThan(0)
    await sql`
      update orders set deadlines = '[]', deadline_kind = null, deadline_at = null where id = ${clocked}`
    expect(await wrongWith(clocked)).toEqual(['row_differs'])
  })

  it('where one in the middle is deleted', async () => {
    const id = await completed()
    await tamper((tx) => tx`delete from order_events where order_id = ${id} and seq = 3`)
    const found = await wrongWith(id)
    expect(found).toContain('event_missing')
    expect(found).toContain('chain_broken')
  })

  it('where a happening is of no order', async () => {
    await tamper(
      (tx) =>
        tx`insert into happenings (order_id, id, type, actor_kind) values (900000, 'x', 'comment', 'system')`,
    )
    const found = await allThatDiffers()
    expect(found.filter(({ code }) => code === 'happening_orphan')).toMatchObject([{ about: 'happening x' }])
    await tamper((tx) => tx`delete from happenings where order_id = 900000`)
  })

  it('where a happening is applied and has no event, or is refused and has one', async () => {
    const { id } = await shop.arrivePaid()
    await sql`
      insert into happenings (order_id, id, type, actor_kind, status, answered_at)
      values (${id}, 'x', 'comment', 'system', 'applied', now() + interval '1 second')`
    expect(await wrongWith(id)).toEqual(['happening_without_event'])
    await sql`delete from happenings where order_id = ${id} and id = 'x'`
    await shop.act(id, 'comment', { text: 'She called' })
    await sql`update happenings set status = 'refused', refusal = '{"code":"stale"}' where order_id = ${id}`
    expect(await wrongWith(id)).toEqual(['event_without_answer'])
    await sql`delete from happenings where order_id = ${id}`
    expect(await wrongWith(id)).toEqual(['event_without_happening'])
  })

  it('where a happening waits for more than a minute', async () => {
    const { id } = await shop.arrivePaid()
    await shop.put(id, 'comment', { text: 'Hello' }, { at: new Date(Date.now() - 50_000) })
    expect(await wrongWith(id)).toEqual([])
    await sql`update happenings set at = at - interval '1 minute' where order_id = ${id}`
    expect(await wrongWith(id)).toEqual(['happening_waiting'])
  })

  it('where an order was accepted and nobody records it', async () => {
    const id = await shop.arrive(webOrder([{ sku: 'HELMET' }]))
    expect(await wrongWith(id)).toEqual([])
    await sql`update web_orders set received_at = now() - interval '2 minutes' where id = ${id}`
    expect(await wrongWith(id)).toEqual(['order_not_recorded'])
    await sql`update web_orders set attempts = 2 where id = ${id}`
    expect(await wrongWith(id)).toEqual([])
  })

  it('where an effect has no event', async () => {
    const id = await completed()
    await tamper(
      (tx) => tx`
        insert into effects (key, order_id, seq, kind, status, ended_at)
        values (${`${id}:receipt:nobody`}, ${id}, 99, 'receipt', 'taken_back', now())`,
    )
    expect(await wrongWith(id)).toEqual(['effect_without_event'])
  })

  it('where an effect was forgotten, and not where it is tried in vain', async () => {
    const { id } = await shop.arrivePaid()
    await shop.act(id, 'accept')
    await sql`update effects set created_at = now() - interval '1 hour', lease_until = null where order_id = ${id} and status = 'open'`
    expect(await wrongWith(id)).toEqual(['effect_forgotten'])
    await sql`update effects set attempts = 3 where order_id = ${id} and status = 'open'`
    expect(await wrongWith(id)).toEqual([])
    await sql`update effects set lease_until = now() - interval '1 hour' where order_id = ${id} and status = 'open'`
    expect(await wrongWith(id)).toEqual(['effect_forgotten'])
  })

  it('where a paper is gone', async () => {
    const id = await completed()
    await sql`delete from documents where order_id = ${id}`
    expect(await wrongWith(id)).toEqual(['document_missing'])
  })

  it.each([
    ['its status', `status = 'completed'`],
    ['its total', 'total = total + 100'],
    ['its customer', `customer_id = null, status = 'rejected', reject_reason = 'other'`],
    ['its clock', `respond_by = now()`],
    ['when it is due', `due_at = '2026-01-01'`],
    ['its money', `money = jsonb_set(money, '{captured}', '2200')`],
  ])('where %s is changed by hand', async (_, change) => {
    const { id } = await shop.arrivePaid()
    await sql.unsafe(`update orders set ${change} where id = ${id}`)
    expect(await wrongWith(id)).toContain('row_differs')
  })

  it('where a line of an order is changed by hand', async () => {
    const { id } = await shop.arrivePaid()
    await sql`update order_lines set quantity = 3 where order_id = ${id}`
    expect(await wrongWith(id)).toEqual(['row_differs', 'sale_differs'])
  })

  it('where a sale is gone, and its number with it', async () => {
    const id = await completed()
    const [sale] = await sql`select number from sales where order_id = ${id}`
    await tamper(async (tx) => {
      await tx`delete from sale_lines where order_id = ${id}`
      await tx`delete from sales where order_id = ${id}`
    })
    expect(await wrongWith(id)).toEqual(['row_differs', 'sale_differs', 'books_uneven'])
    const n = Number(String(sale?.number).split('-')[1])
    expect(await checkNumbers(sql)).toMatchObject([{ code: 'number_missing', about: `main ${n}` }])
    await sql`update number_series set removed = 1 where store = 'main'`
    expect(await checkNumbers(sql)).toEqual([])
    await sql`update number_series set last = last + 1 where store = 'main'`
    expect(await checkNumbers(sql)).toMatchObject([{ code: 'number_series_differs' }])
    await sql`update number_series set last = last - 1 where store = 'main'`
  })

  it('where two sales have one number, however it is written', async () => {
    const id = await completed()
    expect(await checkNumbers(sql)).toEqual([])
    await tamper((tx) => tx`update sales set number = 'main-0000000001' where order_id = ${id}`)
    expect(await checkNumbers(sql)).toMatchObject([{ code: 'number_series_differs' }])
  })
})
