import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import type { Desk, OpenEffect } from '../../activities/record/types.ts'
import type { HappeningType } from '../../domain/happening.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
const box = { open: (sealed: string) => sealed }
const { settleMoney } = createActivities({ sql, log: silentLog, secrets: box })
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
})
afterAll(() => stripe.stop())

const collected = { collectedBy: 'Kim', idChecked: ['card'] }

async function arrive(more: Record<string, unknown> = {}) {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }], more)
  stripe.hold(order.payment.reference, 2_200, 'usd')
  return { id: await shop.receive(order), reference: order.payment.reference }
}

const openEffects = (id: number) =>
  sql<
    OpenEffect[]
  >`select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt'`

const receipts = (id: number) => sql`select from effects where order_id = ${id} and kind = 'receipt'`

/** What the order's workflow does with its open effects; a failure is tried again. */
async function settle(id: number): Promise<Desk | null> {
  let desk: Desk | null = null
  for (let tries = 0; tries < 30; tries++) {
    const [effect] = await openEffects(id)
    if (!effect) return desk
    desk = await settleMoney({ orderId: id, ...effect, at: Date.now() }).catch(() => desk)
  }
  throw new Error(`order ${id} asks its provider for ever`)
}

/** As the desk names what staff do. */
async function askAtTheDesk(id: number) {
  const asked = await shop.put(id, 'askProvider')
  await sql`update happenings set id = 'staff:' || id where order_id = ${id} and id = ${asked}`
  await shop.tell(id, { id: `staff:${asked}` })
}

const money = async (id: number) =>
  ((await shop.row(id))?.money ?? {}) as {
    state: string
    captured: number
    refunded: number
    trouble: string | null
    captureBefore: string | null
    cardType: string | null
    fee: number | null
  }
const deedsOf = (reference: string) => stripe.deeds.filter((deed) => deed.split(' ')[1] === reference)

describe('a paid order of a shop that takes its own money', () => {
  it('knows when its reservation ends, and takes the money once it is accepted', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    expect(await money(id)).toMatchObject({
      state: 'held',
      captureBefore: expect.any(String),
      cardType: 'visa',
    })
    await shop.act(id, 'accept')
    expect(await money(id)).toMatchObject({ state: 'capturing' })
    expect(await sql`select from payments where order_id = ${id}`).toHaveLength(0)
    expect(await receipts(id)).toHaveLength(0)
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured', captured: 2_200, fee: 94 })
    // One that was printed before would say that all of it is left to pay.
    expect(await receipts(id)).toHaveLength(1)
    expect(
      await sql`select kind, amount, merchant_account, payment_type, card_type, fee from payments where order_id = ${id}`,
    ).toMatchObject([
      {
        kind: 'ecommerce',
        amount: 2_200,
        merchantAccount: 'Online sales',
        paymentType: 'eCommerce',
        cardType: 'visa',
        fee: 94,
      },
    ])
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
  })

  it('is not handed over before its money is there', async () => {
    const { id } = await arrive()
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    expect(await shop.act(id, 'complete', collected)).toMatchObject({ refusal: { code: 'payment_pending' } })
    await settle(id)
    expect(await shop.act(id, 'complete', collected)).toMatchObject({ status: 'applied' })
  })

  it('lets the reservation go where it is rejected', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'released', captured: 0 })
    expect(deedsOf(reference)).toEqual([`release ${reference}`])
  })

  it('gives everything back where it is rejected after the money was taken', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(id, 'reject', { reason: 'damaged' })
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured', captured: 2_200, refunded: 2_200 })
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`, `refund ${reference} 2200`])
  })

  it('gives it back, too, where it is rejected while it is being taken', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept')
    const [capture] = await openEffects(id)
    await sql`update effects set started_at = now() where key = ${capture?.key ?? ''}`
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`, `refund ${reference} 2200`])
  })

  it('only lets go where nobody had begun to take it', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept')
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(deedsOf(reference)).toEqual([`release ${reference}`])
  })

  it('comes back to New with the reason where the bank says no, and can be tried again', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept', { readyBy: '2026-12-24' })
    stripe.faults.push({ path: new RegExp(`${reference}/capture$`), is: { decline: 'insufficient_funds' } })
    await settle(id)
    expect(await shop.row(id)).toMatchObject({
      status: 'new',
      readyBy: null,
      problems: [{ code: 'payment_declined', reason: 'insufficient_funds' }],
    })
    await shop.act(id, 'accept')
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured' })
  })

  it('is not taken from a channel that takes it itself', async () => {
    await sql`update sources set payment_account = null`
    const { id, reference } = await arrive()
    await sql`update sources set payment_account = 'online'`
    await shop.act(id, 'accept')
    expect(await openEffects(id)).toEqual([])
    expect((await shop.row(id))?.money).toBeNull()
    expect(deedsOf(reference)).toEqual([])
    await shop.act(id, 'checkPayment', { approvalNumber: 'A-77' })
    expect(await shop.row(id)).toMatchObject({ approvalNumber: 'A-77', paymentCheckedAt: expect.any(Date) })
  })
})

