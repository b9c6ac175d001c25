import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LockLevels, lockLevels } from '../../activities/inventory.ts'
import { type Allocation, allocate, type Level, type Wanted } from '../../domain/stock.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, type Shop, type WebLineSpec, webOrder } from '../support/shop.ts'

const received = { id: 'received', type: 'received' as const }

/** Reads without holding: what every shop system that oversold did. */
const withoutLock: LockLevels = (tx, store, productIds) => tx<Level[]>`
  select product_id, on_hand, allocated from stock_levels
  where store = ${store} and product_id = any(${[...productIds]}::bigint[])`

/** Every other caller holds the levels in the opposite order, and waits for the other one after its first. */
function inOppositeOrders(): LockLevels {
  let calls = 0
  return async (tx, store, productIds) => {
    const ids = calls++ % 2 ? [...productIds].reverse() : productIds
    const levels = []
    for (const id of ids) {
      levels.push(...(await lockLevels(tx, store, [id])))
      await tx`select pg_sleep(0.3)`
    }
    return levels
  }
}

async function shopWith(lock?: LockLevels) {
  const { sql } = await createTestDatabase({ max: 20 })
  return openShop(sql, lock)
}

interface Rush {
  deadlocks: number
  before: Map<string, number>
}

/** All of these orders at once; each is tried again after a deadlock or a failure, as the workflow does. */
async function rush(shop: Shop, orders: WebLineSpec[][]): Promise<Rush> {
  const skus = [...new Set(orders.flat().map(({ sku }) => sku ?? ''))]
  const before = new Map(await Promise.all(skus.map(async (sku) => [sku, await shop.onHand(sku)] as const)))
  const ids = await Promise.all(orders.map((lines) => shop.arrive(webOrder(lines))))
  let deadlocks = 0
  await Promise.all(ids.map((id) => receiveUntilDone(shop, id, () => deadlocks++)))
  return { deadlocks, before }
}

async function receiveUntilDone(shop: Shop, id: number, onDeadlock: () => void): Promise<void> {
  for (let tries = 0; tries < 10; tries++) {
    try {
      await shop.tell(id, received)
      return
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === '40P01') onDeadlock()
    }
  }
  throw new Error(`order ${id} was not received`)
}

/** On hand before = on hand after + allocated, and nothing below zero. */
async function stockHolds(shop: Shop, { before }: Rush): Promise<boolean> {
  for (const [sku, units] of before) {
    const after = await shop.onHand(sku)
    if (after < 0 || units !== after + (await shop.allocatedOn(sku))) return false
  }
  return (await shop.levelsThatDiffer()).length === 0
}

describe('a hundred orders at once for the last unit', () => {
  const orders = Array.from({ length: 100 }, () => [{ sku: 'LAST' }])

  it('one gets it, the others are told that it is owed', async () => {
    const shop = await shopWith()
    await shop.stock({ sku: 'LAST', onHand: 1 })
    const outcome = await rush(shop, orders)
    expect(await stockHolds(shop, outcome)).toBe(true)
    expect(await shop.onHand('LAST')).toBe(0)
    const [count] = await shop.sql`select count(*)::int as short from orders where shortage`
    expect(count?.short).toBe(99)
    const [numbers] = await shop.sql`
      select count(distinct number)::int as sales, max(right(number, 6)::int) as last from sales`
    expect(numbers).toEqual({ sales: 100, last: 100 })
  })

  it('would be oversold without the lock, and this test would say so', async () => {
    const shop = await shopWith(withoutLock)
    await shop.sql`alter table stock_levels drop constraint stock_levels_on_hand, drop constraint stock_levels_allocated`
    await shop.stock({ sku: 'LAST', onHand: 1 })
    const outcome = await rush(shop, orders)
    expect(await stockHolds(shop, outcome)).toBe(false)
  })
})

describe('orders of the same products in opposite order', () => {
  const orders = Array.from({ length: 40 }, (_, index) =>
    index % 2 ? [{ sku: 'A' }, { sku: 'B' }] : [{ sku: 'B' }, { sku: 'A' }],
  )

  it('wait for each other and never for ever', async () => {
    const shop = await shopWith()
    await shop.stock({ sku: 'A', onHand: 15 })
    await shop.stock({ sku: 'B', onHand: 25 })
    const outcome = await rush(shop, orders)
    expect(outcome.deadlocks).toBe(0)
    expect(await stockHolds(shop, outcome)).toBe(true)
    expect([await shop.onHand('A'), await shop.onHand('B')]).toEqual([0, 0])
  })

  it('would run into deadlocks if each held them in an order of its own', async () => {
    const shop = await shopWith(inOppositeOrders())
    await shop.stock({ sku: 'A', onHand: 15 })
    await shop.stock({ sku: 'B', onHand: 25 })
    expect((await rush(shop, orders.slice(0, 2))).deadlocks).toBeGreaterThan(0)
  })
})

describe('the same product on two lines', () => {
  const wanted: Wanted[] = [
    { lineId: '1', productId: 1, quantity: 2 },
    { lineId: '2', productId: 1, quantity: 2 },
  ]
  const givesTwice = (give: (wanted: Wanted[], levels: Level[]) => Allocation[]) =>
    give(wanted, [{ productId: 1, onHand: 3, allocated: 0 }]).reduce(
      (sum, { allocated }) => sum + allocated,
      0,
    ) > 3

  it('is given once, also with other orders at the same time and cancellations in between', async () => {
    const shop = await shopWith()
    await shop.stock({ sku: 'TWICE', onHand: 31 })
    const orders = Array.from({ length: 20 }, () => [{ sku: 'TWICE', quantity: 1 }, { sku: 'TWICE' }])
    const outcome = await rush(shop, orders)
    expect(await stockHolds(shop, outcome)).toBe(true)
    const sold = await shop.sql<{ id: number }[]>`select id from orders order by id limit 7`
    await Promise.all(sold.map(({ id }) => shop.act(id, 'reject', { reason: 'other' })))
    expect(await stockHolds(shop, outcome)).toBe(true)
    expect(givesTwice((lines, levels) => allocate(lines, levels))).toBe(false)
  })

  it('would be given twice if each line were decided alone', () => {
    expect(givesTwice((lines, levels) => lines.flatMap((line) => allocate([line], levels)))).toBe(true)
  })
})

describe('any rush of orders and rejections', () => {
  it('leaves on hand before = on hand after + allocated for every product', async () => {
    const shop = await shopWith()
    const skus = ['P1', 'P2', 'P3']
    for (const sku of skus) await shop.stock({ sku, onHand: 20 })
    const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        async (orders) => {
          const outcome = await rush(shop, orders)
          const held = new Map(
            await Promise.all(
              skus.map(
                async (sku) => [sku, (await shop.onHand(sku)) + (await shop.allocatedOn(sku))] as const,
              ),
            ),
          )
          for (const units of held.values()) expect(units).toBe(20)
          expect(outcome.deadlocks).toBe(0)
          const open = await shop.sql<{ id: number }[]>`select id from orders where status = 'new'`
          await Promise.all(open.map(({ id }) => shop.act(id, 'reject', { reason: 'other' })))
          for (const sku of skus) expect(await shop.onHand(sku)).toBe(20)
        },
      ),
      { numRuns: 15 },
    )
  })
})
