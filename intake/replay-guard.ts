import type { Queryable, Sql, Tx } from '../db/client.ts'

export interface SignedPost {
  source: string
  webhookId: string
  path: string
  /** SHA-256 of the body. */
  bodyHash: string
}

export interface Answer {
  status: number
  /** The body's JSON text, given again to the letter. */
  body: string
}

const DELETE_AT_ONCE = 5_000
const ROUNDS_MAX = 100

/**
 * Does the work once for each webhook-id within 24 h, in the transaction of what it stores; a repeat gets the first
 * answer, a twin that comes meanwhile waits for it.
 * @returns 'reused' where the id was used for something else
 */
export async function answerOnce(
  tx: Tx,
  post: SignedPost,
  work: () => Promise<Answer>,
): Promise<Answer | 'reused'> {
  const { source, webhookId, path, bodyHash } = post
  const isFirst = await tx`
    insert into api_requests (source, webhook_id, path, body_hash)
    values (${source}, ${webhookId}, ${path}, ${bodyHash})
    on conflict (source, webhook_id) do update
      set path = excluded.path, body_hash = excluded.body_hash, status = null, answer = null, at = now()
      where api_requests.at < now() - interval '24 hours'
    returning 1`
  if (isFirst.length === 0) {
    const first = await firstAnswer(tx, post)
    if (!first) throw new Error('an answer was cleaned away while it was asked for')
    return first
  }
  const answer = await work()
  await tx`
    update api_requests set status = ${answer.status}, answer = to_jsonb(${answer.body}::text)
    where source = ${source} and webhook_id = ${webhookId}`
  return answer
}

/** What was answered under this id within 24 h; null: nothing. */
export async function firstAnswer(
  sql: Queryable,
  { source, webhookId, path, bodyHash }: SignedPost,
): Promise<Answer | 'reused' | null> {
  const [first] = await sql<(Answer & { isSame: boolean })[]>`
    select status, answer #>> '{}' as body, path = ${path} and body_hash = ${bodyHash} as is_same
    from api_requests
    where source = ${source} and webhook_id = ${webhookId} and at >= now() - interval '24 hours'`
  if (!first) return null
  return first.isSame ? { status: first.status, body: first.body } : 'reused'
}

export async function forgetOldAnswer(sql: Queryable, { source, webhookId }: SignedPost): Promise<void> {
  await sql`
    delete from api_requests
    where source = ${source} and webhook_id = ${webhookId} and at < now() - interval '24 hours'`
}

/** Forgets answers older than 24 h, some at a time. */
export async function cleanApiRequests(sql: Sql): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const { count } = await sql`
      delete from api_requests where (source, webhook_id) in (
        select source, webhook_id from api_requests where at < now() - interval '24 hours'
        limit ${DELETE_AT_ONCE} for update skip locked
      )`
    if (count < DELETE_AT_ONCE) return
  }
}
