import { TestWorkflowEnvironment } from '@temporalio/testing'
import type { Activities, ActivityDeps } from '../../activities/index.ts'
import { makeReceipt } from '../../activities/receipt.ts'
import { connect } from '../../db/client.ts'
import { upkeepWorks } from '../../domain/ids.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { clockDesk } from '../support/clock-desk.ts'
import { tellingOf } from '../support/engine.ts'
import { databaseUrl, startTestPostgres, TEMPLATE } from '../support/postgres-server.ts'
import { openShop } from '../support/shop.ts'
import { temporalCliForTests, timeSkippingServerForTests } from '../support/temporal-programs.ts'
import { keepHistory } from './keep.ts'
import { lives, returnLives } from './lives.ts'
import { readManifest } from './manifest.ts'
import { liveOrder, type Stage } from './record-order.ts'
import { continuedOrder, continuedReturn, continuesEarly, inRounds, lookedAfter } from './record-rest.ts'
import { holdingClose, liveReturn } from './record-return.ts'

/**
 * `npm run histories`: records what has no history yet, from real runs. With names those anew; with `all` everything.
 * What is replaced and proves something else is kept as an earlier program's (docs/workflows.md).
 */
const words = process.argv.slice(2)
const known = readManifest()
const isWanted = (name: string) =>
  words.length > 0 ? words.includes('all') || words.includes(name) : !(`${name}.json` in known)
const existing = (path: string, extraArgs: string[] = []) => ({
  server: { executable: { type: 'existing-path' as const, path }, extraArgs },
})

const postgres = await startTestPostgres()
const sql = connect(databaseUrl(postgres.url, TEMPLATE))
const stripe = new StripeSimulator()
const shop = await openShop(sql)
const names: string[] = []
const printer = { jams: 0 }
try {
  await shop.stock({ sku: 'HELMET', onHand: 1000 })
  await stripe.start()
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, base_url)
    values ('main', 'stripe', 'Online sales', ${stripe.apiKey}, ${stripe.webhookSecret}, ${stripe.url})`
  const dev = await temporalCliForTests()
  await withEngine(await TestWorkflowEnvironment.createLocal(existing(dev)), recordReal)
  await withEngine(await TestWorkflowEnvironment.createLocal(existing(dev, continuesEarly)), recordContinued)
  const skipping = existing(await timeSkippingServerForTests())
  await withEngine(await TestWorkflowEnvironment.createTimeSkipping(skipping), recordSkipping)
} finally {
  await sql.end({ timeout: 1 })
  await postgres.stop()
  await stripe.stop()
}
process.stdout.write(`${names.length} recorded${names.map((name) => `\n  ${name}`).join('')}\n`)
process.exit()

async function withEngine(engine: TestWorkflowEnvironment, record: (stage: Stage) => Promise<void>) {
  try {
    await record({ engine, sql, shop, stripe, printer, desk: clockDesk(engine, shop) })
  } finally {
    await engine.teardown()
  }
}

function keep(name: string, ...history: [Parameters<typeof keepHistory>[1], string?]): void {
  keepHistory(name, ...history)
  names.push(name)
}

async function recordReal(stage: Stage): Promise<void> {
  let isHeld = true
  const letGo = () => {
    isHeld = false
  }
  await working(stage, async () => {
    for (const life of lives.filter(({ name, rules }) => !rules && isWanted(name)))
      keep(life.name, await stage.desk.settled(await liveOrder(stage, life)))
    for (const life of returnLives.filter(
      ({ name, skips, holdsClose }) => !skips && !holdsClose && isWanted(name),
    ))
      keep(life.name, await liveReturn(stage, life), life.ends)
  })
  for (const life of returnLives.filter(({ name, holdsClose }) => holdsClose && isWanted(name))) {
    isHeld = true
    const record = async () => keep(life.name, await liveReturn(stage, life), life.ends)
    await working(
      stage,
      () => record().finally(letGo),
      holdingClose(() => isHeld),
    )
  }
  for (const work of upkeepWorks.filter(
    (name) => isWanted(`upkeep-${name}`) || isWanted(`upkeep-${name}-begun`),
  )) {
    isHeld = true
    const record = async () => {
      const [begun, ended] = await lookedAfter(stage, work, letGo)
      keep(`upkeep-${work}-begun`, begun)
      keep(`upkeep-${work}`, ended)
    }
    await working(
      stage,
      () => record().finally(letGo),
      inRounds(work, () => isHeld),
    )
  }
}

async function recordContinued(stage: Stage): Promise<void> {
  await working(stage, async () => {
    if (isWanted('continued')) keep('continued', await continuedOrder(stage))
    if (isWanted('return-continued')) keep('return-continued', ...(await continuedReturn(stage)))
  })
}

/** Returns first: their goods are late by the database's clock. */
async function recordSkipping(stage: Stage): Promise<void> {
  await working(stage, async () => {
    for (const life of returnLives.filter(({ name, skips }) => skips && isWanted(name)))
      keep(life.name, await liveReturn(stage, life), life.ends)
    for (const life of lives.filter(({ name, rules }) => rules && isWanted(name)))
      keep(life.name, await stage.desk.settled(await liveOrder(stage, life)))
  })
}

function working(stage: Stage, work: () => Promise<void>, cutShort?: (activities: Activities) => Activities) {
  const deps: Partial<ActivityDeps> = {
    secrets: { open: (sealed) => sealed },
    engine: tellingOf(stage.engine),
    async makeReceipt(...asked) {
      if (printer.jams-- > 0) throw new Error('the printer is jammed')
      return makeReceipt(...asked)
    },
  }
  return stage.desk.withWorker(work, deps, cutShort)
}
