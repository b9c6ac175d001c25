import { createActivities } from '../../activities/index.ts'
import type { OpenEffect } from '../../activities/record/types.ts'
import type { Sql } from '../../db/client.ts'
import type { StripeSimulator } from '../simulators/stripe.ts'
import { openBox } from './integrator.ts'
import { openShop, silentLog, webOrder } from './shop.ts'

const TRIES_MAX = 30

/** A shop that takes its own money by the simulated provider, from orders of its web shop; nothing can be undone. */
export async function openPaidShop(sql: Sql, stripe: StripeSimulator) {
  const { settleMoney } = createActivities({ sql, log: silentLog, secrets: openBox })
  const shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 1_000_000 })
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, webhook_secret_at, base_url)
    values ('online', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, now(), ${stripe.url})`
  await sql`update sources set payment_account = 'online'`
  await sql`update stores set rules = '{"undoSeconds": 0}'`
  return {
    ...shop,
    /** An order of two helmets for 22.00, with its money reserved; nobody has looked it up. */
    async arrivePaid(more: Record<string, unknown> = {}) {
      const order = webOrder([{ sku: 'HELMET', quantity: 2 }], more)
      stripe.hold(order.payment.reference, 2_200, order.currency.toLowerCase())
      return { id: await shop.receive(order), number: order.number, reference: order.payment.reference }
    },
    /** What the order's workflow does with its open effects; a failure is tried again. */
    async settle(id: number): Promise<void> {
      for (let tries = 0; tries < TRIES_MAX; tries++) {
        const [effect] = await sql<OpenEffect[]>`
          select key, kind from effects where order_id = ${id} and status = 'open' and kind <> 'receipt'`
        if (!effect) return
        await settleMoney({ orderId: id, ...effect, at: Date.now() }).catch(() => null)
      }
      throw new Error(`order ${id} asks its provider for ever`)
    },
  }
}

export type PaidShop = Awaited<ReturnType<typeof openPaidShop>>
