import type { Context } from 'hono'
import type { Sql, Tx } from '../../db/client.ts'
import { sha256 } from '../../intake/content-digest.ts'
import { type Answer, answerOnce } from '../../intake/replay-guard.ts'
import type { SignedEnv } from './deps.ts'
import { problem, send } from './problem.ts'

/** Answers a signed POST once for each webhook-id; what it stores is on disk when the answer goes out. */
export async function answerPost(
  c: Context<SignedEnv>,
  sql: Sql,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Response> {
  const { source, webhookId, body } = c.var
  const post = { source, webhookId, path: c.req.path, bodyHash: sha256(body) }
  const answer = await sql.begin((tx) => answerOnce(tx, post, () => work(tx)))
  if (answer !== 'reused') return send(c, answer)
  return problem(
    c,
    'webhook-id-reused',
    'Within 24 hours a webhook-id stands for one request: same path, same body.',
  )
}
