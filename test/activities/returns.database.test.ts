import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import type { OpenEffect } from '../../activities/record/types.ts'
import { tellReturns, wakeReturns } from '../../activities/sweep/returns.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
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
    const wishes = [{ sellable: 2 }, { defective: 2 }, { toInspect: 3 }]
    // None can write before all have begun: without the order's lock, each would have read that three are left.
    const { all } = await sql.begin(async (tx) => {
      await tx`lock table returns in share mode`
      const opening = Promise.all([...wishes, ...wishes].map((wish) => desk.open(id, [wish])))
      await vi.waitFor(async () => {
        const waiting = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting).toHaveLength(6)
      })
      return { all: opening }
    })
    const opened = await all
    const [won] = opened.filter((one) => 'id' in one)
    const refused = opened.filter((one) => 'refused' in one)
    expect(won).toBeDefined()
    expect(refused).toHaveLength(5)
    expect(new Set(refused.map((one) => 'refused' in one && one.refused))).toEqual(new Set(['too_many']))
    await desk.deliver()
  })

  it('have what their order has left once nobody else is at its money', async () => {
    const { id } = await completed('till')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    const { asked } = await sql.begin(async (tx) => {
      await tx`select from web_orders where id = ${id} for update`
      const asking = desk.act(returnId, 'refund', { method: 'cash' })
      await vi.waitFor(async () => {
        const waiting = await sql`
          select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
        expect(waiting).toHaveLength(1)
      })
      await tx`
        insert into payments (order_id, happening_id, kind, method, amount, currency, at)
        select id, 'elsewhere', 'refund', 'cash', 3740, currency, now() from orders where id = ${id}`
      return { asked: asking }
    })
    expect(await asked).toMatchObject({ status: 'refused', refusal: { code: 'amount' } })
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

  it('that the provider refuses can go back another way, which leaves the provider so much less', async () => {
    const { id, reference } = await completed('own')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    await desk.act(returnId, 'refund', { method: 'cash' })
    expect(await desk.row(returnId)).toMatchObject({ status: 'inspected' })
    await desk.act(returnId, 'refund', { method: 'provider' })
    stripe.faults.push({ path: /refunds$/, is: { decline: 'expired_card' } })
    await settled(id)
    await desk.act(returnId, 'refund', { method: 'cash' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed', method: 'cash', trouble: null })
    expect(await books(id)).toMatchObject([{ method: 'cash', amount: 1_100, merchantAccount: null }])
    expect((await shop.row(id))?.money).toMatchObject({ refunded: 0, trouble: null })
    const rest = await desk.opened(id, [{ sellable: 2 }], { withShipping: true })
    await desk.act(rest, 'refund', { method: 'provider' })
    await settled(id)
    expect(refunds(reference)).toEqual([`refund ${reference} 2640`])
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

  it('that comes to the shop again days later opens its return anew, and can be given back otherwise', async () => {
    const { id, reference } = await completed('own')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    await desk.act(returnId, 'refund', { method: 'provider' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed' })
    const intent = stripe.intents.get(reference)
    if (intent) intent.amount_refunded = 0
    const news = { noticeId: 'evt_9', type: 'refund.failed' }
    await shop.tell(id, { id: 'notice:evt_9', type: 'paymentNotice', payload: news })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({
      status: 'inspected',
      trouble: 'refund_broke',
      endedAt: null,
    })
    await desk.act(returnId, 'refund', { method: 'provider' })
    await settled(id)
    expect(await desk.row(returnId)).toMatchObject({ status: 'closed', round: 2, trouble: null })
    expect((await shop.row(id))?.money).toMatchObject({ refunded: 1_100 })
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

describe('any way in which all goods of an order come back', () => {
  const part = fc.record({
    helmets: fc.nat({ max: 3 }),
    bells: fc.nat({ max: 7 }),
    isCancelled: fc.boolean(),
    is: fc.constantFrom('ok', 'failed'),
  })

  it('gives back what was paid to the cent, and puts every piece where it belongs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        stripe.faults.length = 0
        const { id, reference } = await oddOrder()
        const before = [await shop.onHand('HELMET'), await shop.onHand('BELL'), await desk.bin('BELL')]
        for (const { isCancelled, is, ...wished } of [
          ...parts,
          { helmets: 3, bells: 7, isCancelled: false, is: 'ok' as const },
        ]) {
          const [helmets = 0, bells = 0] = await leftOf(id, [wished.helmets, wished.bells])
          if (helmets + bells === 0) continue
          const wishes = [
            { line: '1', sellable: helmets },
            { line: '2', defective: bells },
          ]
          const returnId = await desk.opened(id, wishes, { goodsAreHere: !isCancelled, withShipping: true })
          if (isCancelled) await desk.act(returnId, 'cancel')
          else await desk.act(returnId, 'refund', { method: 'provider' })
          if (is !== 'ok') stripe.breakTwice({ path: /refunds$/, is })
          await settled(id)
        }
        expect(stripe.intents.get(reference)).toMatchObject({
          amount_received: 4_567,
          amount_refunded: 4_567,
        })
        expect((await shop.row(id))?.money).toMatchObject({ captured: 4_567, refunded: 4_567 })
        const after = [await shop.onHand('HELMET'), await shop.onHand('BELL'), await desk.bin('BELL')]
        expect(after).toEqual([(before[0] ?? 0) + 3, before[1], (before[2] ?? 0) + 7])
        const [sum] = await sql`
          select sum(amount)::int as given from payments where order_id = ${id} and kind = 'refund'`
        expect(sum).toEqual({ given: 4_567 })
      }),
      { numRuns: 10 },
    )
    expect(await shop.levelsThatDiffer()).toEqual([])
  })

  /** Amounts that no count of its pieces divides; shipping with a tax of its own. */
  async function oddOrder() {
    await sql`update sources set payment_account = 'main'`
    const lines = [
      {
        id: '1',
        sku: 'HELMET',
        quantity: 3,
        unitPrice: '10.01',
        discount: '0.04',
        taxRate: '0.07',
        tax: '2.11',
      },
      {
        id: '2',
        sku: 'BELL',
        quantity: 7,
        unitPrice: '1.00',
        discount: '0.35',
        taxRate: '0.21',
        tax: '1.42',
      },
    ]
    const order = webOrder([{ sku: 'HELMET' }], {
      lines: lines.map((line) => ({ kind: 'product', description: line.sku, ...line })),
      shipping: { amount: '4.99', tax: '0.51' },
      total: '45.67',
    })
    order.payment.amount = '45.67'
    const { reference } = order.payment
    stripe.hold(reference, 4_567, 'usd')
    const id = await shop.receive(order)
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(id, 'ready')
    const done = await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
    expect(done).toMatchObject({ status: 'applied' })
    return { id, reference }
  }

  async function leftOf(id: number, wished: number[]): Promise<number[]> {
    const rows = await sql<{ left: number }[]>`
      select (l.quantity - coalesce((select sum(c.units) from return_lines c join returns r on r.id = c.return_id
        where c.order_id = l.order_id and c.line_id = l.id and r.status <> 'cancelled'), 0))::int as left
      from order_lines l where l.order_id = ${id} order by l.position`
    return rows.map(({ left }, place) => Math.min(left, wished[place] ?? 0))
  }
})

describe('the sweep', () => {
  const told: string[] = []
  const workflow = {
    isAway: false,
    async signalWithStart(_: string, { workflowId }: { workflowId: string }) {
      if (workflow.isAway) throw new Error('the engine is away')
      told.push(workflowId)
    },
  }
  const connection = { withDeadline: (_: number, call: () => Promise<unknown>) => call() }
  const engine = {
    client: { connection, workflow } as unknown as Engine['client'],
    hasSearchAttributes: false,
  }

  it('tells a return what its order wrote into its inbox, once the engine is there', async () => {
    const { id } = await completed('till')
    const returnId = await desk.opened(id, [{ sellable: 1 }])
    await desk.deliver()
    await sql`
      insert into return_happenings (return_id, id, type, actor_kind) values (${returnId}, 'x', 'tryAgain', 'system')`
    const number = (await shop.row(id))?.number
    workflow.isAway = true
    await expect(tellReturns({ sql, engine, log: silentLog })).rejects.toThrow('away')
    workflow.isAway = false
    await tellReturns({ sql, engine, log: silentLog })
    await tellReturns({ sql, engine, log: silentLog })
    expect(told.splice(0)).toEqual([`return:northshore:${number}:1`])
    await desk.deliver()
  })

  it('wakes a return whose deadline passed and nobody heard of it', async () => {
    const { id } = await completed('till')
    const returnId = await desk.opened(id, [{ sellable: 1 }], { goodsAreHere: false })
    await sql`update returns set deadline_at = now() - interval '2 minutes' where id = ${returnId}`
    await wakeReturns({ sql, engine, log: silentLog })
    await wakeReturns({ sql, engine, log: silentLog })
    expect(told.splice(0)).toEqual([`return:northshore:${(await shop.row(id))?.number}:1`])
  })
})
