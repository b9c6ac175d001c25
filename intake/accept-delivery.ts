import type { Sql } from '../db/client.ts'
import { type InboxOrder, keepOtherContent, placing } from './place-orders.ts'
import { type Answer, firstAnswer, forgetOldAnswer, type SignedPost } from './replay-guard.ts'

/** The orders of a signed POST, and what is said about those that were refused. */
export interface Delivery {
  good: readonly InboxOrder[]
  /** JSON text. */
  refused: string
}

const ANSWER_KEY = 'api_requests_source_webhook_id_pk'

/**
 * Puts a delivery's orders into the inbox, notes the answer under its webhook-id, and gives it. One statement where
 * answerOnce would take five: they are what an order costs. Duplicates are looked into afterwards; a repeat of the
 * request looks again, so a crash in between loses nothing.
 * @returns 'reused' where the id stands for another request
 */
export async function acceptDelivery(
  sql: Sql,
  post: SignedPost,
  delivery: Delivery,
): Promise<Answer | 'reused'> {
  const placed = await placeOnce(sql, post, delivery)
  if (placed) {
    if (placed.hasDuplicates) await keepOtherContent(sql, post.source, delivery.good)
    return { status: placed.status, body: placed.body }
  }
  const first = await firstAnswer(sql, post)
  if (first === null) {
    await forgetOldAnswer(sql, post)
    return acceptDelivery(sql, post, delivery)
  }
  if (first !== 'reused') await keepOtherContent(sql, post.source, delivery.good)
  return first
}

type Placed = Answer & { hasDuplicates: boolean }

/** Null: the webhook-id was used already, which takes back what this statement placed. */
async function placeOnce(
  sql: Sql,
  { source, webhookId, path, bodyHash }: SignedPost,
  { good, refused }: Delivery,
): Promise<Placed | null> {
  try {
    const [placed] = await sql<Placed[]>`
      with ${placing(sql, source, good)}, told as (
        select place, item.number, not is_first or placed.number is null as duplicate
        from item left join placed on placed.number = item.number
      ), summed as (
        select coalesce(string_agg(
          '{"number":"' || number || '","duplicate":' || duplicate || '}', ',' order by place
        ), '') as accepted, coalesce(bool_or(duplicate), false) as has_duplicates
        from told
      ), noted as (
        insert into api_requests (source, webhook_id, path, body_hash, status, answer)
        select ${source}, ${webhookId}, ${path}, ${bodyHash}, 202,
          to_jsonb('{"accepted":[' || accepted || '],"refused":' || ${refused}::text || '}')
        from summed
        returning status, answer
      )
      select status, answer #>> '{}' as body, has_duplicates from noted, summed`
    return placed ?? null
  } catch (error) {
    const { code, constraint_name: constraint } = error as { code?: string; constraint_name?: string }
    if (code === '23505' && constraint === ANSWER_KEY) return null
    throw error
  }
}
