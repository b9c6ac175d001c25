import { beforeAll, describe, expect, it } from 'vitest'
import { type ChainedEvent, chainHash } from '../../activities/record/chain.ts'
import { lockAndLoad } from '../../activities/record/load.ts'
import { foldStanding, standingDifferences } from '../../domain/standing.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
let shop: Shop

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
})

type Kept = ChainedEvent & { hash: Buffer }

/** By the sequence numbers of the events whose hash is not that of what stands there. */
async function brokenLinks(order: number): Promise<number[]> {
  const events = await sql<Kept[]>`select * from order_events where order_id = ${order} order by seq`
  return events
    .filter((event, index) => !chainHash(events[index - 1]?.hash ?? null, event).equals(event.hash))
    .map(({ seq }) => seq)
}

async function rowAgainstEvents(order: number) {
  const changes = await sql<Kept[]>`select changes from order_events where order_id = ${order} order by seq`
  const loaded = await sql.begin((tx) => lockAndLoad(tx, order, ''))
  if (!loaded?.order) throw new Error('no such order')
  return standingDifferences(foldStanding(changes.map((event) => event.changes)), loaded.order)
}

const lives: [string, [Parameters<Shop['act']>[1], Record<string, unknown>][]][] = [
  ['that waits', []],
  [
    'that was collected',
    [
      ['accept', {}],
      ['ready', { location: 'Shelf 4' }],
      ['complete', { collectedBy: 'Kim' }],
    ],
  ],
  [
    'that was rejected',
    [
      ['accept', {}],
      ['reject', { reason: 'damaged', comment: 'Dropped' }],
    ],
  ],
  [
    'that was talked about',
    [
      ['comment', { text: 'She called' }],
      ['accept', { readyBy: '2026-03-09' }],
    ],
  ],
]

describe.each(lives)('an order %s', (_, steps) => {
  async function lived() {
    const order = await shop.receive(webOrder([{ sku: 'HELMET', quantity: 2 }]))
    for (const [step, payload] of steps) await shop.act(order, step, payload)
    return order
  }

  it('is what its events say, and their chain is whole', async () => {
    const order = await lived()
    expect(await rowAgainstEvents(order)).toEqual([])
    expect(await brokenLinks(order)).toEqual([])
  })

  it('shows where an event was changed, and where the row was', async () => {
    const order = await lived()
    await sql`update order_events set outcome = outcome || '{"errorId":"x"}' where order_id = ${order} and seq = 1`
    await sql`update orders set total = total + 1 where id = ${order}`
    expect(await brokenLinks(order)).toEqual([1])
    expect(await rowAgainstEvents(order)).toMatchObject([{ field: 'total' }])
  })
})
