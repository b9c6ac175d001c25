import { afterAll, beforeAll, expect, it } from 'vitest'
import { createActivities } from '../../activities/index.ts'
import type { OpenEffect } from '../../activities/record/types.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop, type PaidShop } from '../support/paid-shop.ts'
import { silentLog, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
const { settleMoney } = createActivities({ sql, log: silentLog, secrets: { open: (sealed) => sealed } })
let shop: PaidShop

beforeAll(async () => {
  await stripe.start()
  shop = await openPaidShop(sql, stripe)
  await shop.rules({
    store: { undoSeconds: 0 },
    source: { answer: { hours: 4, remindEveryMinutes: 0, remindLastHours: 0, whenMissed: 'reject' } },
  })
})
afterAll(() => stripe.stop())

it('an order that is New again because the bank said no has the rest of its time to be answered', async () => {
  const order = webOrder([{ sku: 'HELMET' }], { placedAt: new Date(Date.now() - 3_600_000).toISOString() })
  stripe.hold(order.payment.reference, 1_100, 'usd')
  const id = await shop.receive(order)
  const { respondBy } = (await shop.row(id)) ?? {}
  expect(respondBy).toBeInstanceOf(Date)
  await shop.act(id, 'accept')
  stripe.faults.push({ path: /capture$/, is: { decline: 'card_declined' } })
  const effects = await sql<OpenEffect[]>`
    select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt'`
  for (const effect of effects) await settleMoney({ orderId: id, ...effect, at: Date.now() })
  expect(await shop.row(id)).toMatchObject({
    status: 'new',
    respondBy,
    deadlineKind: 'answerMissed',
    deadlineAt: respondBy,
  })
})
