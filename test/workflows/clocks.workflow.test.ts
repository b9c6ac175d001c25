import { beforeAll, describe, expect, it } from 'vitest'
import { type CaseDesk, caseDesk } from '../support/case-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, orderHandle, timeSkippingEngine, until } from '../support/engine.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

/** Time is skipped only while no task is pending anywhere: each test here ends what it began. */
const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
let shop: Shop
let desk: CaseDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = caseDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
})

describe('a receipt that can not be made', () => {
  it('is tried at once and five times more, then shown to staff, and the order goes on', async () => {
    let tries = 0
    const makeReceipt = async () => {
      tries++
      throw new Error('the paper is jammed')
    }
    const worker = await deskWorker(engine, sql, { makeReceipt })
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      await desk.click(order, 'accept')
      await desk.click(order, 'ready')
      await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await orderHandle(engine, order.number).result()
      expect(tries).toBe(6)
      expect(await shop.row(order.id)).toMatchObject({
        status: 'completed',
        problems: [{ code: 'receipt_failed' }],
      })
    })
  })
})

describe("a supplier's order", () => {
  it('waits for its hour in its workflow, then goes to Completed by itself', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const shippedAt = new Date(await engine.currentTimeMs()).toISOString()
      const order = await desk.arrived(
        webOrder([{ sku: 'HELMET' }], { fulfilment: 'supplier', supplier: { shippedAt } }),
      )
      await desk.start(order)
      await until(async () => {
        const [web] = await sql`select due_at from web_orders where id = ${order.id}`
        return web?.dueAt
      }, 'its hour')
      expect(await shop.row(order.id)).toBeUndefined()
      await orderHandle(engine, order.number).result()
      const events =
        await sql`select type, to_status from order_events where order_id = ${order.id} order by seq`
      expect(events).toMatchObject([
        { type: 'supplierAvailable', toStatus: 'new' },
        { type: 'supplierShipped', toStatus: 'shipped' },
        { type: 'supplierCompleted', toStatus: 'completed' },
      ])
    })
  })
})
