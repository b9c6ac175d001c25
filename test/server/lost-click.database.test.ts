import { expect, test } from 'vitest'
import type { Engine } from '../../intake/tell-workflow.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await shop.stock({ sku: 'PEDAL', onHand: 100 })

/** The database crashes as the engine is told, and takes with it what it had not flushed: the click. */
function deskThatCrashes(answer: () => Promise<void>) {
  const workflow = {
    async signalWithStart() {
      await sql`delete from happenings`
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%'`
      await answer()
    },
  }
  const connection = { withDeadline: (_deadline: number, call: () => Promise<unknown>) => call() }
  const client = { connection, workflow } as unknown as Engine['client']
  return openWebDesk(database, { engine: { client, hasSearchAttributes: false } })
}

test.each([
  ['was told', async () => undefined],
  ['is away, too', () => Promise.reject(new Error('UNAVAILABLE'))],
])('a click that a crash took with it is not called done, where the engine %s', async (_how, answer) => {
  const order = webOrder([{ sku: 'PEDAL' }])
  await shop.receive(order)
  const anna = await deskThatCrashes(answer).as('anna')
  const response = await anna.post(`/orders/northshore/${order.number}/accept`, { actionId: order.number })
  expect(response.status).toBe(500)
})
