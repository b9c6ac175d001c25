import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type ClockDesk, clockDesk, HOUR, type Placed } from '../support/clock-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { devEngine, orderHandle, until } from '../support/engine.ts'
import { openShop, type Shop } from '../support/shop.ts'

/** A real engine and real time: the one that skips time loses a signal that comes while a task is under way. */
const { sql, url } = await createTestDatabase({ max: 20 })
const engine = await devEngine()
let shop: Shop
let desk: ClockDesk

const ON_HAND = 1_000

beforeAll(async () => {
  shop = await openShop(sql)
  desk = clockDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: ON_HAND })
  await shop.rules({
    source: { answer: { hours: 4, remindEveryMinutes: 0, remindLastHours: 0, whenMissed: 'reject' } },
  })
})

const kinds = async (order: Placed) => (await desk.events(order)).map(({ type }) => type)

/** An order that must be answered by then. */
const dueAt = (respondBy: Date) =>
  desk.placed({ placedAt: new Date(respondBy.getTime() - 4 * HOUR).toISOString() })

const inMs = (ms: number) => new Date(Date.now() + ms)

const answerOf = (order: Placed, id: string) =>
  until(async () => {
    const found = await shop.answer(order.id, id)
    return found?.status !== 'waiting' && found
  }, `the answer of ${order.number}`)

describe('an accept that races the deadline', () => {
  it('leaves each of 30 orders accepted or rejected, never both, and the books right', async () => {
    const before = await shop.onHand('HELMET')
    await desk.withWorker(async () => {
      const respondBy = inMs(3_000)
      const orders = await Promise.all(Array.from({ length: 30 }, () => dueAt(respondBy)))
      const clicks = await Promise.all(
        orders.map((order, index) =>
          clickAt(order, new Date(respondBy.getTime() + (index - 12) * 40), (index % 4) * 50),
        ),
      )
      const outcomes = { accepted: 0, rejected: 0 }
      for (const { order, writtenAt, id } of clicks) {
        const isAccepted = (await answerOf(order, id)).status === 'applied'
        outcomes[isAccepted ? 'accepted' : 'rejected']++
        if (writtenAt <= respondBy) expect(isAccepted, `${order.number} was answered in time`).toBe(true)
        expect(await kinds(order), order.number).toEqual([isAccepted ? 'accept' : 'answerMissed'])
        expect((await shop.row(order.id))?.status).toBe(isAccepted ? 'in_process' : 'rejected')
      }
      expect(await shop.onHand('HELMET')).toBe(before - outcomes.accepted)
      expect(await shop.levelsThatDiffer()).toEqual([])
    })
  })

  /** A click at that moment or somewhat later, of which the workflow hears later still. */
  async function clickAt(order: Placed, moment: Date, lateMs: number) {
    await pause(Math.max(0, moment.getTime() - Date.now()))
    const id = await shop.put(order.id, 'accept')
    const writtenAt = new Date()
    await pause(lateMs)
    await desk.tell(order, 'accept', id)
    return { order, writtenAt, id }
  }
})

describe('a worker that dies after it wrote a deadline down and before it said so', () => {
  it('leaves it to the next, and it has happened once', async () => {
    const worker = fork('test/support/dying-worker.ts', [url, engine.address, 'answerMissed'], {
      execArgv: ['--import', 'tsx'],
    })
    onTestFinished(() => void worker.kill('SIGKILL'))
    const ended = once(worker, 'exit')
    await once(worker, 'message')
    const order = await desk.placed()
    await comeNow(order)
    expect(await ended).toEqual([null, 'SIGKILL'])
    expect(await kinds(order)).toEqual(['answerMissed'])
    expect((await orderHandle(engine, order.number).describe()).status.name).toBe('RUNNING')
    await desk.withWorker(async () => {
      await orderHandle(engine, order.number).result()
      expect(await kinds(order)).toEqual(['answerMissed'])
      expect(await sql`select from payments where order_id = ${order.id}`).toHaveLength(1)
      expect(await shop.levelsThatDiffer()).toEqual([])
    })
  })

  /** The end that is hours away has come; the comment has the workflow see it. */
  async function comeNow(order: Placed) {
    const at = new Date()
    const deadlines = sql.json([{ kind: 'answerMissed', at: at.toISOString() }])
    await sql`update orders set deadlines = ${deadlines}, deadline_at = ${at} where id = ${order.id}`
    await desk.tell(order, 'comment', await shop.put(order.id, 'comment', { text: 'Now.' }))
  }
})
