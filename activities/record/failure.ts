import type { Sql, Tx } from '../../db/client.ts'
import { noFacts } from '../../domain/facts.ts'
import { answer } from './answer.ts'
import { carry } from './carry.ts'
import { deskOf, deskWithout, gone } from './desk.ts'
import { happeningOf } from './happening.ts'
import { lockAndLoad } from './load.ts'
import type { Desk, RecordInput } from './types.ts'

/** Counts on the inbox row, so that no restart forgets how often it was tried. */
export async function countAttempt(sql: Sql, { orderId, happening, at }: RecordInput): Promise<number> {
  const { id, type, payload } = happening
  if (type === 'received') {
    const [row] = await sql<{ attempts: number }[]>`
      update web_orders set attempts = attempts + 1 where id = ${orderId} returning attempts`
    return row?.attempts ?? 0
  }
  const [row] = await sql<{ attempts: number }[]>`
    insert into happenings (order_id, id, type, payload, actor_kind, attempts, at)
    values (${orderId}, ${id}, ${type ?? 'comment'}, ${sql.json(payload ?? {})}, 'system', 1, ${new Date(at)})
    on conflict (order_id, id) do update set attempts = happenings.attempts + 1
    returning attempts`
  return row?.attempts ?? 0
}

/**
 * The happening is recorded as failed with the error's id, which the person sees; an order that could not even be
 * received waits in Sale Processing Failed. A deadline that fails is not tried for ever: it is taken off.
 */
export async function giveUp(tx: Tx, input: RecordInput, errorId: string): Promise<Desk> {
  const loaded = await lockAndLoad(tx, input.orderId, input.happening.id)
  if (loaded === null) return gone
  const happening = happeningOf(loaded, input)
  if (happening === null) return deskOf(loaded, loaded.order, loaded.effects)
  if (loaded.order === null) {
    const reading = {
      ok: false as const,
      path: '',
      message: `Kickstand could not process it (error ${errorId}).`,
    }
    return carry(tx, loaded, happening, { ...noFacts, reading })
  }
  await answer(tx, loaded, happening, { code: 'error', errorId })
  return deskWithout(tx, loaded, happening.id)
}
