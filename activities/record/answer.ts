import { ANSWERS_CHANNEL } from '../../db/channels.ts'
import type { Tx } from '../../db/client.ts'
import type { Happening, HappeningType } from '../../domain/happening.ts'
import { tellRefusal } from '../returns/tell.ts'
import type { Loaded } from './load.ts'

/** What became of a happening that waits in the inbox. */
export interface Answered {
  status: 'applied' | 'refused' | 'failed'
  /** Why nothing changed; null: it was applied. */
  refusal: Refusal | null
}

interface Refusal {
  code: string
  [detail: string]: unknown
}

/** The inbox row's end, as a part of a statement; with `answerNotice`, on which pages wait. */
export function writeAnswer(tx: Tx, { web }: Loaded, { id }: Happening, { status, refusal }: Answered) {
  return tx`
    update happenings set status = ${status}, refusal = ${refusal && tx.json(refusal as never)}, answered_at = now()
    where order_id = ${web.id} and id = ${id}`
}

export function answerNotice(tx: Tx, { web }: Loaded, { id }: Happening) {
  return tx`pg_notify(${ANSWERS_CHANNEL}, ${JSON.stringify({ order: web.id, happening: id })})`
}

/** Tells the inbox why a happening changed nothing, or that it was taken note of, and ends its effect. */
export async function answer(
  tx: Tx,
  loaded: Loaded,
  happening: Happening,
  refusal: Refusal | null = null,
): Promise<void> {
  const status = refusal === null ? 'applied' : refusal.code === 'error' ? 'failed' : 'refused'
  await Promise.all([
    loaded.inbox &&
      tx`
        with answered as (${writeAnswer(tx, loaded, happening, { status, refusal })})
        select ${answerNotice(tx, loaded, happening)}`,
    ...endEffect(tx, happening),
    ...(refusal ? tellRefusal(tx, loaded.web.id, happening, refusal.code) : []),
  ])
}

const failures: readonly HappeningType[] = ['receiptFailed', 'refundFailed', 'moneyUnknown']

/** Ends the effect whose result the happening brought. */
export function endEffect(tx: Tx, happening: Happening) {
  const key = endedBy(happening)
  if (key === null) return []
  return [
    tx`
      update effects set status = ${failures.includes(happening.type) ? 'failed' : 'done'}, ended_at = now(),
        lease_until = null, outcome = ${tx.json(happening.payload as never)}
      where key = ${key} and status = 'open'`,
  ]
}

/** The key of the effect whose result the happening brought. */
export const endedBy = ({ payload }: Happening): string | null =>
  'effectKey' in payload ? payload.effectKey : null
