import { answerTimes, holdTimes } from './clocks.ts'
import type { Rules } from './rules.ts'
import { isProblem, type Status } from './status.ts'

/** Of an open order what its clocks run by. */
export interface ClockedOrder {
  status: Status
  placedAt: Date | null
  readyAt: Date | null
  holdByHand: boolean
  respondBy: Date | null
  holdUntil: Date | null
}

/** Whether under these rules the order would get another end of its time to answer, or of its hold. */
export function wouldMove(order: ClockedOrder, rules: Rules, now: Date): boolean {
  const { status, placedAt, readyAt, holdByHand, respondBy, holdUntil } = order
  if ((isProblem(status) || status === 'new') && placedAt !== null) {
    return isOther(respondBy, answerTimes(placedAt, withoutReminders(rules))?.respondBy ?? null)
  }
  if (status !== 'ready_for_pickup' || (holdByHand && holdUntil !== null)) return false
  const end = holdTimes(readyAt ?? now, rules)?.holdUntil ?? null
  // What a customer was told is never made earlier.
  return end === null || holdUntil === null ? isOther(holdUntil, end) : end > holdUntil
}

/** Each of them costs as much as the deadline itself. */
const withoutReminders = (rules: Rules): Rules => ({
  ...rules,
  answer: rules.answer && { ...rules.answer, remindLastHours: 0 },
})

const isOther = (a: Date | null, b: Date | null) => a?.getTime() !== b?.getTime()
