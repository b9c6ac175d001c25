import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { connect } from '../../db/client.ts'
import { caseDesk } from '../support/case-desk.ts'
import { deskWorker } from '../support/engine.ts'
import { databaseUrl, startTestPostgres, TEMPLATE } from '../support/postgres-server.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { temporalCliForTests } from '../support/temporal-programs.ts'
import { lives } from './lives.ts'

/** `npm run histories`: records the history of an order in every status anew, from real runs. */
const folder = dirname(fileURLToPath(import.meta.url))
const postgres = await startTestPostgres()
const sql = connect(databaseUrl(postgres.url, TEMPLATE))
const engine: TestWorkflowEnvironment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'existing-path', path: await temporalCliForTests() } },
})
try {
  const shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
  const desk = caseDesk(engine, shop)
  for (const name of readdirSync(folder)) if (name.endsWith('.json')) rmSync(join(folder, name))
  const worker = await deskWorker(engine, sql)
  await worker.runUntil(async () => {
    for (const { name, order, steps, ends } of lives) {
      const one = await desk.arrived(webOrder([order.line], order.more))
      await desk.start(one)
      await desk.statusIs(one, steps.length > 0 ? order.first : ends)
      for (const [type, payload] of steps) await desk.click(one, type, payload)
      await desk.statusIs(one, ends)
      if (steps.some(([type]) => type === 'accept')) await desk.receiptIsMade(one)
      const history = await desk.settled(one)
      writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`)
    }
  })
} finally {
  await engine.teardown()
  await sql.end({ timeout: 1 })
  await postgres.stop()
}
