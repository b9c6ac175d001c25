import { randomUUID } from 'node:crypto'
import { activityInfo } from '@temporalio/activity'
import type { Sql } from '../db/client.ts'
import type { Log } from './log.ts'
import { makeReceipt } from './receipt.ts'
import type { HappeningRef, OpenEffect } from './record/types.ts'

/** As often as the workflow tries (workflows/effects.ts); the last failure is told instead of thrown. */
const ATTEMPTS_MAX = 5
const LEASE_SECONDS = 30

/**
 * Carries out one effect and brings its result back as a happening. The row is claimed with a lease, so that two
 * runs are never at the same one; what it makes is unique by the effect's key.
 */
export function createCarryOut({ sql, log }: { sql: Sql; log: Log }) {
  return async function carryOut(input: OpenEffect & { orderId: number }): Promise<HappeningRef> {
    const { key, orderId } = input
    try {
      await claim(sql, key)
      const { documentId } = await makeReceipt({ sql }, { orderId, effectKey: key }).catch(async (error) => {
        await release(sql, key)
        throw error
      })
      return { id: `${key}:made`, type: 'receiptMade', payload: { effectKey: key, documentId } }
    } catch (error) {
      const { attempt } = activityInfo()
      const errorId = randomUUID()
      log.error({ err: error, order: orderId, effect: key, attempt, errorId }, 'an effect failed')
      if (attempt < ATTEMPTS_MAX) throw error
      return { id: `${key}:failed`, type: 'receiptFailed', payload: { effectKey: key, errorId } }
    }
  }
}

async function claim(sql: Sql, key: string): Promise<void> {
  const claimed = await sql`
    update effects set attempts = attempts + 1, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where key = ${key} and (lease_until is null or lease_until < now())
    returning key`
  if (claimed.length === 0) throw new Error(`effect ${key} is in other hands`)
}

/** A try that failed does not keep the next one waiting. */
async function release(sql: Sql, key: string): Promise<void> {
  await sql`update effects set lease_until = null where key = ${key}`
}
