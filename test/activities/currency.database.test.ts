import { afterAll, beforeAll, expect, test } from 'vitest'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
})
afterAll(() => stripe.stop())

const stands = async (id: number) => {
  const row = await shop.row(id)
  return { status: row?.status, state: row?.money.state, trouble: row?.money.trouble }
}
const taken = () => stripe.deeds.filter((deed) => deed.startsWith('capture'))

/** The website says dollars, and the customer's bank reserved euros. */
async function inEuros() {
  const order = await shop.arrivePaid()
  stripe.hold(order.reference, 2_200, 'eur')
  return order
}

test('Money that is held in another currency than the order’s is shown, and never taken', async () => {
  const { id } = await inEuros()
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'new', state: 'declined', trouble: 'other_currency' })
  await shop.act(id, 'accept')
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'new', state: 'declined', trouble: 'other_currency' })
  await shop.act(id, 'reject', { reason: 'other' })
  await shop.settle(id)
  expect(await stands(id)).toMatchObject({ status: 'rejected', state: 'released' })
  expect(taken()).toEqual([])
})

test('Of a payment that the provider has never heard of it is said so at once; it holds nothing that is to be let go', async () => {
  const { id, reference } = await shop.arrivePaid()
  stripe.intents.delete(reference)
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'new', state: 'declined', trouble: 'resource_missing' })
  await shop.act(id, 'accept')
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'new', state: 'declined', trouble: 'resource_missing' })
  await shop.act(id, 'reject', { reason: 'other' })
  await shop.settle(id)
  expect(await stands(id)).toMatchObject({ status: 'rejected', state: 'released' })
})

test('It is looked at before it is taken where nobody has looked yet', async () => {
  const { id } = await inEuros()
  await sql`update effects set status = 'failed', ended_at = now() where order_id = ${id} and kind = 'lookUp'`
  await shop.act(id, 'accept')
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'new', state: 'declined', trouble: 'other_currency' })
  expect(taken()).toEqual([])
})

test('Money that was taken stays the shop’s where a look is refused: with the key of another account it is not to be found', async () => {
  const { id, reference } = await shop.arrivePaid()
  await shop.settle(id)
  await shop.act(id, 'accept')
  await shop.settle(id)
  stripe.intents.delete(reference)
  await shop.act(id, 'askProvider')
  await shop.settle(id)
  expect(await stands(id)).toEqual({ status: 'in_process', state: 'captured', trouble: null })
  await shop.act(id, 'reject', { reason: 'other' })
  await shop.settle(id)
  expect(await stands(id)).toMatchObject({
    status: 'rejected',
    state: 'captured',
    trouble: expect.any(String),
  })
})

test('Where an earlier try may have taken the money, a payment that is not to be found is for people to look at', async () => {
  const { id, reference } = await shop.arrivePaid()
  await shop.settle(id)
  await shop.act(id, 'accept')
  await sql`update effects set started_at = now() where order_id = ${id} and kind = 'capture'`
  stripe.intents.delete(reference)
  await shop.settle(id)
  expect(await stands(id)).toMatchObject({ status: 'in_process', state: 'unknown' })
  await shop.act(id, 'reject', { reason: 'other' })
  await shop.settle(id)
  expect(await stands(id)).toMatchObject({ status: 'rejected', state: 'unknown' })
})
