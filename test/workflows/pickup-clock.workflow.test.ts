import { DateTime } from 'luxon'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PickupRules } from '../../domain/rules.ts'
import { type ClockDesk, clockDesk, HOUR, MINUTE } from '../support/clock-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { orderHandle, timeSkippingEngine } from '../support/engine.ts'
import { openShop, type Shop } from '../support/shop.ts'

/** Time is skipped only while no task is pending anywhere: each test here ends what it began. */
const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
let shop: Shop
let desk: ClockDesk

const ON_HAND = 1_000
const DAY = 24 * HOUR

beforeAll(async () => {
  shop = await openShop(sql)
  desk = clockDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: ON_HAND })
})

const rules = (changes: Partial<PickupRules> = {}) =>
  shop.rules({ store: { pickup: { days: 3, remindHours: 24, whenEnded: 'release', ...changes } } })

/** The store's own day and time; it is always open, so that its day ends at midnight. */
const storeTime = (at: Date) => DateTime.fromJSDate(at, { zone: 'America/Los_Angeles' })
const midnightAfter = (at: Date, days: number) =>
  storeTime(at)
    .startOf('day')
    .plus({ days: days + 1 })
    .toJSDate()

/** An order whose goods lie ready, and since when. */
async function ready(changes: object = {}) {
  const order = await desk.placed(changes)
  await desk.click(order, 'accept')
  const readyAt = await desk.now()
  await desk.click(order, 'ready', { location: 'Shelf B' }, { at: readyAt })
  return { ...order, readyAt }
}

const sinceReady = async (order: Awaited<ReturnType<typeof ready>>) =>
  (await desk.events(order)).filter(({ type }) => type !== 'accept' && type !== 'ready')

const untilMinute = (at: Date) => Math.floor(at.getTime() / MINUTE)

describe('goods that nobody collects', () => {
  it('are reminded of once and released by themselves: goods back, 0.00 noted, sale void', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await ready()
      const holdUntil = midnightAfter(order.readyAt, 3)
      expect(await shop.row(order.id)).toMatchObject({ holdUntil, dueAt: holdUntil })
      await orderHandle(engine, order.number).result()
      const events = await sinceReady(order)
      expect(events.map(({ type, at }) => [type, untilMinute(at)])).toEqual([
        ['pickupReminder', untilMinute(holdUntil) - 24 * 60],
        ['holdEnded', untilMinute(holdUntil)],
      ])
      expect(events.at(-1)?.outcome).toEqual({ missed: 'enforced', reason: 'not_collected' })
      expect(await shop.row(order.id)).toMatchObject({ status: 'rejected', rejectReason: 'not_collected' })
      expect(await sql`select amount from payments where order_id = ${order.id} order by at`).toEqual([
        { amount: 1100 },
        { amount: 0 },
      ])
      expect(await sql`select status from sales where order_id = ${order.id}`).toEqual([{ status: 'void' }])
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
      expect(await shop.levelsThatDiffer()).toEqual([])
    })
  })

  it('are given back by a reservation that was not bought, and why', async () => {
    await rules({ remindHours: null })
    await desk.withWorker(async () => {
      const order = await ready({ fulfilment: 'reserve', payment: { status: 'unpaid' } })
      await orderHandle(engine, order.number).result()
      expect((await sinceReady(order)).map(({ type, outcome }) => ({ type, ...outcome }))).toEqual([
        { type: 'holdEnded', missed: 'enforced', reason: 'not_collected', resolution: 'not_bought' },
      ])
      expect(await sql`select from payments where order_id = ${order.id}`).toEqual([])
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
    })
  })

  it('are only marked where the rules say so, and can be collected still', async () => {
    await rules({ whenEnded: 'flag' })
    await desk.withWorker(async () => {
      const order = await ready()
      await desk.later(order, 30 * DAY)
      const events = await sinceReady(order)
      expect(events.map(({ type, outcome }) => ({ type, ...outcome }))).toEqual([
        { type: 'pickupReminder' },
        { type: 'holdEnded', missed: 'flagged' },
      ])
      expect(await shop.row(order.id)).toMatchObject({
        status: 'ready_for_pickup',
        problems: [{ code: 'hold_ended' }],
        deadlines: [],
      })
      await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await orderHandle(engine, order.number).result()
      expect((await shop.row(order.id))?.status).toBe('completed')
    })
  })

  it('are only marked where the engine was lost over the end: nobody could act', async () => {
    await rules({ remindHours: null })
    await desk.withWorker(async () => {
      const order = await ready()
      await orderHandle(engine, order.number).terminate('lost')
      await engine.sleep(5 * DAY)
      await desk.wake(order)
      await desk.later(order, HOUR)
      expect(await sinceReady(order)).toMatchObject([
        { type: 'holdEnded', outcome: { missed: 'flagged', deskWasDown: true } },
      ])
      expect((await shop.row(order.id))?.status).toBe('ready_for_pickup')
      await desk.rejected(order)
    })
  })

  it('are held as long as somebody set by hand, and the customer is reminded of that day', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await ready()
      const to = storeTime(order.readyAt).plus({ days: 10 }).toISODate()
      await desk.click(order, 'extendHold', { holdUntil: to })
      await orderHandle(engine, order.number).result()
      const end = untilMinute(midnightAfter(order.readyAt, 10))
      expect((await sinceReady(order)).map(({ type, at }) => [type, untilMinute(at)])).toEqual([
        ['extendHold', untilMinute(order.readyAt)],
        ['pickupReminder', end - 24 * 60],
        ['holdEnded', end],
      ])
    })
  })

  it('are held longer by new rules, and never less long than the customer was told', async () => {
    await rules({ remindHours: null })
    await desk.withWorker(async () => {
      const order = await ready()
      await rules({ days: 1, remindHours: null })
      await desk.rulesChanged(order)
      await desk.later(order, 2 * DAY)
      await rules({ days: 6, remindHours: null })
      await desk.rulesChanged(order)
      await orderHandle(engine, order.number).result()
      const events = await sinceReady(order)
      expect(events.map(({ type }) => type)).toEqual(['rulesChanged', 'rulesChanged', 'holdEnded'])
      expect(events.map(({ at }) => untilMinute(at)).at(-1)).toBe(
        untilMinute(midnightAfter(order.readyAt, 6)),
      )
    })
  })
})

