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
/** These wait for something to happen, so they take their time. */
const longPolls =
  /\/(GetWorkflowExecutionHistory|PollWorkflowExecutionUpdate|UpdateWorkflowExecution|ExecuteMultiOperation|QueryWorkflow)$/
const pauseBetweenTries = 5_000

export function openEngine({ connection: options, namespace }: TemporalSettings, log: Log): OpenEngine {
  const connection = Connection.lazy({
    ...(options as ConnectionOptions),
    connectTimeout: secondsForACall * 1_000,
    interceptors: [retryWithinDeadline],
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
      await connection.close()
    },
  }
}

const retry = makeGrpcRetryInterceptor(defaultGrpcRetryOptions())

/** A call without a deadline hangs for as long as the server is away; retries count within the same 3 s. */
const retryWithinDeadline: Interceptor = (options, nextCall) => {
  const path = options.method_definition?.path ?? ''
  if (options.deadline !== undefined || longPolls.test(path)) return retry(options, nextCall)
  return retry({ ...options, deadline: Date.now() + secondsForACall * 1_000 }, nextCall)
}

function registerInTime(connection: Connection, namespace: string, log: Log) {
  const registration = { done: false, cancel: () => clearTimeout(timer) }
  let timer: NodeJS.Timeout | undefined
  const attempt = async () => {
    try {
      registration.done = await ensureSearchAttributes(connection, namespace)
      if (!registration.done)
        log.warn({ namespace }, 'No right to register search attributes: orders start without')
    } catch (error) {
      log.debug({ error: String(error) }, 'Temporal is not reached yet')
      timer = setTimeout(attempt, pauseBetweenTries).unref()
    }
  }
  void attempt()
  return registration
}
