import { setTimeout as pause } from 'node:timers/promises'
import { BroadcastChannel } from 'node:worker_threads'
import { NativeConnection, Worker } from '@temporalio/worker'
import pino from 'pino'
import { createActivities } from '../activities/index.ts'
import { connect } from '../db/client.ts'
import { TASK_QUEUE } from '../domain/ids.ts'
import { openEngine } from '../runtime/engine.ts'
import { installSdkRuntime } from '../runtime/sdk-runtime.ts'
import { embedded } from '../runtime/services.ts'
import { workerPoolSize, workerSettings } from '../runtime/worker.ts'
import { workflowBundle } from '../runtime/workflow-bundle.ts'
import { arrive, settled } from './arrivals.ts'
import { spread } from './rounds.ts'

export interface Measured {
  orders: number
  /** Bytes after collection, summed over all threads. */
  heapBefore: number
  heapAfter: number
  rssBefore: number
  rssAfter: number
}

/** As in heap-probe.mjs. */
const ASK = 'bench heap, asked'
const ANSWER = 'bench heap, answered'

const WARM_UP = 200
const AT_ONCE = 8
/** The probes answer within milliseconds, but a collection of a large heap takes a while. */
const ANSWER_MS = 2_000

const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', ORDERS = '1000' } = process.env
const orders = Number(ORDERS)
const temporal = embedded(TEMPORAL_ADDRESS)
const log = pino({ level: 'warn' }, process.stderr)
installSdkRuntime(log)
const sql = connect(DATABASE_URL, { max: workerPoolSize })
const engine = openEngine(temporal, log)
const connection = await NativeConnection.connect(temporal.connection)
const worker = await Worker.create({
  ...workerSettings,
  connection,
  namespace: temporal.namespace,
  taskQueue: TASK_QUEUE,
  workflowBundle: await workflowBundle(),
  activities: createActivities({ sql, log }),
})
const measured = await worker.runUntil(measure)
await sql.end({ timeout: 5 })
await engine.close()
await connection.close()
process.stdout.write(JSON.stringify(measured))
process.exit()

async function measure(): Promise<Measured> {
  await open(WARM_UP)
  await cached(WARM_UP)
  const [heapBefore, rssBefore] = await collected()
  await open(orders - WARM_UP)
  await cached(orders)
  const [heapAfter, rssAfter] = await collected()
  return { orders: orders - WARM_UP, heapBefore, heapAfter, rssBefore, rssAfter }
}

async function open(count: number): Promise<void> {
  await spread(count, AT_ONCE, () => arrive(sql, engine))
  await settled(sql)
}

async function cached(count: number): Promise<void> {
  for (const end = Date.now() + 30_000; worker.getStatus().numCachedWorkflows !== count; await pause(50)) {
    if (Date.now() > end) throw new Error(`${worker.getStatus().numCachedWorkflows} of ${count} are cached`)
  }
}

async function collected(): Promise<[heap: number, rss: number]> {
  const asking = new BroadcastChannel(ASK)
  const answers = new BroadcastChannel(ANSWER)
  const heaps: number[] = []
  answers.onmessage = (message) => heaps.push((message as { data: number }).data)
  asking.postMessage('')
  await pause(ANSWER_MS)
  for (const channel of [asking, answers]) channel.close()
  if (heaps.length < 2) throw new Error(`${heaps.length} threads answered, not this one and the workflows'`)
  return [heaps.reduce((sum, heap) => sum + heap, 0), process.memoryUsage.rss()]
}
