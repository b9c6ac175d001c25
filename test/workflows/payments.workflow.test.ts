import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import type { HappeningType } from '../../domain/happening.ts'
import { type Fault, StripeSimulator } from '../simulators/stripe.ts'
import { type ClockDesk, clockDesk, HOUR, type Placed } from '../support/clock-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { orderHandle, timeSkippingEngine, until } from '../support/engine.ts'
import { openShop, type Shop } from '../support/shop.ts'

/** Time is skipped only while no task is pending anywhere: each test here ends what it began. */
const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
const stripe = new StripeSimulator()
const secrets = { open: (sealed: string) => sealed }
let shop: Shop
let desk: ClockDesk

const UNDO_SECONDS = 15
const DAY = 24 * HOUR
const AMOUNT = 1_100

beforeAll(async () => {
  await stripe.start()
  shop = await openShop(sql)
  desk = clockDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1_000 })
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('main', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, ${stripe.url})`
  await sql`update sources set payment_account = 'main'`
  await shop.rules({ store: { undoSeconds: UNDO_SECONDS } })
})
beforeEach(() => void stripe.faults.splice(0))
afterAll(() => stripe.stop())

type Paid = Placed & { reference: string }
let references = 0

/** A paid order whose reservation ends in seven days by the engine's clock. */
async function paid(): Promise<Paid> {
  const reference = `pi_life_${++references}`
  const ahead = ((await engine.currentTimeMs()) - Date.now()) / DAY
  stripe.hold(reference, AMOUNT, 'usd', 7 + ahead)
  const payment = { status: 'authorised', provider: 'stripe', reference, amount: '11.00' }
  const order = await desk.placed({ payment })
  await until(async () => (await money(order)).captureBefore, 'the end of the reservation')
  await desk.settled(order)
  return { ...order, reference }
}

const money = async ({ id }: { id: number }) => (await shop.row(id))?.money ?? {}
const stands = (order: Paid, state: string) =>
  until(async () => (await money(order)).state === state, `the money of ${order.number} to be ${state}`)
const deedsOf = ({ reference }: Paid) =>
  stripe.deeds.filter((deed) => deed.endsWith(reference) || deed.includes(`${reference} `))
const captureOf = ({ reference }: Paid) => new RegExp(`${reference}/capture$`)
const once = ({ reference }: Paid) => [`capture ${reference} ${AMOUNT}`]
const kinds = async (order: Paid) => (await desk.events(order)).map(({ type }) => type)

/** A click while something of the order is under way, which it needn't wait for. */
async function clickSoon(order: Paid, type: HappeningType, payload: object) {
  const id = await shop.put(order.id, type, payload, { at: await desk.now() })
  await desk.tell(order, type, id)
  return until(async () => {
    const answer = await shop.answer(order.id, id)
    return answer?.status !== 'waiting' && answer
  }, `${type} to be answered`)
}

/** Lets the undo time pass, and what waited for it be done. */
const undoTimePasses = () => engine.sleep((UNDO_SECONDS + 5) * 1_000)

const withWorker = (work: () => Promise<void>) => desk.withWorker(work, { secrets })

describe('the money of an order that was taken on', () => {
  it('is taken once the undo time is over, and not before', async () => {
    await withWorker(async () => {
      const order = await paid()
      await desk.click(order, 'accept')
      await desk.later(order, 10_000)
      expect(await money(order)).toMatchObject({ state: 'capturing', captured: 0 })
      expect(deedsOf(order)).toEqual([])
      await engine.sleep(10_000)
      await stands(order, 'captured')
      expect(deedsOf(order)).toEqual(once(order))
      await desk.settled(order)
      await desk.click(order, 'ready')
      await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await orderHandle(engine, order.number).result()
      const { events } = await orderHandle(engine, order.number).fetchHistory()
      expect(events?.length).toBeLessThanOrEqual(70)
    })
  })

  it('is never asked for where the step is taken back in time', async () => {
    await withWorker(async () => {
      const order = await paid()
      await desk.click(order, 'accept')
      const step = (await shop.row(order.id))?.step?.id
      expect(await desk.click(order, 'undo', { step })).toMatchObject({ status: 'applied' })
      await desk.later(order, HOUR)
      expect(await money(order)).toMatchObject({ state: 'held', captured: 0 })
      expect(
        await sql`select status, started_at from effects where order_id = ${order.id} and kind = 'capture'`,
      ).toEqual([{ status: 'taken_back', startedAt: null }])
      await desk.rejected(order)
      await stands(order, 'released')
      expect(deedsOf(order)).toEqual([`release ${order.reference}`])
    })
  })

  it('that is not to be had puts the order back to New with the reason, to be tried again', async () => {
    await withWorker(async () => {
      const order = await paid()
      stripe.faults.push({ path: captureOf(order), is: { decline: 'insufficient_funds' } })
      await desk.click(order, 'accept')
      await undoTimePasses()
      await desk.statusIs(order, 'new')
      expect((await shop.row(order.id))?.problems).toEqual([
        { code: 'payment_declined', reason: 'insufficient_funds' },
      ])
      await desk.settled(order)
      await desk.click(order, 'accept')
      await undoTimePasses()
      await stands(order, 'captured')
      expect(deedsOf(order)).toEqual(once(order))
      await desk.settled(order)
      await desk.rejected(order)
    })
  })

  it('goes back where the order is rejected while it is being taken', async () => {
    await withWorker(async () => {
      const order = await paid()
      let answer = () => {}
      stripe.faults.push({
        path: captureOf(order),
        is: { late: new Promise<void>((resolve) => (answer = resolve)) },
      })
      await desk.click(order, 'accept')
      await undoTimePasses()
      await until(async () => deedsOf(order).length > 0, 'the money to be taken')
      expect(await clickSoon(order, 'reject', { reason: 'damaged' })).toMatchObject({ status: 'applied' })
      expect(await money(order)).toMatchObject({ state: 'capturing', captured: 0 })
      answer()
      await undoTimePasses()
      await until(async () => (await money(order)).refunded === AMOUNT, 'the money to go back')
      expect(deedsOf(order)).toEqual([...once(order), `refund ${order.reference} ${AMOUNT}`])
      await orderHandle(engine, order.number).result()
    })
  })

  it('is warned of a day before its reservation ends', async () => {
    await withWorker(async () => {
      const order = await paid()
      await desk.later(order, 6 * DAY - HOUR)
      expect(await kinds(order)).toEqual(['paymentSeen'])
      await desk.later(order, 2 * HOUR)
      expect(await kinds(order)).toEqual(['paymentSeen', 'captureEnds'])
      expect((await shop.row(order.id))?.problems).toMatchObject([{ code: 'capture_ends' }])
      await desk.rejected(order)
    })
  })
})

describe('a provider that is away', () => {
  it('for an hour is left to people, and asked by them once it is back: the money is taken once', async () => {
    await withWorker(async () => {
      const order = await paid()
      for (let times = 0; times < 12; times++) stripe.faults.push({ path: captureOf(order), is: 'down' })
      await desk.click(order, 'accept')
      await engine.sleep(HOUR)
      await stands(order, 'unknown')
      expect((await shop.row(order.id))?.problems).toMatchObject([{ code: 'payment_unknown' }])
      await desk.settled(order)
      await desk.click(order, 'askProvider')
      await undoTimePasses()
      await stands(order, 'captured')
      expect(deedsOf(order)).toEqual(once(order))
      await desk.settled(order)
      await desk.rejected(order)
    })
  })

  it.each(['lost', 'failed', 'down'] as const)(
    '(%s) and back by the next try takes the money once',
    async (is) => {
      await withWorker(async () => {
        const order = await paid()
        stripe.breakTwice({ path: captureOf(order), is } satisfies Fault)
        await desk.click(order, 'accept')
        await engine.sleep(60_000)
        await stands(order, 'captured')
        expect(deedsOf(order)).toEqual(once(order))
        await desk.settled(order)
        await desk.rejected(order)
      })
    },
  )
})

describe('a worker that is gone', () => {
  /** Asks the provider and writes down what came of it, and dies before it can say so. */
  let captures = 0
  const goneOnce = (activities: Activities): Activities => ({
    ...activities,
    async settleMoney(input) {
      const desk = await activities.settleMoney(input)
      if (input.kind === 'capture' && captures++ === 0) throw new Error('gone')
      return desk
    },
  })

  it('once it has written down that the money was taken leaves it at that', async () => {
    await desk.withWorker(
      async () => {
        const order = await paid()
        await desk.click(order, 'accept')
        await engine.sleep(60_000)
        await until(async () => captures > 1, 'the next try')
        await desk.settled(order)
        expect(deedsOf(order)).toEqual(once(order))
        expect((await kinds(order)).filter((kind) => kind === 'captured')).toHaveLength(1)
        expect(await sql`select amount from payments where order_id = ${order.id}`).toEqual([
          { amount: AMOUNT },
        ])
        await desk.settled(order)
        await desk.rejected(order)
      },
      { secrets },
      goneOnce,
    )
  })
})