describe('goods that were collected in time', () => {
  it('are not reminded of, and their hold never ends', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await ready()
      await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await orderHandle(engine, order.number).result()
      await desk.later(order, 30 * DAY)
      expect((await sinceReady(order)).map(({ type }) => type)).toEqual(['complete'])
      expect(await shop.row(order.id)).toMatchObject({ status: 'completed', deadlines: [] })
    })
  })
})

describe('a day that was promised', () => {
  it('is marked once it is over without the goods being ready, and another day starts anew', async () => {
    await shop.rules({})
    await desk.withWorker(async () => {
      const order = await desk.placed()
      const today = storeTime(await desk.now())
      await desk.click(order, 'accept', { readyBy: today.toISODate() })
      await desk.later(order, 2 * DAY)
      const [, missed] = await desk.events(order)
      expect(missed).toMatchObject({ type: 'promiseMissed', outcome: { missed: 'flagged' } })
      expect(missed && untilMinute(missed.at)).toBe(untilMinute(today.endOf('day').toJSDate()) + 1)
      expect(await shop.row(order.id)).toMatchObject({
        status: 'in_process',
        problems: [{ code: 'promise_missed' }],
      })
      const inFourDays = today.plus({ days: 4 }).toISODate()
      await desk.click(order, 'changeReadyBy', { readyBy: inFourDays })
      expect((await shop.row(order.id))?.problems).toEqual([])
      await desk.later(order, 7 * DAY)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual([
        'accept',
        'promiseMissed',
        'changeReadyBy',
        'promiseMissed',
      ])
      await desk.rejected(order)
    })
  })

  it('is never missed by goods that were ready before it was over', async () => {
    await shop.rules({})
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.click(order, 'accept', { readyBy: storeTime(await desk.now()).toISODate() })
      await desk.click(order, 'ready')
      await desk.later(order, 7 * DAY)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['accept', 'ready'])
      await desk.rejected(order)
    })
  })
})
