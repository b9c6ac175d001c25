import { randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { bundleWorkflowCode, type InjectedSinks, NativeConnection, Worker } from '@temporalio/worker'
import { openEngine } from '../../runtime/engine.ts'
import { workerSettings } from '../../runtime/worker.ts'
import type { Place } from '../place.ts'
import { type ClientSinks, SIGNALS } from './workflow.ts'

const QUEUE = 'bare'
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

export interface Bare {
  /** A whole life: started, and each signal answered by its handler before the next is sent. */
  live(): Promise<void>
  /**
   * Such a life with a pause before each signal.
   * @returns milliseconds from its last signal until its handler ran, and until its task was completed: the answer is
   * then on the server's disk and told to who waits for it.
   */
  lastSignal(pauseMs: number): Promise<{ handled: number; completed: number }>
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
  const start = () =>
    engine.client.workflow.start('bare', {
      workflowId: `bare:${randomUUID()}`,
      taskQueue: QUEUE,
    })
  return {
    async live() {
      const handle = await start()
      for (let signal = 1; signal <= SIGNALS; signal++) await click(handle, signal)
    },
    async lastSignal(pauseMs) {
      const handle = await start()
      const ended = handle.result()
      for (let signal = 1; signal < SIGNALS; signal++) {
        await pause(pauseMs)
        await click(handle, signal)
      }
      await pause(pauseMs)
      const sent = performance.now()
      const since = () => performance.now() - sent
      const [handled, completed] = await Promise.all([click(handle, SIGNALS).then(since), ended.then(since)])
      return { handled, completed }
    },
  }
}

const workflowFile = join(dirname(fileURLToPath(import.meta.url)), 'workflow.ts')
