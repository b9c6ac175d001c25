import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import type { OpenEffect } from '../../activities/record/types.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { type ReturnsDesk, returnsDesk } from '../support/returns.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
const { settleMoney } = createActivities({ sql, log: silentLog, secrets: { open: (sealed) => sealed } })
let shop: Shop
let desk: ReturnsDesk

beforeAll(async () => {
  await stripe.start()
  shop = await openShop(sql)
  desk = returnsDesk(sql, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1_000 })
  await shop.stock({ sku: 'BELL', onHand: 1_000 })
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('main', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, ${stripe.url})`
  await sql`update stores set rules = '{"undoSeconds": 0}'`
})
afterAll(() => stripe.stop())

type Way = 'own' | 'channel' | 'till'

/** Three helmets at 10.00 and 10 % tax, shipping 4.40 with its tax, handed over and paid. */
async function completed(way: Way, more: Record<string, unknown> = {}) {
  await sql`update sources set payment_account = ${way === 'own' ? 'main' : null}`
  const isTill = way === 'till'
  const order = webOrder([{ sku: 'HELMET', quantity: 3 }], {
    shipping: { amount: '4.00', tax: '0.40' },
    total: '37.40',
    ...(isTill && { fulfilment: 'reserve', payment: { status: 'unpaid' } }),
    ...more,
  })
  const reference = isTill ? '' : order.payment.reference
  if (way === 'own') stripe.hold(reference, 3_740, 'usd')
  if (!isTill) order.payment.amount = '37.40'
  const id = await shop.receive(order)
  await shop.act(id, 'accept')
  await settle(id)
  await shop.act(id, 'ready')
  const paid = isTill ? { payment: 'cash' } : {}
  const done = await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], ...paid })
  expect(done).toMatchObject({ status: 'applied' })
  return { id, reference }
}

/** What the order's workflow does with its open effects; a failure is tried again. */
async function settle(id: number): Promise<void> {
  for (let tries = 0; tries < 30; tries++) {
    const [effect] = await sql<OpenEffect[]>`
      select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt'`
    if (!effect) return
    await settleMoney({ orderId: id, ...effect, at: Date.now() }).catch(() => null)
  }
  throw new Error(`order ${id} asks its provider for ever`)
}

/** The sweep, the engine and the provider have done all that there is to do. */
async function settled(id: number): Promise<void> {
  await desk.deliver()
  await settle(id)
  await desk.deliver()
  const due = await sql<{ id: number; name: string }[]>`
    select id, deadline_kind || ':' || to_char(deadline_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as name
    from returns where deadline_kind = 'close'`
  for (const { id: returnId, name } of due) {
    await desk.recordReturn({ returnId, happening: { id: name }, at: Date.now() + 1_000 })
  }
}

const refunds = (reference: string) => stripe.deeds.filter((deed) => deed.startsWith(`refund ${reference} `))
const books = (id: number) => sql`
  select kind, method, amount, reference, merchant_account from payments where order_id = ${id} and kind = 'refund' order by at`

