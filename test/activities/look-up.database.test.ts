import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
})
beforeEach(() => void stripe.faults.splice(0))
afterAll(() => stripe.stop())

/** A worker of its own: one whose provider was silent leaves it alone for a while. */
const worker = () => createActivities({ sql, log: silentLog, secrets: { open: (sealed: string) => sealed } })

async function arrive() {
  const order = webOrder([{ sku: 'HELMET', quantity: 2 }])
  const { reference } = order.payment
  stripe.hold(reference, 2_200, 'usd')
  return { orderId: await shop.arrive(order), reference }
}

const received = (orderId: number) => ({
  orderId,
  happening: { id: 'received', type: 'received' as const },
  at: Date.now(),
})

const looks = async (orderId: number) =>
  sql`select status, lease_until, attempts from effects where order_id = ${orderId} and kind = 'lookUp'`

it('looks a payment up as its order is recorded, which asks the workflow for nothing more', async () => {
  const { orderId } = await arrive()
  const desk = await worker().record(received(orderId))
  expect(desk).toMatchObject({ status: 'new', effects: [] })
  expect(await looks(orderId)).toMatchObject([{ status: 'done' }])
  expect((await shop.row(orderId))?.money).toMatchObject({ state: 'held', cardType: 'visa' })
})

it('records an order told twice once, and finds the look that was left open', async () => {
  const { orderId } = await arrive()
  await shop.tell(orderId, { id: 'received', type: 'received' })
  const desk = await worker().record(received(orderId))
  expect(desk.effects).toEqual([])
  expect(await sql`select type from order_events where order_id = ${orderId} order by seq`).toMatchObject([
    { type: 'received' },
    { type: 'paymentSeen' },
  ])
})

it('leaves a payment to the workflow where the provider fails, and asks it nothing for the next orders', async () => {
  const [first, second] = [await arrive(), await arrive()]
  stripe.faults.push({ path: new RegExp(first.reference), is: 'down' })
  const { record, settleMoney } = worker()
  const desk = await record(received(first.orderId))
  const [effect] = desk.effects
  expect(effect).toMatchObject({ kind: 'lookUp' })
  expect(await looks(first.orderId)).toMatchObject([{ status: 'open', leaseUntil: null, attempts: 0 }])
  expect((await record(received(second.orderId))).effects).toMatchObject([{ kind: 'lookUp' }])
  expect(await looks(second.orderId)).toMatchObject([{ status: 'open', leaseUntil: null }])
  if (!effect) throw new Error('nothing is left to do')
  await settleMoney({ orderId: first.orderId, ...effect, at: Date.now() })
  expect((await shop.row(first.orderId))?.money).toMatchObject({ state: 'held' })
})

it('does not take a look out of the hands of another worker', async () => {
  const { orderId } = await arrive()
  await shop.tell(orderId, { id: 'received', type: 'received' })
  await sql`update effects set lease_until = now() + interval '15 s' where order_id = ${orderId}`
  const desk = await worker().record(received(orderId))
  expect(desk.effects).toMatchObject([{ kind: 'lookUp' }])
  const [look] = await looks(orderId)
  expect(look?.leaseUntil).toBeInstanceOf(Date)
})
