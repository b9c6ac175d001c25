import { beforeAll, describe, expect, it } from 'vitest'
import { type CaseDesk, caseDesk } from '../support/case-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { deskWorker, orderHandle, timeSkippingEngine } from '../support/engine.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const engine = await timeSkippingEngine()
let shop: Shop
let desk: CaseDesk

beforeAll(async () => {
  shop = await openShop(sql)
  desk = caseDesk(engine, shop)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
})

describe('a pickup order', () => {
  it('lives from arrival to Completed within 40 history events, its receipt included', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      expect(await desk.click(order, 'accept')).toMatchObject({ status: 'applied' })
      await desk.receiptIsMade(order)
      expect(await desk.click(order, 'ready')).toMatchObject({ status: 'applied' })
      await desk.click(order, 'complete', { collectedBy: 'Kim', idChecked: ['card'] })
      await orderHandle(engine, order.number).result()
      expect((await shop.row(order.id))?.status).toBe('completed')
      const { events } = await orderHandle(engine, order.number).fetchHistory()
      expect(events?.length).toBeLessThanOrEqual(40)
      const effects = await sql`select status from effects where order_id = ${order.id}`
      expect(effects).toEqual([{ status: 'done' }])
    })
  })

  it('keeps every name, address and word out of its history', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      await desk.click(order, 'comment', { text: 'Kim rang about the zebra.' })
      await desk.click(order, 'reject', { reason: 'other', comment: 'A quagga, really.' })
      await orderHandle(engine, order.number).result()
      const history = JSON.stringify(await orderHandle(engine, order.number).fetchHistory())
      const encoded = history.match(/[A-Za-z0-9+/=]{24,}/g) ?? []
      const payloads = encoded.map((text) => Buffer.from(text, 'base64').toString()).join('\n')
      expect(payloads).toContain('"activity_type":"record"')
      for (const word of ['Kim', 'Okafor', 'example.com', 'zebra', 'quagga', '555-0133']) {
        expect(history + payloads).not.toContain(word)
      }
    })
  })

  it('is told twice of the same click and does it once', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.start(order)
      await desk.statusIs(order, 'new')
      const id = await shop.put(order.id, 'accept')
      const tell = () => desk.tell(order, 'accept', id)
      await Promise.all([tell(), tell(), tell()])
      await desk.statusIs(order, 'in_process')
      await desk.click(order, 'reject', { reason: 'damaged' })
      await orderHandle(engine, order.number).result()
      const events = await sql`select type from order_events where order_id = ${order.id} and type = 'accept'`
      expect(events).toHaveLength(1)
      expect(await sql`select from documents where order_id = ${order.id}`).toHaveLength(1)
    })
  })

  it('wakes when it is closed, takes the comment, and closes again', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      await desk.click(order, 'reject', { reason: 'other' })
      await orderHandle(engine, order.number).result()
      expect(await desk.click(order, 'comment', { text: 'The customer rang.' })).toMatchObject({
        status: 'applied',
      })
      expect(await desk.click(order, 'accept')).toMatchObject({
        status: 'refused',
        refusal: { code: 'closed' },
      })
      await orderHandle(engine, order.number).result()
      const runs = await sql`select count(*)::int as received from order_events
        where order_id = ${order.id} and type = 'received'`
      expect(runs).toEqual([{ received: 1 }])
    })
  })

  it('keeps a click that came while every worker was down', async () => {
    const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
    await desk.start(order)
    const id = await shop.put(order.id, 'accept')
    await desk.tell(order, 'accept', id)
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      await desk.statusIs(order, 'in_process')
      await desk.receiptIsMade(order)
    })
  })

  it('tells whoever asks the engine how it stands', async () => {
    const worker = await deskWorker(engine, sql)
    await worker.runUntil(async () => {
      const order = await desk.arrived(webOrder([{ sku: 'HELMET' }]))
      await desk.start(order)
      await desk.statusIs(order, 'new')
      const standing = await orderHandle(engine, order.number).query('desk')
      expect(standing).toMatchObject({ status: 'new', version: 1, closed: false, effects: [] })
    })
  })
})
