import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HappeningType } from '../../../domain/happening.ts'
import { loadBooks } from '../../../server/money/books.ts'
import { type Fault, StripeSimulator } from '../../simulators/stripe.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openPaidShop, type PaidShop } from '../../support/paid-shop.ts'
import { returnsDesk } from '../../support/returns.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await shop.stock({ sku: 'BELL', onHand: 1_000_000 })
})
afterAll(() => stripe.stop())

type Step =
  | [HappeningType, Record<string, unknown>]
  | ['settle' | 'return', null]
  | ['exchange', number]
  | ['fault', Fault['is']]

const RUNS = 25
const collected = { collectedBy: 'Kim', idChecked: ['card'] }
const steps: Step[] = [
  ['accept', {}],
  ['accept', {}],
  ['ready', {}],
  ['complete', collected],
  ['reject', { reason: 'other' }],
  ['askProvider', {}],
  ['settle', null],
  ['settle', null],
  ['return', null],
  ['exchange', 1],
  ['exchange', 3],
  ['exchange', 0],
  ['fault', 'lost'],
  ['fault', 'failed'],
  ['fault', 'down'],
]

async function live(life: Step[]): Promise<void> {
  const returns = returnsDesk(sql, shop)
  const { id } = await shop.arrivePaid()
  const bringBack = async () => {
    const made = await returns.open(id, [{ sellable: 1 }])
    if ('refused' in made) return
    await returns.deliver()
    await returns.act(made.id, 'refund', { method: 'provider' })
  }
  /** For one helmet worth 11.00, so many bells at 5.00 and 10 % tax; none: it is called off. */
  const exchange = async (bells: number) => {
    const made = await returns.open(id, [{ sellable: 1 }])
    if ('refused' in made) return
    await returns.deliver()
    const lines = [{ sku: 'BELL', quantity: bells || 1, unitPrice: 500, reason: 'As agreed' }]
    await returns.act(made.id, 'exchange', { lines, taxRate: '0.10' })
    if (bells === 0) await returns.act(made.id, 'cancelExchange')
    else {
      // What is left of the order's money says how much of it is set off.
      for (const pays of [bells * 550 - 1_100, 0, bells * 550])
        if (pays >= 0) await returns.act(made.id, 'handOver', { pays, method: 'cash' })
    }
    await returns.deliver()
    await returns.act(made.id, 'refund', { method: 'provider' })
  }
  for (const [what, how] of life) {
    if (what === 'exchange') await exchange(how)
    else if (what === 'settle') await shop.settle(id)
    else if (what === 'fault') stripe.faults.push({ path: /capture$|cancel$|refunds$/, is: how })
    else if (what === 'return') await bringBack()
    else await shop.act(id, what, how ?? {})
  }
  stripe.faults.length = 0
  for (let rounds = 0; rounds < 3; rounds++) {
    await shop.settle(id)
    await returns.deliver()
  }
  await shop.act(id, 'askProvider')
  await shop.settle(id)
}

const completed: Step[] = [
  ['accept', {}],
  ['settle', null],
  ['ready', {}],
  ['complete', collected],
]
/** How far it had come before its life went on as it likes. */
const starts: Step[][] = [
  [],
  [
    ['accept', {}],
    ['settle', null],
  ],
  completed,
]

test('The books of any life of an order add up, with goods that come back or are exchanged and a provider that fails as it likes', async () => {
  const day = new Date().toISOString().slice(0, 10)
  const look = () => loadBooks(sql, { day, timeZone: 'UTC', store: null })
  const more = fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), more, async (start, life) => {
      await live([...start, ...life])
      expect((await look()).differing).toEqual([])
      expect(await shop.levelsThatDiffer()).toEqual([])
    }),
    {
      numRuns: RUNS,
      examples: [
        [completed, [['return', null]]],
        [
          completed,
          [
            ['exchange', 1],
            ['exchange', 3],
          ],
        ],
        [
          completed,
          [
            ['exchange', 0],
            ['settle', null],
            ['return', null],
          ],
        ],
      ],
    },
  )
  const [sums] = (await look()).books
  expect(Object.values(sums ?? {}).every((figure) => figure !== 0)).toBe(true)
})
