import { randomUUID } from 'node:crypto'
import type { Sql, Tx } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { standingDeadline } from '../../domain/deadlines.ts'
import { deadlineKinds, type Happening } from '../../domain/happening.ts'
import { CANCELLATION_ID } from '../../domain/ids.ts'
import { isDeadline } from '../../domain/lifecycle.ts'
import { type LockLevels, lockLevels } from '../inventory.ts'
import type { Log } from '../log.ts'
import { orderName } from '../order-name.ts'
import { errorSubject, noteError } from '../stuck/note-error.ts'
import { carry } from './carry.ts'
import { deskWithout, gone } from './desk.ts'
import { gatherFacts } from './facts.ts'
import { countAttempt, giveUp } from './failure.ts'
import { happeningOf } from './happening.ts'
import { type Loaded, lockAndLoad } from './load.ts'
import { notYet, waitForSupplier } from './supplier.ts'
import type { Desk, RecordInput } from './types.ts'

/** After so many failures that were not the weather's, a happening is recorded as failed and the order goes on. */
export const ATTEMPTS_MAX = 5

export interface RecordDeps {
  sql: Sql
  log: Log
  /** When the program began to run: nobody could act before. */
  upSince?: Date
  /** Tests put a broken one here, to see that they would notice. */
  lockLevels?: LockLevels
}

/**
 * Writes down what a happening means, in one transaction, once: by its id, however often it is told. A repeat
 * applies nothing and gets the order's present desk with every effect that is still open.
 */
export function createRecord({ sql, log, upSince, lockLevels: lock = lockLevels }: RecordDeps) {
  return async function record(told: RecordInput): Promise<Desk> {
    // What is decided in place of what was told is what fails, too.
    let input = told
    const surroundings: Surroundings = {
      lock,
      upSince: upSince ?? null,
      deciding(instead) {
        input = instead
      },
    }
    try {
      return await sql.begin((tx) => recordOnce(tx, told, surroundings))
    } catch (error) {
      if (isTransient(error)) throw error
      const { orderId, happening } = input
      const attempts = await countAttempt(sql, input)
      const errorId = randomUUID()
      const name = await orderName(sql, orderId)
      log.error({ err: error, ...name, happening: happening.id, attempts, errorId }, 'a happening failed')
      await noteError(sql, errorSubject.happening(orderId, happening.id), errorId, error)
      if (attempts < ATTEMPTS_MAX) throw error
      return await sql.begin((tx) => giveUp(tx, input, errorId))
    }
  }
}

interface Surroundings {
  lock: LockLevels
  upSince: Date | null
  /** Says what is being decided. */
  deciding(input: RecordInput): void
}

/**
 * What befell the order before its deadline and still waits in the inbox is decided first: the deadline comes again, if
 * it still stands then. So nobody who answered in time loses to a clock because a signal was late.
 */
async function beforeTheDeadline(tx: Tx, { web, order }: Loaded, happening: Happening) {
  if (order === null || !isDeadline(happening.type)) return null
  const deadline = standingDeadline(order, happening)
  if (deadline === null) return null
  const [first] = await tx<{ id: string }[]>`
    select id from happenings
    where order_id = ${web.id} and status = 'waiting' and at <= ${deadline.at} and type <> all(${[...deadlineKinds]}::text[])
    order by seq limit 1`
  return first ?? null
}

/** An order that was cancelled before it was received is rejected as it arrives: no sale is made only to be undone. */
async function recordOnce(tx: Tx, input: RecordInput, surroundings: Surroundings): Promise<Desk> {
  surroundings.deciding(input)
  const loaded = await lockAndLoad(tx, input.orderId, input.happening.id)
  if (loaded === null) return gone
  const happening = happeningOf(loaded, input)
  if (happening === null) return deskWithout(tx, loaded, input.happening.id)
  if (happening.type === 'received' && loaded.web.isCancelled) {
    return recordOnce(tx, { ...input, happening: { id: CANCELLATION_ID } }, surroundings)
  }
  const earlier = await beforeTheDeadline(tx, loaded, happening)
  if (earlier) return recordOnce(tx, { ...input, happening: earlier }, surroundings)
  const gathered = await gatherFacts(tx, loaded, happening, surroundings.lock)
  const { upSince } = surroundings
  const facts = upSince && isDeadline(happening.type) ? { ...gathered, upSince } : gathered
  const until = notYet(loaded, facts, happening)
  if (until !== null) return waitForSupplier(tx, loaded, happening, until)
  return carry(tx, loaded, happening, facts)
}
