import { setTimeout as pause } from 'node:timers/promises'
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker'
import { TASK_QUEUE } from '../domain/ids.ts'
import type { TemporalSettings } from './config.ts'
import type { Log } from './log.ts'
import { type WorkflowBundle, workflowBundle } from './workflow-bundle.ts'

/** Connections of one worker process: one for each activity that runs at once. */
export const workerPoolSize = 20
const localActivities = 12
const activities = workerPoolSize - localActivities

/** How every worker works, whatever its workflows are. */
export const workerSettings = {
  maxCachedWorkflows: 1_000,
  // After kill -9 the first task of each order waits this long for the worker that is gone (default 10 s): less than
  // the 2 s for which a click waits for its answer.
  stickyQueueScheduleToStartTimeout: '1s',
  maxConcurrentLocalActivityExecutions: localActivities,
  maxConcurrentActivityTaskExecutions: activities,
  shutdownGraceTime: '5s',
} satisfies Partial<WorkerOptions>

const longestPause = 10_000

export type WorkerStart = {
  temporal: TemporalSettings
  activities: object
  /** order workflows kept in memory */
  workflowCache?: number
  log: Log
}

export type RunningWorker = {
  /** resolves when it first takes tasks */
  ready: Promise<void>
  /** lets what runs finish, for at most 5 s */
  stop(): Promise<void>
}

/** Runs a worker for as long as it isn't stopped: one that fails, or can't reach Temporal, is made again. */
export function startWorker(start: WorkerStart): RunningWorker {
  const stopping = new AbortController()
  let isReady: () => void = () => undefined
  const ready = new Promise<void>((resolve) => {
    isReady = resolve
  })
  const running = keepWorking(start, stopping.signal, () => isReady())
  return {
    ready,
    stop() {
      stopping.abort()
      return running
    },
  }
}

async function keepWorking(start: WorkerStart, stopping: AbortSignal, onReady: () => void) {
  for (let wait = 200; !stopping.aborted; wait = Math.min(wait * 2, longestPause)) {
    try {
      await workUntilStopped(start, stopping, () => {
        wait = 200
        onReady()
      })
    } catch (error) {
      start.log.error({ error: String(error) }, 'The worker ended, starting another')
      await pause(wait, undefined, { signal: stopping }).catch(() => undefined)
    }
  }
}

async function workUntilStopped(start: WorkerStart, stopping: AbortSignal, onReady: () => void) {
  const bundle = await workflowBundle()
  const connection = await NativeConnection.connect(start.temporal.connection)
  try {
    const worker = await makeWorker(start, connection, bundle)
    const run = worker.run()
    const shutDown = () => worker.shutdown()
    if (stopping.aborted) shutDown()
    stopping.addEventListener('abort', shutDown, { once: true })
    onReady()
    await run.finally(() => stopping.removeEventListener('abort', shutDown))
  } finally {
    await connection.close()
  }
}

function makeWorker(start: WorkerStart, connection: NativeConnection, workflowBundle: WorkflowBundle) {
  return Worker.create({
    ...workerSettings,
    maxCachedWorkflows: start.workflowCache ?? workerSettings.maxCachedWorkflows,
    connection,
    namespace: start.temporal.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle,
    activities: start.activities,
  })
}
