import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { bundleWorkflowCode, type InjectedSinks, NativeConnection, Worker } from '@temporalio/worker'
import { openEngine } from '../../runtime/engine.ts'
import { workerSettings } from '../../runtime/worker.ts'
import type { Place } from '../place.ts'
import { type ClientSinks, SIGNALS } from './workflow.ts'

const QUEUE = 'bare'
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

export interface BareWorkflow {
  /** Sends a signal and waits until the workflow's task has heard it. */
  click(): Promise<void>
}

export interface Bare {
  start(): Promise<BareWorkflow>
  /** A whole life: started, and each signal answered before the next is sent. */
  live(): Promise<void>
}

/** Workflows without a database, on the same server, by a worker with the same settings in this same process. */
export async function openBare({ temporal, log, scope }: Place): Promise<Bare> {
  const listeners = new Map<string, () => void>()
  const heard: InjectedSinks<ClientSinks> = {
    client: {
      answered: {
        fn: ({ workflowId }, signal) => listeners.get(`${workflowId} ${signal}`)?.(),
        // Of 1,300 answers one was counted as a replay's and lost; a second one finds no listener.
        callDuringReplay: true,
      },
    },
  }
  const connection = await NativeConnection.connect(temporal.connection)
  scope.onClose(() => connection.close())
  const worker = await Worker.create({
    ...workerSettings,
    connection,
    namespace: temporal.namespace,
    taskQueue: QUEUE,
    workflowBundle: await bundleWorkflowCode({ workflowsPath: workflowFile, logger: silent }),
    sinks: heard,
  })
  const running = worker.run()
  scope.onClose(() => {
    worker.shutdown()
    return running
  })
  const engine = openEngine(temporal, log)
  scope.onClose(() => engine.close())

  async function click(handle: WorkflowHandle, number: number): Promise<void> {
    const name = `click${number}`
    const key = `${handle.workflowId} ${name}`
    const answered = new Promise<void>((resolve) => listeners.set(key, resolve))
    await Promise.all([handle.signal(name), answered])
    listeners.delete(key)
  }
  async function start(): Promise<BareWorkflow> {
    const handle = await engine.client.workflow.start('bare', {
      workflowId: `bare:${randomUUID()}`,
      taskQueue: QUEUE,
    })
    let clicks = 0
    return { click: () => click(handle, ++clicks) }
  }
  return {
    start,
    async live() {
      const workflow = await start()
      for (let signal = 0; signal < SIGNALS; signal++) await workflow.click()
    },
  }
}

const workflowFile = join(dirname(fileURLToPath(import.meta.url)), 'workflow.ts')
