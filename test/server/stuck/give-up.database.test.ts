import { afterAll, beforeAll, expect, it } from 'vitest'
import { createActivities } from '../../../activities/index.ts'
import type { StuckRow } from '../../../domain/stuck.ts'
import { applyDeed } from '../../../server/stuck/deeds.ts'
import { StripeSimulator } from '../../simulators/stripe.ts'
import { createTestDatabase } from '../../support/database.ts'
import { until } from '../../support/engine.ts'
import { openBox } from '../../support/integrator.ts'
import { openPaidShop, type PaidShop } from '../../support/paid-shop.ts'
import { silentLog } from '../../support/shop.ts'

const { sql } = await createTestDatabase()
const { settleMoney } = createActivities({ sql, log: silentLog, secrets: openBox })
const stripe = new StripeSimulator()
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@shop.test', 'manager')`
})
afterAll(() => stripe.stop())

const refund = (key: string): StuckRow => ({
  kind: 'effect',
  key,
  state: 'waiting',
  source: 'northshore',
  number: '',
  detail: 'refund',
  since: new Date(),
  tries: 3,
  errorId: null,
  trouble: null,
  nextTry: null,
})

async function deliver(order: number) {
  const waiting = await sql<{ id: string }[]>`
    select id from happenings where order_id = ${order} and status = 'waiting' order by seq`
  for (const { id } of waiting) await shop.tell(order, { id })
}

async function openMoney(order: number) {
  const [effect] = await sql<{ key: string; kind: 'refund' }[]>`
    select key, kind from effects where order_id = ${order} and status = 'open' and kind <> 'receipt'`
  return effect
}

async function settleAll(order: number) {
  for (let effect = await openMoney(order); effect; effect = await openMoney(order)) {
    await settleMoney({ orderId: order, ...effect, notBefore: null, isStarted: false, at: Date.now() })
  }
}

it('a refund whose try hangs is given up only once nobody is at it, and booked once all the same', async () => {
  const { id } = await shop.arrivePaid()
  await shop.settle(id)
  await shop.act(id, 'accept')
  await shop.settle(id)
  await shop.act(id, 'reject', { reason: 'other' })
  const effect = await openMoney(id)
  if (!effect) throw new Error('nothing is to be given back')
  let letGo = () => {}
  const answered = new Promise<void>((resolve) => {
    letGo = resolve
  })
  stripe.faults.push({ path: /refunds$/, is: { late: answered } })
  const hanging = settleMoney({ orderId: id, ...effect, notBefore: null, isStarted: false, at: Date.now() })
  await until(async () => stripe.faults.length === 0, 'the provider to be asked')
  const giveUp = () => sql.begin((tx) => applyDeed(tx, 'give_up', { row: refund(effect.key), userId: 'mia' }))
  expect(await giveUp()).toBe(false)

  // Its process was stopped: nobody renews the lease.
  await sql`update effects set lease_until = now() where key = ${effect.key}`
  expect(await giveUp()).toBe(true)
  await deliver(id)
  await shop.act(id, 'askProvider')
  await settleAll(id)
  const books = () => sql`
    select money ->> 'refunded' as refunded, (select sum(amount)::text from payments
      where order_id = orders.id and kind = 'refund') as noted from orders where id = ${id}`
  expect(await books()).toEqual([{ refunded: '2200', noted: '2200' }])

  letGo()
  await hanging
  await settleAll(id)
  expect(await books()).toEqual([{ refunded: '2200', noted: '2200' }])
})
