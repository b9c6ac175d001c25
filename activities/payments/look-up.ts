import type { AskedNow } from '../effects.ts'
import { orderName } from '../order-name.ts'
import type { Desk, RecordInput } from '../record/types.ts'
import { ask } from './ask.ts'
import { claim, letGo } from './claim.ts'
import { type MoneyDeps, told } from './settle.ts'

/** A click on the order that comes meanwhile waits for it. */
const SHORT_MS = 1_000
/** A provider that did not answer is left to the workflow's tries for a while: nobody else is to wait for it. */
const REST_MS = 30_000

/** Looks a payment up right after that was asked for. Null: it stays open, and the workflow has it looked up. */
export function createLookUpAtOnce(deps: MoneyDeps, record: (input: RecordInput) => Promise<Desk>) {
  const { sql, log, secrets } = deps
  let restingUntil = 0
  return async function lookUpAtOnce({ orderId, key, at }: AskedNow): Promise<Desk | null> {
    if (!secrets || Date.now() < restingUntil) return null
    const claimed = await claim(sql, key, new Date(at)).catch(() => 'in other hands' as const)
    if (typeof claimed === 'string') return null
    try {
      const outcome = await ask({ secrets, timeoutMs: SHORT_MS }, key, 'lookUp', claimed)
      return await record(told({ orderId, key, at }, outcome))
    } catch (error) {
      restingUntil = Date.now() + REST_MS
      const name = await orderName(sql, orderId)
      log.warn({ err: error, ...name, effect: key }, 'a payment was not seen at once; it is tried again')
      await letGo(sql, key)
      return null
    }
  }
}
