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

/**
 * What these rules would do to the end of the order's time to answer, or of its hold; `late`: it would be over at once,
 * and the order marked.
 */
export function effectOn(order: ClockedOrder, rules: Rules, now: Date): 'none' | 'moved' | 'late' {
  const [present, next] = ends(order, rules, now)
  if (present?.getTime() === next?.getTime()) return 'none'
  return next && next <= now ? 'late' : 'moved'
}

/** As it is, and as it would be. */
function ends(order: ClockedOrder, rules: Rules, now: Date): [Date | null, Date | null] {
  const { status, placedAt, readyAt, holdByHand, respondBy, holdUntil } = order
  if ((isProblem(status) || status === 'new') && placedAt !== null) {
    return [respondBy, answerTimes(placedAt, withoutReminders(rules))?.respondBy ?? null]
  }
  if (status !== 'ready_for_pickup' || (holdByHand && holdUntil !== null)) return [null, null]
  const end = holdTimes(readyAt ?? now, rules)?.holdUntil ?? null
  // What a customer was told is never made earlier.
  return [holdUntil, end && holdUntil && end < holdUntil ? holdUntil : end]
}

/** Each of them costs as much as the deadline itself. */
const withoutReminders = (rules: Rules): Rules => ({
  ...rules,
  answer: rules.answer && { ...rules.answer, remindLastHours: 0 },
})
