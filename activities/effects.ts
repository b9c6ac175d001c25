import { randomUUID } from 'node:crypto'
import type { Sql } from '../db/client.ts'
import { failpoint } from '../db/failpoint.ts'
import { isTransient } from '../db/transient.ts'
import type { HappeningType } from '../domain/happening.ts'
import type { Log } from './log.ts'
import { orderName } from './order-name.ts'
import { makeReceipt as makeReceiptPdf } from './receipt.ts'
import type { Desk, OpenEffect, RecordInput } from './record/types.ts'
import { errorSubject, noteError } from './stuck/note-error.ts'

/** After so many failures that were not the weather's, somebody is told. */
const ATTEMPTS_MAX = 5
const LEASE_SECONDS = 30

export interface EffectDeps {
  sql: Sql
  log: Log
  /** Tests put a jammed printer here. */
  makeReceipt?: typeof makeReceiptPdf
}

export interface CarryOutInput extends OpenEffect {
  orderId: number
  /** The workflow's clock, in Unix milliseconds. */
  at: number
}

/** An effect that has only just been asked for. */
export type AskedNow = Pick<CarryOutInput, 'orderId' | 'key' | 'at'>

type Record = (input: RecordInput) => Promise<Desk>

/**
 * Carries out one effect and writes down what came of it. The row is claimed with a lease, so that two runs are never
 * at the same one; what it makes is unique by the effect's key.
 * @returns the order's present desk
 */
export function createCarryOut(deps: EffectDeps, record: Record) {
  const { sql, log } = deps
  return async function carryOut({ orderId, key, at }: CarryOutInput): Promise<Desk> {
    const round = await claim(sql, key)
    if (round === null) throw new Error(`effect ${key} is in other hands`)
    try {
      return await makePaper(deps, record, { orderId, key, at })
    } catch (error) {
      const attempts = await countFailure(sql, key, isTransient(error) ? 0 : 1)
      const errorId = randomUUID()
      const name = await orderName(sql, orderId)
      log.error({ err: error, ...name, effect: key, attempts, errorId }, 'an effect failed')
      await noteError(sql, errorSubject.effect(key), errorId, error)
      if (attempts < ATTEMPTS_MAX) throw error
      return record(brought(orderId, key, at, 'receiptFailed', { errorId }, round))
    }
  }
}

/** Makes a paper right after it was asked for. Null: it stays open, and the workflow carries it out. */
export function createPaperAtOnce(deps: EffectDeps, record: Record) {
  return async function paperAtOnce({ orderId, key, at }: AskedNow): Promise<Desk | null> {
    try {
      return await makePaper(deps, record, { orderId, key, at })
    } catch (error) {
      const name = await orderName(deps.sql, orderId)
      deps.log.warn({ err: error, ...name, effect: key }, 'a paper was not made at once; it is tried again')
      return null
    }
  }
}

/** Makes the paper, or finds the one that was made, and writes down that it is there. */
async function makePaper(
  { sql, makeReceipt = makeReceiptPdf }: EffectDeps,
  record: Record,
  { orderId, key, at }: AskedNow,
): Promise<Desk> {
  failpoint('receipt:before', key)
  const { documentId } = await makeReceipt({ sql }, { orderId, effectKey: key })
  failpoint('receipt:made', key)
  return record(brought(orderId, key, at, 'receiptMade', { documentId }))
}

/** The effect's result as a happening of its order; each round that somebody asked for may fail once more. */
function brought(
  orderId: number,
  key: string,
  at: number,
  type: Extract<HappeningType, 'receiptMade' | 'receiptFailed'>,
  result: { documentId: number } | { errorId: string },
  round = 1,
): RecordInput {
  const end = type === 'receiptMade' ? 'made' : round === 1 ? 'failed' : `failed:${round}`
  return { orderId, at, happening: { id: `${key}:${end}`, type, payload: { effectKey: key, ...result } } }
}

/** An effect that has ended meanwhile may be claimed: its paper is found, and its happening recorded already. @returns its round */
async function claim(sql: Sql, key: string): Promise<number | null> {
  const [claimed] = await sql<{ round: number }[]>`
    update effects set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where key = ${key} and (lease_until is null or lease_until < now())
    returning round`
  return claimed?.round ?? null
}

/** A try that failed does not keep the next one waiting. @returns how often it failed. */
async function countFailure(sql: Sql, key: string, failures: 0 | 1): Promise<number> {
  const [effect] = await sql<{ attempts: number }[]>`
    update effects set attempts = attempts + ${failures}, lease_until = null where key = ${key} returning attempts`
  return effect?.attempts ?? 0
}
