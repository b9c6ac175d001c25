import { ANSWERS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import type { Happening } from '../../domain/happening.ts'
import type { Loaded } from './load.ts'

/**
 * Tells the inbox what became of a happening, and ends the effect whose result it brought.
 * @param refusal why nothing changed; null: it was applied
 * @returns the key of the effect that ended
 */
export async function answer(
  tx: Tx,
  { web, inbox }: Loaded,
  happening: Happening,
  refusal: { code: string; [detail: string]: unknown } | null = null,
): Promise<string | null> {
  const failed = refusal?.code === 'error'
  const status = refusal === null ? 'applied' : failed ? 'failed' : 'refused'
  const ended = 'effectKey' in happening.payload ? happening.payload.effectKey : null
  const notice = JSON.stringify({ order: web.id, happening: happening.id })
  await Promise.all([
    inbox &&
      tx`
        with answered as (
          update happenings set status = ${status}, refusal = ${refusal && tx.json(refusal as never)}, answered_at = now()
          where order_id = ${web.id} and id = ${happening.id}
        )
        select pg_notify(${ANSWERS_CHANNEL}, ${notice})`,
    ended &&
      tx`
        update effects set status = ${happening.type === 'receiptMade' ? 'done' : 'failed'}, ended_at = now(),
          lease_until = null, outcome = ${tx.json(happening.payload as never)}
        where key = ${ended} and status = 'open'`,
  ])
  return ended
}
