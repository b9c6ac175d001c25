import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { ApiLog } from './deps.ts'
import { problem } from './problem.ts'

/** postgres.js' own codes, the system's, and PostgreSQL's: not there, shutting down, full, waited too long. */
const TRANSIENT = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '08006',
  '40001',
  '40P01',
  '53300',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
])
const RETRY_AFTER_SECONDS = 5

/** Nothing of the error itself goes out: its id leads to it in the log. */
export function answerError(error: Error, c: Context, log: ApiLog): Response {
  const errorId = randomUUID()
  const { code } = error as { code?: string }
  log.error({ errorId, path: c.req.path, code, error: error.stack }, 'An API request failed')
  if (code === undefined || !TRANSIENT.has(code)) {
    return problem(c, 'internal-error', 'It is in our log under this errorId.', { errorId })
  }
  c.header('retry-after', String(RETRY_AFTER_SECONDS))
  return problem(c, 'not-available', 'Send the same request again in a while.', { errorId })
}
