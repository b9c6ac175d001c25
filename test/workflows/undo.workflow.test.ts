import { beforeAll, describe, expect, it } from 'vitest'
import { type ClockDesk, clockDesk, HOUR, MINUTE, type Placed } from '../support/clock-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { orderHandle, timeSkippingEngine } from '../support/engine.ts'
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
  await shop.rules({
    store: { undoSeconds: 15, pickup: { days: 1, remindHours: null, whenEnded: 'release' } },
    source: { answer: { hours: 4, remindEveryMinutes: 0, remindLastHours: 0, whenMissed: 'reject' } },
  })
})

const kinds = async (order: Placed) => (await desk.events(order)).map(({ type }) => type)
const lastStep = async (order: Placed): Promise<string> => (await shop.row(order.id))?.step?.id ?? ''
const undo = async (order: Placed) => desk.click(order, 'undo', { step: await lastStep(order) })
const reopen = async (order: Placed) =>
  desk.click(order, 'reopen', { step: await lastStep(order), reason: 'The customer came after all.' })

describe('a step that is taken back', () => {
  it('sets the answer clock of before on again: it ends as if nobody had answered', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      const { respondBy } = (await shop.row(order.id)) ?? {}
      await engine.sleep(HOUR)
      await desk.click(order, 'accept')
      expect(await undo(order)).toMatchObject({ status: 'applied' })
      expect(await shop.row(order.id)).toMatchObject({ status: 'new', respondBy, deadlineAt: respondBy })
      await orderHandle(engine, order.number).result()
      const events = await desk.events(order)
      expect(events.map(({ type }) => type)).toEqual(['accept', 'undo', 'answerMissed'])
      expect(Math.floor(((events.at(-1)?.at.getTime() ?? 0) - order.placedAt.getTime()) / MINUTE)).toBe(240)
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
    })
  })

  it('takes the pickup clock off with it', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.click(order, 'accept')
      await desk.click(order, 'ready')
      await undo(order)
      await desk.later(order, 100 * HOUR)
      expect(await kinds(order)).toEqual(['accept', 'ready', 'undo'])
      expect(await shop.row(order.id)).toMatchObject({ status: 'in_process', holdUntil: null, deadlines: [] })
      await desk.rejected(order)
    })
  })

  it('can not be taken back once its time is over', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.click(order, 'accept')
      await engine.sleep(16_000)
      expect(await undo(order)).toMatchObject({ status: 'refused', refusal: { code: 'undo_over' } })
      expect((await shop.row(order.id))?.status).toBe('in_process')
      await desk.rejected(order)
    })
  })

  it('opens a workflow that had ended: the rejected order is held on until the same time', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.click(order, 'accept')
      await desk.click(order, 'ready')
      const { holdUntil } = (await shop.row(order.id)) ?? {}
      await desk.click(order, 'reject', { reason: 'other' })
      expect((await orderHandle(engine, order.number).describe()).status.name).toBe('COMPLETED')
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
      expect(await undo(order)).toMatchObject({ status: 'applied' })
      expect(await shop.row(order.id)).toMatchObject({ status: 'ready_for_pickup', holdUntil })
      expect(await shop.onHand('HELMET')).toBe(ON_HAND - 1)
      await orderHandle(engine, order.number).result()
      const events = await desk.events(order)
      expect(events.slice(-2)).toMatchObject([{ type: 'undo' }, { type: 'holdEnded', toStatus: 'rejected' }])
      expect(Math.abs((events.at(-1)?.at.getTime() ?? 0) - holdUntil.getTime())).toBeLessThan(MINUTE)
      expect(await shop.onHand('HELMET')).toBe(ON_HAND)
      expect(await shop.levelsThatDiffer()).toEqual([])
    })
  })

  it('is one, however often it is told', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await desk.click(order, 'accept')
      const step = await lastStep(order)
      await undo(order)
      expect(await desk.click(order, 'undo', { step })).toMatchObject({ status: 'refused' })
      expect(await kinds(order)).toEqual(['accept', 'undo'])
      await desk.rejected(order)
    })
  })
})

describe('an order that a manager reopens', () => {
  it('stands where it stood, its end marked and no more: what the clock did is not done again', async () => {
    await desk.withWorker(async () => {
      const order = await desk.placed()
      await orderHandle(engine, order.number).result()
      await engine.sleep(24 * HOUR)
      expect(await undo(order)).toMatchObject({ status: 'refused' })
      expect(await reopen(order)).toMatchObject({ status: 'applied' })
      await desk.later(order, 100 * HOUR)
      expect(await kinds(order)).toEqual(['answerMissed', 'reopen'])
      expect(await shop.row(order.id)).toMatchObject({
        status: 'new',
        problems: [{ code: 'answer_missed' }],
        deadlines: [],
      })
      expect(await shop.onHand('HELMET')).toBe(ON_HAND - 1)
      expect(await sql`select status from sales where order_id = ${order.id}`).toEqual([{ status: 'open' }])
      expect(await desk.click(order, 'accept')).toMatchObject({ status: 'applied' })
      await desk.rejected(order)
    })
  })
})