describe('an order that is archived', () => {
  const stranger = { customer: { email: 'stranger@example.com' } }

  it('lets its reservation go', async () => {
    const { id, reference } = await arrive(stranger)
    await settle(id)
    await shop.act(id, 'archive')
    await settle(id)
    expect(deedsOf(reference)).toEqual([`release ${reference}`])
  })

  it('has its money taken where it was sold by hand', async () => {
    const { id, reference } = await arrive(stranger)
    await shop.act(id, 'archive', { saleNumber: 'TILL-77' })
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
  })
})

describe('two orders under one payment', () => {
  it('leave it to the first: the second is paid elsewhere as far as the desk knows, and touches nothing', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    const twin = webOrder([{ sku: 'HELMET', quantity: 2 }])
    const sharing = { ...twin, payment: { ...twin.payment, reference } }
    const other = await shop.receive(sharing)
    expect((await shop.row(other))?.money).toBeNull()
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(other, 'reject', { reason: 'other' })
    await settle(other)
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
    expect((await shop.row(id))?.problems).toMatchObject([
      { code: 'refund_failed', reason: 'payment_shared' },
    ])
  })
})

describe('steps that are undone in their time', () => {
  beforeAll(() => sql`update stores set rules = '{"undoSeconds": 15}'`)
  afterAll(() => sql`update stores set rules = '{"undoSeconds": 0}'`)

  const start = Date.now()
  const at = (seconds: number) => ({ at: new Date(start + seconds * 1_000) })
  const stepOf = async (id: number) => String((await shop.row(id))?.step?.id)

  /** The workflow waits until the undo time is over. */
  async function later(id: number) {
    await sql`update effects set not_before = now() where order_id = ${id} and status = 'open' and not_before is not null`
    await settle(id)
  }

  it('leave an order that was accepted, rejected and taken back with its money to be taken', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept', {}, at(0))
    await shop.act(id, 'reject', { reason: 'other' }, at(5))
    await shop.act(id, 'undo', { step: await stepOf(id) }, at(8))
    expect(await shop.row(id)).toMatchObject({ status: 'in_process' })
    await later(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
    expect(await shop.act(id, 'ready', {}, at(60))).toMatchObject({ status: 'applied' })
    expect(await shop.act(id, 'complete', collected, at(90))).toMatchObject({ status: 'applied' })
  })

  it('give nothing back of a rejection that is taken back, though the money came in meanwhile', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept', {}, at(0))
    const [capture] = await openEffects(id)
    await sql`update effects set started_at = now(), not_before = now() where key = ${capture?.key ?? ''}`
    await shop.act(id, 'reject', { reason: 'other' }, at(20))
    await settleMoney({ orderId: id, key: capture?.key ?? '', kind: 'capture', at: start + 25_000 } as never)
    expect(await openEffects(id)).toMatchObject([{ kind: 'refund' }])
    await shop.act(id, 'undo', { step: await stepOf(id) }, at(30))
    await later(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
    expect(await money(id)).toMatchObject({ state: 'captured', refunded: 0 })
  })

  it('let the step before be undone, too, while its time lasts', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept', {}, at(0))
    await shop.act(id, 'ready', {}, at(4))
    await shop.act(id, 'undo', { step: await stepOf(id) }, at(6))
    await shop.act(id, 'undo', { step: await stepOf(id) }, at(9))
    expect(await shop.row(id)).toMatchObject({ status: 'new', step: null })
    await later(id)
    expect(deedsOf(reference)).toEqual([])
    expect(await money(id)).toMatchObject({ state: 'held' })
  })

  it('leave the reason of a decline in sight', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept', {}, at(0))
    stripe.faults.push({ path: new RegExp(`${reference}/capture$`), is: { decline: 'insufficient_funds' } })
    await later(id)
    await shop.act(id, 'accept', {}, at(60))
    await shop.act(id, 'undo', { step: await stepOf(id) }, at(65))
    expect((await shop.row(id))?.problems).toMatchObject([
      { code: 'payment_declined', reason: 'insufficient_funds' },
    ])
  })
})

