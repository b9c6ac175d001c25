import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { connect } from '../../db/client.ts'
import type { Case } from '../support/case-desk.ts'
import { type ClockDesk, clockDesk } from '../support/clock-desk.ts'
import { databaseUrl, startTestPostgres, TEMPLATE } from '../support/postgres-server.ts'
import { openShop, type Shop } from '../support/shop.ts'
import { temporalCliForTests, timeSkippingServerForTests } from '../support/temporal-programs.ts'
import { type Life, lives } from './lives.ts'

/** `npm run histories`: records the history of an order in every status anew, from real runs. */
const folder = dirname(fileURLToPath(import.meta.url))
const postgres = await startTestPostgres()
const sql = connect(databaseUrl(postgres.url, TEMPLATE))
const existing = (path: string) => ({ server: { executable: { type: 'existing-path' as const, path } } })
try {
  const shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
  for (const name of readdirSync(folder)) if (name.endsWith('.json')) rmSync(join(folder, name))
  const real = await TestWorkflowEnvironment.createLocal(existing(await temporalCliForTests()))
  await recordAll(
    real,
    shop,
    lives.filter(({ rules }) => !rules),
  )
  const skipping = await TestWorkflowEnvironment.createTimeSkipping(
    existing(await timeSkippingServerForTests()),
  )
  await recordAll(
    skipping,
    shop,
    lives.filter(({ rules }) => rules),
  )
} finally {
  await sql.end({ timeout: 1 })
  await postgres.stop()
}

async function recordAll(engine: TestWorkflowEnvironment, shop: Shop, theirs: Life[]): Promise<void> {
  try {
    const desk = clockDesk(engine, shop)
    await desk.withWorker(async () => {
      for (const life of theirs) {
        const order = await lived(engine, desk, shop, life)
        const history = await desk.settled(order)
        writeFileSync(
          join(folder, `${life.name}.json`),
          `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`,
        )
      }
    })
  } finally {
    await engine.teardown()
  }
}

async function lived(
  engine: TestWorkflowEnvironment,
  desk: ClockDesk,
  shop: Shop,
  { order: { line, more, first }, rules = {}, steps, ends }: Life,
): Promise<Case> {
  await shop.rules(rules)
  const order = await desk.placed(more, line)
  if (steps.length > 0) await desk.statusIs(order, first)
  for (const [step, payload] of steps) {
    const row = await shop.row(order.id)
    if (step === 'rulesChanged') {
      await desk.rulesChanged(order)
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
