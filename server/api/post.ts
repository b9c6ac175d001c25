import type { Context } from 'hono'
import { sha256 } from '../../intake/content-digest.ts'
import type { Answer, SignedPost } from '../../intake/replay-guard.ts'
import type { SignedEnv } from './deps.ts'
import { problem, send } from './problem.ts'

export function signedPost(c: Context<SignedEnv>): SignedPost {
  const { source, webhookId, body } = c.var
  return { source, webhookId, path: c.req.path, bodyHash: sha256(body) }
}

/** The answer of a guard to a signed POST. */
export function sendOnce(c: Context, answer: Answer | 'reused'): Response {
  if (answer !== 'reused') return send(c, answer)
  return problem(
    c,
    'webhook-id-reused',
    'Within 24 hours a webhook-id stands for one request: same path, same body.',
  )
}
