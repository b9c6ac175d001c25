import { randomUUID } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { failpoint } from '../../db/failpoint.ts'
import { isTransient } from '../../db/transient.ts'
import type { AskedNow, CarryOutInput } from '../effects.ts'
import type { Log } from '../log.ts'
import { orderName } from '../order-name.ts'
import type { Desk, RecordInput } from '../record/types.ts'
import { errorSubject, noteError } from '../stuck/note-error.ts'
import { ask, type Outcome, type ProviderAccess } from './ask.ts'
import { type Claimed, claim, holdOn } from './claim.ts'

/** With the workflow's pauses, half an hour; then somebody is told. */
const ATTEMPTS_MAX = 12

export interface MoneyDeps extends Pick<ProviderAccess, 'secrets'> {
  sql: Sql
  log: Log
  /** Tells the engine that somebody is still at it. */
  heartbeat?: () => void
}

type Record = (input: RecordInput) => Promise<Desk>

/**
 * Asks the payment provider for one thing, once, and writes down what came of it. Claimed with a lease, named by a key
 * that stays the same; whatever fails is looked up before it is tried again.
 * @returns the order's present desk
 */
export function createSettleMoney(deps: MoneyDeps, record: Record) {
  const { sql } = deps
  return async function settleMoney({ orderId, key, kind, at }: CarryOutInput): Promise<Desk> {
    if (kind === 'receipt') throw new Error(`${key} is paper`)
    const tell = (outcome: Outcome) => record(told({ orderId, key, at }, outcome))
    const claimed = await claim(sql, key, new Date(at))
    if (claimed === 'ended') return record({ orderId, at, happening: { id: 'wake' } })
    const stopHolding = holdOn(deps, key)
    try {
      const outcome = await ask(deps, key, kind, claimed)
      failpoint('money:asked', key)
      return await tell(outcome)
    } catch (error) {
      return tell(await afterFailure(deps, orderId, key, claimed, error))
    } finally {
      stopHolding()
    }
  }
}

/** The outcome as a happening of its order. */
export function told({ orderId, key, at }: AskedNow, { end, type, payload }: Outcome): RecordInput {
  return { orderId, at, happening: { id: `${key}:${end}`, type, payload: { effectKey: key, ...payload } } }
}

/** Tried again by the workflow, until it was often enough; then staff look it up. @throws to be tried again */
async function afterFailure(
  { sql, log }: MoneyDeps,
  orderId: number,
  key: string,
  { attempts, round }: Claimed,
  error: unknown,
): Promise<Outcome> {
  const errorId = randomUUID()
  const isAnswered = error instanceof Error && 'statusCode' in error && Number(error.statusCode) >= 500
  const tried = isTransient(error) ? attempts : attempts + 1
  // A provider repeats its failure to the same key; one that never answered may still be at it.
  await sql`
    update effects set attempts = ${tried}, round = ${isAnswered ? round + 1 : round}, lease_until = null
    where key = ${key} and status = 'open'`
  log.error(
    { err: error, ...(await orderName(sql, orderId)), effect: key, attempts: tried, errorId },
    'the payment provider could not be asked',
  )
  await noteError(sql, errorSubject.effect(key), errorId, error)
  if (tried < ATTEMPTS_MAX) throw error
  return { end: 'unknown', type: 'moneyUnknown', payload: { errorId } }
}
