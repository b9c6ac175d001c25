import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OrderJson } from '../../domain/order-object.ts'
import { hasSample, sampleFile } from '../intake/sample.ts'
import { until } from '../runtime/running-program.ts'
import { openedHome } from '../support/opened-home.ts'
import { everything, levelsThatDiffer, salesOutOfLine, unanswered } from './books.ts'
import { Desk, SOURCE } from './desk.ts'

interface Expected {
  number: string
  status: string
  customerId: string | null
  lines: { id: string; sku: string | null; by: string }[]
}

/** The API says nothing of why a line found no product. */
const unmatched = ['none', 'several', 'conflict']

const asExpected = ({ number, status, customerId, lines }: OrderJson) => ({
  number,
  status,
  customerId,
  lines: lines.map(({ id, sku, matchedBy }) => ({ id, sku, by: matchedBy })),
})

const asTheApiSays = ({ lines, ...order }: Expected) => ({
  ...order,
  lines: lines.map(({ id, sku, by }) => ({ id, sku, by: unmatched.includes(by) ? null : by })),
})

function jsonLines<T>(name: string): T[] {
  const lines = readFileSync(sampleFile(name), 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as T)
}

/** Too slow for 600 orders, if it takes longer. */
const secondsForAll = 150

describe.skipIf(!hasSample)('the sample shop (skipped where its files are not beside the project)', () => {
  let desk: Desk

  beforeAll(async () => {
    desk = await Desk.prepare({}, openedHome())
    await desk.start('start')
    await desk.furnish()
  })

  afterAll(() => desk?.close())

  const importAll = async () => [
    await desk.command('import', 'products', sampleFile('catalogue.csv')),
    await desk.command('import', 'customers', sampleFile('customers.csv'), '--source', SOURCE),
    await desk.command('import', 'orders', sampleFile('orders.jsonl'), '--source', SOURCE),
  ]

  it('sees each of its orders end with the status, the customer and the products that the rules say', async () => {
    await importAll()
    const expected = jsonLines<Expected>('expected.jsonl')
    await until(async () => (await unanswered(desk.sql)).length === 0, secondsForAll)
    const website = desk.website()
    await until(async () => (await website.orders()).length >= expected.length, 10)
    const found = new Map((await website.orders()).map((order) => [order.number, asExpected(order)]))
    expect(found.size).toBe(expected.length)
    const wrong = expected
      .map(asTheApiSays)
      .map((order) => ({ expected: order, found: found.get(order.number) }))
      .filter((pair) => !isDeepStrictEqual(pair.expected, pair.found))
    expect(wrong).toEqual([])
  })

  it('has on its shelves what was there before, less what its orders hold', async () => {
    const [sums] = await desk.sql<{ allocated: number; short: number }[]>`
      select (select sum(allocated)::int from order_lines) as allocated,
        (select count(*)::int from orders where shortage) as short`
    expect(sums?.allocated).toBeGreaterThan(0)
    expect(sums?.short).toBeGreaterThan(0)
    expect(await levelsThatDiffer(desk.sql)).toEqual([])
    expect(await salesOutOfLine(desk.sql)).toEqual([])
  })

  it('is unchanged when everything is imported once more', async () => {
    const before = await everything(desk.sql)
    const [products, customers, orders] = await importAll()
    expect(products).toContain(': 0 products added, 0 changed, 0 stock levels set')
    expect(customers).toContain(`: 0 customers added, 0 changed, 0 linked to ${SOURCE}`)
    expect(orders).toContain(': 0 orders added, 600 known already')
    expect(await unanswered(desk.sql)).toEqual([])
    expect(await everything(desk.sql)).toEqual(before)
  })
})
