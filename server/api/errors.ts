import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { isTransient } from '../../db/transient.ts'
import { isBrokenOff } from '../broken-off.ts'
import type { ApiLog } from './deps.ts'
import { problem } from './problem.ts'

const RETRY_AFTER_SECONDS = 5

/** Nothing of the error itself goes out: its id leads to it in the log. */
export function answerError(error: Error, c: Context, log: ApiLog): Response {
  if (isBrokenOff(error)) return problem(c, 'bad-request', 'The body breaks off.')
  const errorId = randomUUID()
  const { code } = error as { code?: string }
  log.error({ errorId, path: c.req.path, code, error: error.stack }, 'An API request failed')
  if (!isTransient(error)) {
    return problem(c, 'internal-error', 'It is in our log under this errorId.', { errorId })
  }
  c.header('retry-after', String(RETRY_AFTER_SECONDS))
  return problem(c, 'not-available', 'Send the same request again in a while.', { errorId })
}
