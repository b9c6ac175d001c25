import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
})
afterAll(() => stripe.stop())

const openEffects = (id: number) =>
  sql<OpenEffect[]>`
    select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt' order by kind`

async function settle(id: number, kind: string) {
  const effect = (await openEffects(id)).find((open) => open.kind === kind)
  if (!effect) throw new Error(`nothing of ${id} is to ${kind}`)
  await settleMoney({ orderId: id, ...effect, at: Date.now() })
}

const standing = async (id: number) => {
  const row = await shop.row(id)
  return { status: row?.status, money: row?.money, problems: row?.problems }
}

/** The provider is being asked how the payment stands. @returns what brings its answer */
async function asking(id: number) {
  const lookUp = (await openEffects(id)).find(({ kind }) => kind === 'lookUp')
  await sql`update effects set started_at = now() where key = ${lookUp?.key ?? ''}`
  return (told: object) => hear(id, lookUp?.key ?? '', told)
}

async function hear(id: number, key: string, told: object) {
  await shop.tell(id, {
    id: `${key}:seen`,
    type: 'paymentSeen',
    payload: { effectKey: key, ...told },
  })
}

describe('how a payment stood, heard after its money was moved', () => {
  it('does not bring back the reservation that was taken', async () => {
    const order = webOrder([{ sku: 'HELMET' }])
    stripe.hold(order.payment.reference, 1_100, 'usd')
    const id = await shop.receive(order)
    const hearLate = await asking(id)
    await shop.act(id, 'accept')
    await settle(id, 'capture')
    const before = await standing(id)
    expect(before.money).toMatchObject({ state: 'captured', captured: 1_100 })
    await hearLate({ state: 'held', captured: 0, refunded: 0, amount: 1_100 })
    expect(await standing(id)).toMatchObject({ ...before, money: { state: 'captured', captured: 1_100 } })
    // It is asked once more, how it stands now.
    expect(await openEffects(id)).toMatchObject([{ kind: 'lookUp' }])
    await settle(id, 'lookUp')
    expect(await standing(id)).toMatchObject({ ...before, money: { state: 'captured', captured: 1_100 } })
    expect(await openEffects(id)).toEqual([])
  })

  it('does not take back the money that was given back', async () => {
    const order = webOrder([{ sku: 'HELMET' }])
    stripe.hold(order.payment.reference, 1_100, 'usd')
    const id = await shop.receive(order)
    await settle(id, 'lookUp')
    await shop.act(id, 'accept')
    await settle(id, 'capture')
    await shop.act(id, 'askProvider')
    const hearLate = await asking(id)
    await shop.act(id, 'reject', { reason: 'other' })
    await settle(id, 'refund')
    await hearLate({ state: 'captured', captured: 1_100, refunded: 0, amount: 1_100 })
    expect((await standing(id)).money).toMatchObject({ state: 'captured', captured: 1_100, refunded: 1_100 })
    expect((await standing(id)).problems).toEqual([])
    await settle(id, 'lookUp')
    expect(await openEffects(id)).toEqual([])
    expect(stripe.deeds.filter((deed) => deed.startsWith('refund'))).toHaveLength(1)
  })
})
