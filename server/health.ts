import { Hono } from 'hono'
import { waitingToStart } from '../intake/waiting.ts'
import type { AppEnv, WebDeps } from './env.ts'

const LIMIT_MS = 2_000

/** For whoever watches the process: alive, and able to serve. Without the engine orders are still taken and shown. */
export function healthRoutes({ sql, engine, log }: WebDeps) {
  return new Hono<AppEnv>()
    .get('/live', (c) => c.json({ status: 'ok' }))
    .get('/ready', async (c) => {
      const [waiting, temporal] = await Promise.all([inbox(), reachable()])
      const database = waiting !== null
      const status = !database ? 'unavailable' : temporal ? 'ok' : 'degraded'
      return c.json({ status, database, temporal, waiting }, database ? 200 : 503)
    })

  async function inbox() {
    try {
      return await within(waitingToStart(sql))
    } catch (error) {
      log.warn({ err: error }, 'health: the database does not answer')
      return null
    }
  }

  async function reachable() {
    const { connection } = engine.client
    try {
      await within(
        connection.withDeadline(Date.now() + LIMIT_MS, () => connection.workflowService.getSystemInfo({})),
      )
      return true
    } catch (error) {
      log.warn({ err: error }, 'health: Temporal does not answer')
      return false
    }
  }
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${LIMIT_MS} ms`)), LIMIT_MS)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
