import { beforeAll, describe, expect, it } from 'vitest'
import type { AnswerRules } from '../../domain/rules.ts'
import { type ClockDesk, clockDesk, HOUR, MINUTE } from '../support/clock-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { orderHandle, timeSkippingEngine, until } from '../support/engine.ts'
import { openShop, type Shop } from '../support/shop.ts'

/** Time is skipped only while no task is pending anywhere: each test here ends what it began. */
const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
let shop: Shop
let desk: ClockDesk

const ON_HAND = 1_000

beforeAll(async () => {
  shop = await openShop(sql)
  desk = clockDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: ON_HAND })
})

const rules = (changes: Partial<AnswerRules> = {}) =>
  shop.rules({
    source: {
      answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'reject', ...changes },
    },
  })

const minutesAfter = (start: Date, at?: Date) => at && Math.floor((at.getTime() - start.getTime()) / MINUTE)

describe('an order that nobody answers', () => {
  it('reminds at each time, in order and once, and is rejected by itself: goods back, 0.00 noted, sale void', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await desk.placed()
      expect(await shop.onHand('HELMET')).toBe(ON_HAND - 1)
      await orderHandle(engine, order.number).result()
      const events = await desk.events(order)
      expect(events.map(({ type, at }) => [type, minutesAfter(order.placedAt, at)])).toEqual([
        ['answerReminder', 180],
        ['answerReminder', 210],
        ['answerMissed', 240],
      ])
      expect(events.at(-1)?.outcome).toEqual({ missed: 'enforced', reason: 'not_answered' })
      expect(await shop.row(order.id)).toMatchObject({
        status: 'rejected',
        version: 2,
        rejectReason: 'not_answered',
        deadlines: [],
        deadlineAt: null,
      })
      expect(await sql`select kind, amount from payments where order_id = ${order.id}`).toEqual([
        { kind: 'ecommerce', amount: 0 },
      ])
      expect(await sql`select status from sales where order_id = ${order.id}`).toEqual([{ status: 'void' }])
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
      expect(await shop.levelsThatDiffer()).toEqual([])
    })
  })

  it('is only marked where the rules say so, and can be accepted still', async () => {
    await rules({ whenMissed: 'flag' })
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.later(order, 100 * HOUR)
      const events = await desk.events(order)
      expect(events.map(({ type }) => type)).toEqual(['answerReminder', 'answerReminder', 'answerMissed'])
      expect(events.at(-1)?.outcome).toEqual({ missed: 'flagged' })
      expect(await shop.row(order.id)).toMatchObject({
        status: 'new',
        version: 1,
        problems: [{ code: 'answer_missed' }],
        deadlines: [],
      })
      expect(await desk.click(order, 'accept', {}, { seenVersion: 1 })).toMatchObject({ status: 'applied' })
      expect((await shop.row(order.id))?.problems).toEqual([])
      await desk.rejected(order)
    })
  })

  it('is only marked where the engine was lost, and with it two minutes beyond the end: nobody could act', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await orderHandle(engine, order.number).terminate('lost')
      await engine.sleep(4 * HOUR + 2 * MINUTE)
      await desk.wake(order)
      await desk.later(order, HOUR)
      expect(await desk.events(order)).toMatchObject([
        { type: 'answerReminder' },
        { type: 'answerReminder' },
        { type: 'answerMissed', outcome: { missed: 'flagged', deskWasDown: true } },
      ])
      expect((await shop.row(order.id))?.status).toBe('new')
      await desk.rejected(order)
    })
  })

  it.each([
    ['whose customer is unknown', 'customer_id_required', { customer: {} }, 'HELMET'],
    ['whose product is unknown', 'product_match_failed', {}, 'what'],
  ])('is rejected in the problem statuses, too: one %s', async (_, status, changes, sku) => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed(changes, { sku })
      expect((await shop.row(order.id))?.status).toBe(status)
      await orderHandle(engine, order.number).result()
      expect(await desk.events(order)).toMatchObject([{ type: 'answerMissed', toStatus: 'rejected' }])
      expect(await sql`select from payments where order_id = ${order.id}`).toEqual([])
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
    })
  })

  it('has the time that is left once it has left the problem statuses, and no more', async () => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed({ customer: {} })
      await engine.sleep(3 * HOUR)
      await desk.click(order, 'identifyCustomer', { customerId: 'C1' })
      await orderHandle(engine, order.number).result()
      const events = await desk.events(order)
      expect(events.map(({ type, at }) => [type, minutesAfter(order.placedAt, at)])).toEqual([
        ['identifyCustomer', 180],
        ['answerMissed', 240],
      ])
    })
  })
})

