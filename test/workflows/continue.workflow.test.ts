import { beforeAll, expect, it } from 'vitest'
import { caseDesk } from '../support/case-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, devEngine, orderHandle } from '../support/engine.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
/** The server suggests to continue as new from 4,096 events on; here from 40. */
const engine = await devEngine(['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40'])
let shop: Shop

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 10 })
})

it('an order with a long history goes on in a new one, and nothing is lost or done twice', async () => {
  const desk = caseDesk(engine, shop)
  const worker = await deskWorker(engine, sql)
  await worker.runUntil(async () => {
    const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
    await desk.start(order)
    await desk.statusIs(order, 'new')
    const first = await orderHandle(engine, order.number).describe()
    await desk.click(order, 'accept')
    await desk.receiptIsMade(order)
    for (let calls = 1; calls <= 12; calls++) {
      expect(await desk.click(order, 'comment', { text: `Call ${calls}` })).toMatchObject({
        status: 'applied',
      })
    }
    const now = await orderHandle(engine, order.number).describe()
    expect(now.runId).not.toBe(first.runId)
    expect(now.historyLength).toBeLessThan(80)
    await desk.click(order, 'reject', { reason: 'other' })
    await orderHandle(engine, order.number).result()
    const events = await sql`
      select type, count(*)::int as times from order_events where order_id = ${order.id} group by type order by type`
    expect(Object.fromEntries(events.map(({ type, times }) => [type, times]))).toEqual({
      accept: 1,
      comment: 12,
      receiptMade: 1,
      received: 1,
      reject: 1,
    })
  })
})