describe('goods that come back', () => {
  it('go to the shelf, into the bin of defective goods, or wait until somebody has looked', async () => {
    const { id } = await completed('channel')
    const before = await shop.onHand('HELMET')
    const returnId = await desk.opened(id, [{ sellable: 1, defective: 1, toInspect: 1 }])
    expect(await desk.row(returnId)).toMatchObject({ status: 'goods_in', goodsAmount: 3_300, goodsTax: 300 })
    expect([await shop.onHand('HELMET'), await desk.bin('HELMET')]).toEqual([before + 1, 1])
    await desk.act(returnId, 'inspect', { lines: [{ line: '1', sellable: 0, defective: 1 }] })
    expect(await desk.row(returnId)).toMatchObject({ status: 'inspected' })
    expect([await shop.onHand('HELMET'), await desk.bin('HELMET')]).toEqual([before + 1, 2])
    expect(await shop.levelsThatDiffer()).toEqual([])
  })

  it('are awaited where they are not here yet, and those that do not come stay sold', async () => {
    const { id } = await completed('channel')
    const returnId = await desk.opened(id, [{ sellable: 3 }], { goodsAreHere: false })
    expect(await desk.row(returnId)).toMatchObject({ status: 'opened', deadlineKind: 'goodsLate' })
    const lines = [{ line: '1', sellable: 2, defective: 0, toInspect: 0 }]
    await desk.act(returnId, 'goodsIn', { lines })
    expect(await desk.row(returnId)).toMatchObject({ status: 'inspected', goodsAmount: 2_200 })
    expect(await desk.open(id, [{ sellable: 1 }])).toMatchObject({ n: 2 })
  })

  it('are no more than were sold and have not come back yet, however many open a return at once', async () => {
    const { id } = await completed('channel')
    const opened = await Promise.all([
      desk.open(id, [{ sellable: 2 }]),
      desk.open(id, [{ defective: 2 }]),
      desk.open(id, [{ sellable: 2 }]),
    ])
    expect(opened.filter((one) => 'id' in one)).toHaveLength(1)
    expect(opened.filter((one) => 'refused' in one)).toMatchObject([
      { refused: 'too_many', line: '1', left: 1 },
      { refused: 'too_many', line: '1', left: 1 },
    ])
  })

  it('are one return, however often the form is sent', async () => {
    const { id } = await completed('channel')
    const form = { actionId: 'same' }
    const [first, second] = await Promise.all([
      desk.open(id, [{ sellable: 1 }], form),
      desk.open(id, [{ sellable: 1 }], form),
    ])
    expect(first).toEqual(second)
    const returnId = 'id' in first ? first.id : 0
    const before = await shop.onHand('HELMET')
    await Promise.all([desk.look(returnId), desk.look(returnId)])
    expect(await shop.onHand('HELMET')).toBe(before + 1)
  })

  it('are free again where their return is cancelled, and keep their order from being undone where it is not', async () => {
    const { id } = await completed('channel')
    const returnId = await desk.opened(id, [{ sellable: 3 }], { goodsAreHere: false })
    const step = (await shop.row(id))?.step?.id
    const reopen = () => shop.act(id, 'reopen', { step, reason: 'They came back.' })
    expect(await reopen()).toMatchObject({ status: 'refused', refusal: { code: 'has_returns' } })
    await desk.act(returnId, 'cancel')
    expect(await reopen()).toMatchObject({ status: 'applied' })
    expect(await desk.open(id, [{ sellable: 1 }])).toEqual({ refused: 'not_completed' })
  })
})

