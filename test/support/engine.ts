import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import { afterAll } from 'vitest'
import { type Activities, type ActivityDeps, createActivities } from '../../activities/index.ts'
import type { Sql } from '../../db/client.ts'
import { orderWorkflowId, TASK_QUEUE } from '../../domain/ids.ts'
import { workflowBundle } from '../../runtime/workflow-bundle.ts'
import { silentLog } from './shop.ts'
import { temporalCliForTests, timeSkippingServerForTests } from './temporal-programs.ts'

Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } })

const existing = (path: string) => ({ type: 'existing-path' as const, path })

/** A server whose clock jumps to the next timer while a workflow's result is awaited. One a file, used in turn. */
export async function timeSkippingEngine() {
  const path = await timeSkippingServerForTests()
  return ended(await TestWorkflowEnvironment.createTimeSkipping({ server: { executable: existing(path) } }))
}

/** The dev server, as `npm start` runs it. */
export async function devEngine(extraArgs: string[] = []) {
  const path = await temporalCliForTests()
  return ended(
    await TestWorkflowEnvironment.createLocal({ server: { executable: existing(path), extraArgs } }),
  )
}

function ended(engine: TestWorkflowEnvironment): TestWorkflowEnvironment {
  afterAll(() => engine.teardown())
  return engine
}

/** A worker with the real activities, which stand on what the test puts beneath them, and may be cut short. */
export async function deskWorker(
  engine: TestWorkflowEnvironment,
  sql: Sql,
  instead: Partial<ActivityDeps> = {},
  cutShort = (activities: Activities): Activities => activities,
) {
  const activities = cutShort(createActivities({ sql, log: silentLog, ...instead }))
  return Worker.create({
    connection: engine.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities,
    stickyQueueScheduleToStartTimeout: '2s',
  })
}

/** The order's workflow, as the sweep and the pages reach it. */
export function orderHandle(engine: TestWorkflowEnvironment, number: string) {
  return engine.client.workflow.getHandle(orderWorkflowId('northshore', number))
}

export function tellingOf(engine: TestWorkflowEnvironment) {
  return { client: engine.client, hasSearchAttributes: false }
}

/** Waits for what a database will say, asking it every 20 ms, at most 20 s. */
export async function until<T>(ask: () => Promise<T | undefined | null | false>, what: string): Promise<T> {
  const limit = Date.now() + 20_000
  while (Date.now() < limit) {
    const answer = await ask()
    if (answer) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Waited 20 s in vain for ${what}`)
}
