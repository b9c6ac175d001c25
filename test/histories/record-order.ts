import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { Sql } from '../../db/client.ts'
import type { StripeSimulator } from '../simulators/stripe.ts'
import type { Case } from '../support/case-desk.ts'
import type { ClockDesk } from '../support/clock-desk.ts'
import { until } from '../support/engine.ts'
import { type Shop, webOrder } from '../support/shop.ts'
import type { Life } from './lives.ts'

export interface Stage {
  engine: TestWorkflowEnvironment
  desk: ClockDesk
  shop: Shop
  stripe: StripeSimulator
  sql: Sql
  /** How often it still jams. */
  printer: { jams: number }
}

const DAY_MS = 86_400_000
const SUPPLIER_DAYS = 5

/** Leads an order through a life, with an engine that carries it. */
export async function liveOrder(stage: Stage, life: Life): Promise<Case> {
  const { desk, sql } = stage
  const { order: wish, rules = {}, money, jams = 0, steps, ends } = life
  stage.printer.jams = jams
  await stage.shop.rules(rules)
  await sql`update sources set payment_account = ${money ? 'main' : null}`
  const order = wish.first === null ? await awaited(stage, wish) : await placed(stage, life)
  if (wish.first !== null && steps.length > 0) await desk.statusIs(order, wish.first)
  if (money) await answered(stage, order)
  for (const [step, payload] of steps) await take(stage, order, step, payload)
  if (ends !== null) await desk.statusIs(order, ends)
  if (steps.some(([step]) => step === 'accept')) await desk.receiptIsMade(order)
  return order
}

async function placed({ engine, desk, stripe }: Stage, { name, order: { line, more }, money }: Life) {
  if (!money) return desk.placed(more, line)
  const payment = { status: 'authorised', provider: 'stripe', reference: `pi_${name}`, amount: '11.00' }
  const ahead = ((await engine.currentTimeMs()) - Date.now()) / DAY_MS
  stripe.hold(payment.reference, 1_100, 'usd', 60 + ahead)
  if (money === 'declined') stripe.faults.push({ path: /capture$/, is: { decline: 'insufficient_funds' } })
  return desk.placed({ ...more, payment }, line)
}

/** A supplier's order before its hour has no status yet. */
async function awaited({ desk, sql }: Stage, { line, more }: Life['order']): Promise<Case> {
  const shippedAt = (await desk.now()).toISOString()
  const order = await desk.arrived(webOrder([line], { ...more, supplier: { shippedAt } }))
  await desk.start(order)
  await until(async () => {
    const [web] = await sql`select due_at from web_orders where id = ${order.id}`
    return web?.dueAt
  }, `the hour of ${order.number}`)
  await desk.settled(order)
  return order
}

async function take(
  stage: Stage,
  order: Case,
  step: Life['steps'][number][0],
  payload?: object,
): Promise<void> {
  const { engine, desk, shop } = stage
  const row = await shop.row(order.id)
  if (step === 'rulesChanged') return desk.rulesChanged(order)
  if (step === 'charged') {
    // The undo time passes first.
    await engine.sleep(300_000)
    return answered(stage, order)
  }
  if (step === 'time') return timePasses(stage, order, row?.deadlines)
  const takesBack = step === 'undo' || step === 'reopen'
  await desk.click(order, step, { ...payload, ...(takesBack && { step: row?.step.id }) })
}

async function timePasses({ engine, desk }: Stage, order: Case, deadlines?: { at: string }[]): Promise<void> {
  if (deadlines === undefined) return engine.sleep(SUPPLIER_DAYS * DAY_MS)
  for (const { at } of deadlines) {
    await engine.sleep(Math.max(0, Date.parse(at) - (await engine.currentTimeMs())) + 1_000)
    await desk.settled(order)
  }
}

/** The provider has done what was asked. */
async function answered({ desk, sql }: Stage, order: Case): Promise<void> {
  await until(async () => {
    const open = await sql`select from effects where order_id = ${order.id} and status = 'open'`
    return open.length === 0
  }, `the provider to be asked about ${order.number}`)
  await desk.settled(order)
}