describe('a provider that could not be asked for long', () => {
  const down = (times: number, path: RegExp) => {
    for (let one = 0; one < times; one++) stripe.faults.push({ path, is: 'down' })
  }

  it('leaves what is known of the money, and takes none of an order that nobody took on', async () => {
    const { id, reference } = await arrive({ customer: { email: 'nobody@example.net' } })
    down(12, new RegExp(`${reference}$`))
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'held' })
    await shop.act(id, 'askProvider')
    await settle(id)
    expect(deedsOf(reference)).toEqual([])
  })

  it('is asked again by the next step: an order that is rejected then gets its money back', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept')
    down(12, new RegExp(`${reference}/capture$`))
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'unknown' })
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'released' })
    expect(deedsOf(reference)).toEqual([`release ${reference}`])
  })
})

describe('an order without its money', () => {
  it('is not handed over, also where it was reopened after the money went back', async () => {
    const { id } = await arrive()
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await settle(id)
    await shop.act(id, 'reject', { reason: 'not_collected' })
    await settle(id)
    const step = String((await shop.row(id))?.step?.id)
    await shop.act(id, 'reopen', { step, reason: 'They came after all.' })
    expect(await shop.act(id, 'complete', collected)).toMatchObject({ refusal: { code: 'payment_pending' } })
  })

  it('is asked about once more by staff where giving it back failed, never by itself', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(id, 'reject', { reason: 'other' })
    stripe.faults.push({ path: /refunds$/, is: { decline: 'refund_not_possible' } })
    await settle(id)
    expect((await shop.row(id))?.problems).toMatchObject([
      { code: 'refund_failed', reason: 'refund_not_possible' },
    ])
    await shop.tell(id, {
      id: 'notice:evt_9',
      type: 'paymentNotice',
      payload: { noticeId: 'evt_9', type: 'refund.failed' },
    })
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
    await askAtTheDesk(id)
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`, `refund ${reference} 2200`])
  })

  it('is asked about no more where somebody gave it back another way, once', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    const byTransfer = () => shop.act(id, 'giveBack', { method: 'transfer', reference: 'T-1' })
    expect(await byTransfer()).toMatchObject({ refusal: { code: 'wrong_status' } })
    await shop.act(id, 'reject', { reason: 'other' })
    expect(await byTransfer()).toMatchObject({ refusal: { code: 'payment_under_way' } })
    stripe.faults.push({ path: /refunds$/, is: { decline: 'expired_card' } })
    await settle(id)
    expect(await byTransfer()).toMatchObject({ status: 'applied' })
    expect(await byTransfer()).toMatchObject({ refusal: { code: 'nothing_to_give_back' } })
    expect((await shop.row(id))?.problems).toEqual([])
    await askAtTheDesk(id)
    await settle(id)
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
    const step = String((await shop.row(id))?.step?.id)
    expect(await shop.act(id, 'reopen', { step, reason: 'They came.' })).toMatchObject({
      refusal: { code: 'given_otherwise' },
    })
    expect(
      await sql`select method, amount, reference, payment_type from payments where order_id = ${id} and kind = 'refund'`,
    ).toEqual([{ method: 'transfer', amount: 2_200, reference: 'T-1', paymentType: null }])
  })
})

describe('a provider that fails', () => {
  it.each(['lost', 'failed', 'down'] as const)('(%s) still takes the money once', async (is) => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept')
    stripe.breakTwice({ path: new RegExp(`${reference}/capture$`), is })
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured', captured: 2_200 })
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`])
  })

  it.each(['lost', 'failed', 'down'] as const)('(%s) still gives it back once', async (is) => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(id, 'reject', { reason: 'other' })
    stripe.breakTwice({ path: /refunds$/, is })
    await settle(id)
    expect(await money(id)).toMatchObject({ refunded: 2_200 })
    expect(deedsOf(reference)).toEqual([`capture ${reference} 2200`, `refund ${reference} 2200`])
  })

  it('for too long leaves it to people, who ask the provider, and the order goes on', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    await shop.act(id, 'accept')
    for (let times = 0; times < 12; times++)
      stripe.faults.push({ path: new RegExp(`${reference}/capture$`), is: 'down' })
    await settle(id)
    expect(await shop.row(id)).toMatchObject({
      status: 'in_process',
      problems: [{ code: 'payment_unknown' }],
    })
    await shop.act(id, 'askProvider')
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured' })
  })
})

