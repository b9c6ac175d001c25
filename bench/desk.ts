import { randomUUID } from 'node:crypto'
import { createActivities } from '../activities/index.ts'
import type { Sql } from '../db/client.ts'
import type { StaffAction } from '../domain/happening.ts'
import { orderWorkflowId } from '../domain/ids.ts'
import { type OpenEngine, openEngine } from '../runtime/engine.ts'
import { secretBox } from '../runtime/secret-box.ts'
import { startWorker, workerPoolSize } from '../runtime/worker.ts'
import { ensureFirstOwner } from '../server/auth.ts'
import { Notices } from '../server/live/notices.ts'
import { act } from '../server/orders/act.ts'
import { Answers } from '../server/orders/answers.ts'
import type { FoundOrder } from '../server/orders/find.ts'
import { benchKey } from './app.ts'
import { arrive, settled } from './arrivals.ts'
import type { Database, Place } from './place.ts'
import { fillShop, SOURCE } from './shop.ts'

export const webPoolSize = 10

export const happyClicks = [
  { action: 'accept', payload: {} },
  { action: 'ready', payload: { location: 'A1' } },
  { action: 'complete', payload: { collectedBy: 'Kim', idChecked: ['card'] } },
] as const satisfies { action: StaffAction; payload: object }[]

export interface Desk {
  database: Database
  /** The web server's pool. */
  sql: Sql
  engine: OpenEngine
  /** Puts the next order into the inbox and starts its workflow, as the sweep does. */
  arrive(): Promise<FoundOrder>
  /** A click as the web server takes it: written down, told, and its answer awaited by LISTEN. */
  click(order: FoundOrder, action: StaffAction, payload: object): Promise<void>
  /** Until no order waits for its first status, and no effect for its end. */
  settled(): Promise<void>
  /** A shop that has run for a while: its tables are known to the planner, by autovacuum in the end. */
  aged(): Promise<unknown>
  statusOf(order: FoundOrder): Promise<string | undefined>
  events(order: FoundOrder): Promise<number>
}

const clerk = {
  id: 'anna',
  name: 'Anna',
  email: 'anna@shop.test',
  role: 'staff',
  sessionId: 's',
  hasSample: false,
} as const

/** A filled shop with its worker and its way to the engine, all in this process as `npm start` has it. */
export async function openDesk(place: Place, name: string): Promise<Desk> {
  const { temporal, log, scope } = place
  const database = await place.database(name, scope)
  const sql = database.connect(webPoolSize)
  await fillShop(sql, secretBox(benchKey))
  await ensureFirstOwner(sql, place.config)
  await sql`insert into users (id, name, email, role) values (${clerk.id}, ${clerk.name}, ${clerk.email}, ${clerk.role})`
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())
  const activities = createActivities({
    sql: database.connect(workerPoolSize),
    log,
    secrets: secretBox(benchKey),
  })
  const worker = startWorker({ temporal, activities, log })
  scope.onClose(() => worker.stop())
  await worker.ready
  const answers = new Answers(new Notices(sql))
  return {
    database,
    sql,
    engine,
    arrive: () => arrive(sql, engine),
    click(order, action, payload) {
      const wish = { action, actionId: randomUUID(), payload: { ...payload }, seenVersion: null }
      return act({ sql, engine, log }, answers, order, clerk, wish)
    },
    settled: () => settled(sql),
    aged: () => sql`analyze`,
    async statusOf({ id }) {
      const [row] = await sql<{ status: string }[]>`select status from orders where id = ${id}`
      return row?.status
    },
    async events({ number }) {
      const handle = engine.client.workflow.getHandle(orderWorkflowId(SOURCE, number))
      await handle.result()
      return (await handle.describe()).historyLength
    },
  }
}