describe('the money of goods that came back', () => {
  it('goes back by the provider that took it, once, and closes the return', async () => {
    const { id, reference } = await completed('own')
    const returnId = await desk.opened(id, [{ sellable: 1 }], { withShipping: true })
    expect(await desk.act(returnId, 'refund', { method: 'provider' })).toMatchObject({ status: 'applied' })
    expect(await desk.row(returnId)).toMatchObject({ status: 'refunding' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
    expect(refunds(reference)).toEqual([`refund ${reference} 1540`])
    expect(await books(id)).toMatchObject([
      { method: 'stripe', amount: 1_540, merchantAccount: 'Online sales' },
    ])
    expect((await shop.row(id))?.money).toMatchObject({ captured: 3_740, refunded: 1_540 })
  })

  it.each(['lost', 'failed', 'down'] as const)(
    '(%s) goes back once, whatever the provider answers',
    async (is) => {
      const { id, reference } = await completed('own')
      const returnId = await desk.opened(id, [{ sellable: 2 }])
      await desk.act(returnId, 'refund', { method: 'provider' })
      stripe.breakTwice({ path: /refunds$/, is })
      await settled(id)
      expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
      expect(refunds(reference)).toEqual([`refund ${reference} 2200`])
    },
  )

  it('of two returns at once goes back one after the other', async () => {
    const { id, reference } = await completed('own')
    const first = await desk.opened(id, [{ sellable: 1 }])
    const second = await desk.opened(id, [{ sellable: 2 }])
    await desk.act(first, 'refund', { method: 'provider' })
    await desk.act(second, 'refund', { method: 'provider' })
    await desk.deliver()
    expect(await desk.row(second)).toMatchObject({ status: 'refunding', trouble: 'payment_under_way' })
    await settled(id)
    await settled(id)
    expect([(await desk.row(first))?.status, (await desk.row(second))?.status]).toEqual(['closed', 'closed'])
    expect(refunds(reference)).toEqual([`refund ${reference} 1100`, `refund ${reference} 2200`])
  })

  it('that the provider refuses can be asked for again', async () => {
    const { id, reference } = await completed('own')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    await desk.act(returnId, 'refund', { method: 'provider' })
    stripe.faults.push({ path: /refunds$/, is: { decline: 'expired_card' } })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'inspected', trouble: expect.any(String) })
    await desk.act(returnId, 'refund', { method: 'provider' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed', round: 2, trouble: null })
    expect(refunds(reference)).toEqual([`refund ${reference} 1100`])
  })

  it('that nobody knows of is settled by what the provider says once it is asked', async () => {
    const { id, reference } = await completed('own')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    await desk.act(returnId, 'refund', { method: 'provider' })
    await desk.deliver()
    stripe.faults.push({ path: /refunds$/, is: 'failed' })
    for (let times = 0; times < 30; times++) stripe.faults.push({ path: /refunds$/, is: 'down' })
    await settle(id)
    stripe.faults.length = 0
    await desk.deliver()
    expect(await desk.row(returnId)).toMatchObject({ status: 'refunding', trouble: 'unknown' })
    await shop.act(id, 'askProvider')
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
    expect(refunds(reference)).toEqual([`refund ${reference} 1100`])
    expect((await shop.row(id))?.money).toMatchObject({ state: 'captured', refunded: 1_100 })
  })

  it('that a channel took is given back there, and staff say so with what it is called there', async () => {
    const { id } = await completed('channel')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    expect(await desk.act(returnId, 'refund', { method: 'provider' })).toMatchObject({
      refusal: { code: 'method' },
    })
    await desk.act(returnId, 'refund', { method: 'channel', reference: 'RF-9' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
    expect(await books(id)).toMatchObject([{ method: 'stripe', amount: 1_100, reference: 'RF-9' }])
  })

  it('that was paid at the till is given back at the till', async () => {
    const { id } = await completed('till')
    const returnId = await desk.opened(id, [{ sellable: 3 }], { withShipping: true })
    await desk.act(returnId, 'refund', { method: 'cash' })
    await settled(id)
    expect(await books(id)).toEqual([
      { kind: 'refund', method: 'cash', amount: 3_740, reference: null, merchantAccount: null },
    ])
  })

  it('is never more than was paid and has not gone back yet, whoever changes it', async () => {
    const { id } = await completed('till')
    const first = await desk.opened(id, [{ sellable: 1 }])
    const second = await desk.opened(id, [{ sellable: 1 }])
    const changed = (goods: number) => ({
      goods,
      goodsTax: 0,
      shipping: 0,
      shippingTax: 0,
      reason: 'Scratched',
    })
    const give = (returnId: number, goods: number) =>
      desk.act(returnId, 'refund', { method: 'cash', changed: changed(goods) })
    expect(await give(first, 3_741)).toMatchObject({ refusal: { code: 'amount' } })
    expect(await give(first, 3_000)).toMatchObject({ status: 'applied' })
    expect(await give(second, 741)).toMatchObject({ refusal: { code: 'amount' } })
    expect(await give(second, 740)).toMatchObject({ status: 'applied' })
    await settled(id)
    expect((await books(id)).map(({ amount }) => amount)).toEqual([3_000, 740])
  })

  it('closes at once where none was paid', async () => {
    const { id } = await completed('till')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    const changed = { goods: 0, goodsTax: 0, shipping: 0, shippingTax: 0, reason: 'Worn' }
    await desk.act(returnId, 'refund', { method: 'cash', changed })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
    expect(await books(id)).toEqual([])
  })
})