describe('what the provider says', () => {
  it('of a hold that is over by itself puts an order that was taken on back, with the reason', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    const intent = stripe.intents.get(reference)
    if (intent) intent.status = 'canceled'
    await shop.tell(id, {
      id: 'notice:evt_1',
      type: 'paymentNotice',
      payload: { noticeId: 'evt_1', type: 'payment_intent.canceled' },
    })
    await settle(id)
    expect(await shop.row(id)).toMatchObject({
      status: 'new',
      problems: [{ code: 'payment_declined', reason: 'expired_hold' }],
    })
  })

  it('of money that was taken elsewhere gives it back where the order is rejected', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    const intent = stripe.intents.get(reference)
    if (intent) Object.assign(intent, { status: 'succeeded', amount_received: 2_200 })
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(await money(id)).toMatchObject({ state: 'captured', captured: 2_200, refunded: 2_200 })
  })

  it('of a dispute is shown with its deadline', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    stripe.dispute(reference)
    await shop.tell(id, {
      id: 'notice:evt_2',
      type: 'paymentNotice',
      payload: { noticeId: 'evt_2', type: 'charge.dispute.created' },
    })
    await settle(id)
    expect((await shop.row(id))?.problems).toMatchObject([
      { code: 'disputed', reason: 'fraudulent', amount: 2_200 },
    ])
  })

  it('of a refund that did not arrive after all is booked back, and shown', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    const intent = stripe.intents.get(reference)
    if (intent) intent.amount_refunded = 0
    const news = { noticeId: 'evt_4', type: 'refund.failed' }
    await shop.tell(id, { id: 'notice:evt_4', type: 'paymentNotice', payload: news })
    await settle(id)
    expect(await money(id)).toMatchObject({ captured: 2_200, refunded: 0, trouble: 'refund_failed' })
    const [sum] =
      await sql`select sum(amount)::int as back from payments where order_id = ${id} and kind = 'refund'`
    expect(sum?.back).toBe(0)
  })

  it('of money that was taken and given back in part elsewhere is noted whole', async () => {
    const { id, reference } = await arrive()
    await settle(id)
    const intent = stripe.intents.get(reference)
    if (intent) Object.assign(intent, { status: 'succeeded', amount_received: 2_200, amount_refunded: 700 })
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id)
    expect(await money(id)).toMatchObject({ captured: 2_200, refunded: 2_200 })
    expect(deedsOf(reference)).toEqual([`refund ${reference} 1500`])
  })

  it('of money that was given back elsewhere is noted', async () => {
    const { id, reference } = await arrive()
    await shop.act(id, 'accept')
    await settle(id)
    const intent = stripe.intents.get(reference)
    if (intent) intent.amount_refunded = 500
    await shop.tell(id, {
      id: 'notice:evt_3',
      type: 'paymentNotice',
      payload: { noticeId: 'evt_3', type: 'charge.refunded' },
    })
    await settle(id)
    expect(await money(id)).toMatchObject({ captured: 2_200, refunded: 500 })
  })
})

describe('any life of a paid order, with a provider that fails as it likes', () => {
  const steps: [HappeningType | 'settle' | 'fault', object][] = [
    ['accept', {}],
    ['ready', {}],
    ['complete', collected],
    ['reject', { reason: 'other' }],
    ['undo', {}],
    ['reopen', { reason: 'because' }],
    ['askProvider', {}],
    ['giveBack', { method: 'transfer' }],
    ['settle', {}],
    ['settle', {}],
    ['fault', { is: 'lost' }],
    ['fault', { is: 'failed' }],
    ['fault', { is: 'down' }],
    ['fault', { is: { decline: 'no' } }],
  ]

  it('ends with books that add up: what we say was taken and given back is what the provider did', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 3, maxLength: 14 }), async (life) => {
        stripe.faults.length = 0
        const { id, reference } = await arrive()
        for (const [type, payload] of life) {
          if (type === 'settle') await settle(id)
          else if (type === 'fault')
            stripe.faults.push({ path: /capture$|cancel$|refunds$/, ...(payload as { is: 'lost' }) })
          else {
            const step = ((await shop.row(id))?.step as { id: string } | null)?.id ?? 'none'
            await shop.act(id, type, type === 'undo' || type === 'reopen' ? { ...payload, step } : payload)
          }
        }
        stripe.faults.length = 0
        await settle(id)
        await askAtTheDesk(id)
        await settle(id)
        const seen = stripe.intents.get(reference)
        const held = await money(id)
        expect([held.captured, held.refunded]).toEqual([seen?.amount_received, seen?.amount_refunded])
        const deeds = deedsOf(reference)
        expect(new Set(deeds).size).toBe(deeds.length)
        const [books] = await sql`
          select coalesce(sum(amount) filter (where kind = 'ecommerce'), 0)::int as taken,
            coalesce(sum(amount) filter (where kind = 'refund' and payment_type is not null), 0)::int as back,
            coalesce(sum(amount) filter (where kind = 'refund' and payment_type is null), 0)::int as otherwise
          from payments where order_id = ${id}`
        expect(books).toMatchObject({ taken: held.captured, back: held.refunded })
        const row = await shop.row(id)
        if (row?.status === 'rejected') expect(held.captured - held.refunded).toBe(books?.otherwise)
        if (row?.status === 'completed') expect(held.captured).toBe(2_200)
      }),
      { numRuns: 20 },
    )
  })
})
