import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { connect } from '../../db/client.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import type { Case } from '../support/case-desk.ts'
import { type ClockDesk, clockDesk } from '../support/clock-desk.ts'
import { until } from '../support/engine.ts'
import { databaseUrl, startTestPostgres, TEMPLATE } from '../support/postgres-server.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { temporalCliForTests, timeSkippingServerForTests } from '../support/temporal-programs.ts'
import { type Life, lives } from './lives.ts'

/**
 * `npm run histories`: records the history of an order in every status anew, from real runs; with names only those.
 */
const named = process.argv.slice(2)
const wanted = lives.filter(({ name }) => named.length === 0 || named.includes(name))
const folder = dirname(fileURLToPath(import.meta.url))
const postgres = await startTestPostgres()
const sql = connect(databaseUrl(postgres.url, TEMPLATE))
const stripe = new StripeSimulator()
const existing = (path: string) => ({ server: { executable: { type: 'existing-path' as const, path } } })
try {
  const shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
  await stripe.start()
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('main', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, ${stripe.url})`
  if (named.length === 0) {
    for (const name of readdirSync(folder)) if (name.endsWith('.json')) rmSync(join(folder, name))
  }
  const real = await TestWorkflowEnvironment.createLocal(existing(await temporalCliForTests()))
  await recordAll(
    real,
    shop,
    wanted.filter(({ rules }) => !rules),
  )
  const skipping = await TestWorkflowEnvironment.createTimeSkipping(
    existing(await timeSkippingServerForTests()),
  )
  await recordAll(
    skipping,
    shop,
    wanted.filter(({ rules }) => rules),
  )
} finally {
  await sql.end({ timeout: 1 })
  await postgres.stop()
  await stripe.stop()
}

async function recordAll(engine: TestWorkflowEnvironment, shop: Shop, theirs: Life[]): Promise<void> {
  try {
    const desk = clockDesk(engine, shop)
    const work = async () => {
      for (const life of theirs) {
        const order = await lived(engine, desk, shop, life)
        const history = await desk.settled(order)
        writeFileSync(
          join(folder, `${life.name}.json`),
          `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`,
        )
      }
    }
    await desk.withWorker(work, { secrets: { open: (sealed) => sealed } })
  } finally {
    await engine.teardown()
  }
}

async function lived(
  engine: TestWorkflowEnvironment,
  desk: ClockDesk,
  shop: Shop,
  { order: { line, more, first }, rules = {}, money, steps, ends }: Life,
): Promise<Case> {
  await shop.rules(rules)
  await sql`update sources set payment_account = ${money ? 'main' : null}`
  const payment = { status: 'authorised', provider: 'stripe', reference: 'pi_history', amount: '11.00' }
  if (money) stripe.hold(payment.reference, 1_100, 'usd', 60)
  if (money === 'declined') stripe.faults.push({ path: /capture$/, is: { decline: 'insufficient_funds' } })
  const order = await desk.placed({ ...more, ...(money && { payment }) }, line)
  if (steps.length > 0) await desk.statusIs(order, first)
  if (money) await answered(desk, order)
  for (const [step, payload] of steps) {
    const row = await shop.row(order.id)
    if (step === 'rulesChanged') {
      await desk.rulesChanged(order)
    } else if (step === 'charged') {
      // The undo time passes first.
      await engine.sleep(300_000)
      await answered(desk, order)
    } else if (step === 'time') {
      for (const { at } of row?.deadlines ?? []) {
        await engine.sleep(Math.max(0, Date.parse(at) - (await engine.currentTimeMs())) + 1_000)
        await desk.settled(order)
      }
    } else {
      const takesBack = step === 'undo' || step === 'reopen'
      await desk.click(order, step, { ...payload, ...(takesBack && { step: row?.step.id }) })
    }
  }
  await desk.statusIs(order, ends)
  if (steps.some(([step]) => step === 'accept')) await desk.receiptIsMade(order)
  return order
}

/** The provider has done what was asked. */
async function answered(desk: ClockDesk, order: Case): Promise<void> {
  await until(async () => {
    const open = await sql`select from effects where order_id = ${order.id} and status = 'open'`
    return open.length === 0
  }, `the provider to be asked about ${order.number}`)
  await desk.settled(order)
}
