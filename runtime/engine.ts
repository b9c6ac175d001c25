import { setTimeout as pause } from 'node:timers/promises'
import {
  Client,
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client'
import type { Engine } from '../intake/tell-workflow.ts'
import type { TemporalSettings } from './config.ts'
import type { Log } from './log.ts'
import { ensureSearchAttributes } from './temporal/search-attributes.ts'

type Interceptor = NonNullable<ConnectionOptions['interceptors']>[number]

/** The way to Temporal, opened also while Temporal is down; attributes count once they are known to be registered. */
export type OpenEngine = Engine & { close(): Promise<void> }

const secondsForACall = 3
const longestRetryPause = 500
/** gRPC's own is two minutes: an engine that hung for a while was not called again for as long as it had been away. */
const longestPauseToReconnect = 2_000
/** These wait for something to happen, so they take their time. */
const longPolls =
  /\/(GetWorkflowExecutionHistory|PollWorkflowExecutionUpdate|UpdateWorkflowExecution|ExecuteMultiOperation|QueryWorkflow)$/
const pauseBetweenRegistrations = 5_000

export function openEngine({ connection: options, namespace }: TemporalSettings, log: Log): OpenEngine {
  const retries = limitedRetries()
  const connection = Connection.lazy({
    ...(options as ConnectionOptions),
    connectTimeout: secondsForACall * 1_000,
    channelArgs: { 'grpc.max_reconnect_backoff_ms': longestPauseToReconnect },
    interceptors: [retries.interceptor],
  })
  const client = new Client({ connection, namespace })
  const registration = registerInTime(connection, namespace, log)
  return {
    client,
    get hasSearchAttributes() {
      return registration.done
    },
    async close() {
      registration.cancel()
      await retries.end()
      await connection.close()
    },
  }
}

/**
 * A call without a deadline hangs for as long as the server is away, so each has one, its retries included. And a
 * retry that falls due after its channel was closed would end the whole process, so closing waits for the last.
 */
function limitedRetries() {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions()
  let isEnding = false
  let nextRetry = 0
  const retry = makeGrpcRetryInterceptor({
    retryableDecider: (attempt, status) => !isEnding && retryableDecider(attempt, status),
    delayFunction(attempt, status) {
      const delay = Math.min(delayFunction(attempt, status), longestRetryPause)
      nextRetry = Math.max(nextRetry, Date.now() + delay)
      return delay
    },
  })
  const interceptor: Interceptor = (options, nextCall) => {
    const path = options.method_definition?.path ?? ''
    if (options.deadline !== undefined || longPolls.test(path)) return retry(options, nextCall)
    return retry({ ...options, deadline: Date.now() + secondsForACall * 1_000 }, nextCall)
  }
  const end = async () => {
    isEnding = true
    if (nextRetry > Date.now()) await pause(nextRetry - Date.now() + 50)
  }
  return { interceptor, end }
}

function registerInTime(connection: Connection, namespace: string, log: Log) {
  let timer: NodeJS.Timeout | undefined
  const registration = { done: false, isCancelled: false }
  const cancel = () => {
    registration.isCancelled = true
    clearTimeout(timer)
  }
  const attempt = async () => {
    try {
      registration.done = await ensureSearchAttributes(connection, namespace)
      if (!registration.done)
        log.warn({ namespace }, 'No right to register search attributes: orders start without')
    } catch (error) {
      log.debug({ error: String(error) }, 'Temporal is not reached yet')
      if (!registration.isCancelled) timer = setTimeout(attempt, pauseBetweenRegistrations).unref()
    }
  }
  void attempt()
  return Object.assign(registration, { cancel })
}