describe('an order that was answered in time', () => {
  it('hears nothing more of its clock, however long it takes', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await engine.sleep(200 * MINUTE)
      expect(await desk.click(order, 'accept')).toMatchObject({ status: 'applied' })
      await desk.later(order, 100 * HOUR)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['answerReminder', 'accept'])
      expect(await shop.row(order.id)).toMatchObject({ status: 'in_process', respondBy: null, deadlines: [] })
      await desk.rejected(order)
    })
  })

  it('is not touched by the deadline of then, told once more by hand', async () => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed()
      const { respondBy } = (await shop.row(order.id)) ?? {}
      await desk.click(order, 'accept')
      await engine.sleep(5 * HOUR)
      const stale = { id: `answerMissed:${respondBy.toISOString()}`, type: 'answerMissed' as const }
      await shop.tell(order.id, stale, await engine.currentTimeMs())
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['accept'])
      await desk.rejected(order)
    })
  })
})

describe('an accept whose signal was lost', () => {
  it('holds, clicked in time: the deadline finds it in the inbox', async () => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed()
      const { respondBy } = (await shop.row(order.id)) ?? {}
      const id = await shop.put(order.id, 'accept', {}, { at: respondBy })
      await desk.later(order, 5 * HOUR)
      expect(await shop.answer(order.id, id)).toMatchObject({ status: 'applied' })
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['accept'])
      expect(await shop.row(order.id)).toMatchObject({ status: 'in_process', answerMissedAt: null })
      await desk.rejected(order)
    })
  })

  it('is too late a moment after the deadline, also where it lay in the inbox first', async () => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed()
      const { respondBy } = (await shop.row(order.id)) ?? {}
      const id = await shop.put(order.id, 'accept', {}, { at: new Date(respondBy.getTime() + 1) })
      await orderHandle(engine, order.number).result()
      await desk.tell(order, 'accept', id)
      await until(async () => (await shop.answer(order.id, id))?.status !== 'waiting', 'the answer')
      await desk.settled(order)
      expect(await shop.answer(order.id, id)).toMatchObject({
        status: 'refused',
        refusal: { code: 'closed' },
      })
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['answerMissed'])
    })
  })
})

describe('an order whose rules change while it waits', () => {
  it('lets the old time pass without effect and goes by the new one', async () => {
    await rules({ remindEveryMinutes: 0 })
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await engine.sleep(HOUR)
      await rules({ hours: 8 })
      await desk.rulesChanged(order)
      await desk.later(order, 5 * HOUR)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['rulesChanged'])
      await orderHandle(engine, order.number).result()
      const events = await desk.events(order)
      expect(events.map(({ type, at }) => [type, minutesAfter(order.placedAt, at)])).toEqual([
        ['rulesChanged', 60],
        ['answerReminder', 420],
        ['answerReminder', 450],
        ['answerMissed', 480],
      ])
    })
  })

  it('is marked, not rejected, where the new time had passed before it was set', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await engine.sleep(2 * HOUR)
      await rules({ hours: 1 })
      await desk.rulesChanged(order)
      await desk.later(order, 100 * HOUR)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['rulesChanged'])
      expect(await shop.row(order.id)).toMatchObject({
        status: 'new',
        problems: [{ code: 'answer_missed' }],
        deadlines: [],
      })
      await desk.rejected(order)
    })
  })

  it('has no clock once it is switched off', async () => {
    await rules()
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await shop.rules({})
      await desk.rulesChanged(order)
      await desk.later(order, 100 * HOUR)
      expect((await desk.events(order)).map(({ type }) => type)).toEqual(['rulesChanged'])
      expect(await shop.row(order.id)).toMatchObject({ status: 'new', respondBy: null, problems: [] })
      await desk.rejected(order)
    })
  })
})
