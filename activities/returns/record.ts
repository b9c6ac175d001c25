import { randomUUID } from 'node:crypto'
import { ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql, Tx } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { decideReturn, returnDeadlineId } from '../../domain/returns/decide.ts'
import type { ReturnHappening } from '../../domain/returns/happening.ts'
import { isEnded, type ReturnState } from '../../domain/returns/return.ts'
import type { Log } from '../log.ts'
import { errorSubject, noteError } from '../stuck/note-error.ts'
import { factsFor } from './facts.ts'
import { type LoadedReturn, lockReturn } from './load.ts'
import { makeExchangeReceipt } from './receipt.ts'
import type { RecordReturnInput, ReturnDesk } from './types.ts'
import { answerReturn, writeReturn } from './write.ts'

/** After so many failures that were not the weather's, a happening is answered as failed and the return goes on. */
const ATTEMPTS_MAX = 5

/** A return that the database does not know: its workflow has nothing to wait for. */
const gone: ReturnDesk = { closed: true, nextDeadline: null }

/** Its look failed for good: it waits for whatever comes, which has it tried again. */
const stuck: ReturnDesk = { closed: false, nextDeadline: null }

export interface ReturnDeps {
  sql: Sql
  log: Log
}

/**
 * Writes down all that waits in a return's inbox, in the order in which it came, each in a transaction of its own and
 * once, however often it is told; then its deadline, where that is what came.
 * @returns what the return's workflow waits for next
 */
export function createRecordReturn({ sql, log }: ReturnDeps) {
  return async function recordReturn(input: RecordReturnInput): Promise<ReturnDesk> {
    for (;;) {
      try {
        const { desk, more } = await sql.begin((tx) => recordNext(tx, input))
        if (more) continue
        await makeExchangeReceipt({ sql, log }, input.returnId)
        return desk
      } catch (error) {
        if (isTransient(error)) throw error
        const errorId = randomUUID()
        const attempts = await countAttempt(sql, input.returnId)
        log.error(
          { err: error, returnId: input.returnId, attempts, errorId },
          'a happening of a return failed',
        )
        await noteError(sql, errorSubject.return(input.returnId), errorId, error)
        if (attempts < ATTEMPTS_MAX) throw error
        const isAnswered = await sql.begin((tx) => giveUp(tx, input.returnId, errorId))
        if (!isAnswered) return stuck
      }
    }
  }
}

async function recordNext(tx: Tx, input: RecordReturnInput): Promise<{ desk: ReturnDesk; more: boolean }> {
  const loaded = await lockReturn(tx, input.returnId)
  if (loaded === null) return { desk: gone, more: false }
  const happening = loaded.waiting ?? deadlineOf(loaded, input)
  if (happening === null) return { desk: deskOf(loaded.state), more: false }
  const facts = await factsFor(tx, loaded, happening)
  const decision = decideReturn(loaded.state, happening, facts)
  if ('refused' in decision) {
    const { refused: code, ...detail } = decision
    await answerReturn(tx, loaded, happening.id, { code, ...detail })
    return { desk: deskOf(loaded.state), more: loaded.waiting !== null }
  }
  await writeReturn(tx, loaded, happening, facts, decision.change)
  return { desk: deskOf(decision.change.next), more: true }
}

/** The deadline itself, where the workflow says that it has come and it still stands. */
function deadlineOf({ state }: LoadedReturn, { happening, at }: RecordReturnInput): ReturnHappening | null {
  const { deadline } = state
  if (deadline === null || returnDeadlineId(deadline) !== happening.id || deadline.at.getTime() > at)
    return null
  return {
    id: happening.id,
    type: deadline.kind,
    payload: {},
    actor: { kind: 'deadline' },
    seenVersion: null,
    at: new Date(at),
  }
}

function deskOf({ status, deadline }: ReturnState): ReturnDesk {
  const nextDeadline = deadline && { id: returnDeadlineId(deadline), at: deadline.at.getTime() }
  return { closed: isEnded(status), nextDeadline }
}

/** Counts on the inbox row that is next, or on the return itself, so that no restart forgets how often it was tried. */
async function countAttempt(sql: Sql, returnId: number): Promise<number> {
  const [row] = await sql<{ attempts: number }[]>`
    update return_happenings set attempts = attempts + 1
    where return_id = ${returnId} and id = (
      select id from return_happenings where return_id = ${returnId} and status = 'waiting' order by seq limit 1)
    returning attempts`
  if (row) return row.attempts
  const [own] = await sql<{ attempts: number }[]>`
    update returns set attempts = attempts + 1 where id = ${returnId} returning attempts`
  return own?.attempts ?? ATTEMPTS_MAX
}

/**
 * The happening is answered as failed with the error's id, which the person sees; where none waits, its deadline is
 * given up and the return shows the id.
 * @returns whether something was answered, so that there may be more
 */
async function giveUp(tx: Tx, returnId: number, errorId: string): Promise<boolean> {
  const [waiting] = await tx<{ id: string; orderId: number }[]>`
    select h.id, r.order_id from return_happenings h join returns r on r.id = h.return_id
    where h.return_id = ${returnId} and h.status = 'waiting' order by h.seq limit 1`
  if (waiting) {
    await answerReturn(tx, { id: returnId, orderId: waiting.orderId }, waiting.id, { code: 'error', errorId })
    return true
  }
  await tx`
    with given_up as (
      update returns set error_id = ${errorId}, deadline_kind = null, deadline_at = null where id = ${returnId}
      returning order_id
    )
    select pg_notify(${ORDERS_CHANNEL}, order_id::text) from given_up`
  return false
}
