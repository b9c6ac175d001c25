import { clocksAfter, standingDeadline } from './deadlines.ts'
import { decideByClock } from './deciding/clock.ts'
import { decideAtTheDesk } from './deciding/desk.ts'
import { decideFirst } from './deciding/first.ts'
import { decideGiveBack } from './deciding/give-back.ts'
import { decideMoney, moneyAfter } from './deciding/money.ts'
import { decideFromPaper } from './deciding/paper.ts'
import { decideTakingBack, stepAfter } from './deciding/undo.ts'
import { decideFromWebsite } from './deciding/website.ts'
import type { Decision } from './decision.ts'
import type { Facts } from './facts.ts'
import type { Happening, HappeningType } from './happening.ts'
import { lettersAsked } from './letters-asked.ts'
import { isDeadline, lifecycle, whyNot } from './lifecycle.ts'
import type { Change, OrderState, Outcome } from './order.ts'
import { owedOn, problemsOf } from './problems.ts'
import { decideReturnRefund } from './returns/order-refund.ts'

/** These say something about an order, or put its clocks right: nothing that another person relied on. */
export const quietTypes: readonly HappeningType[] = [
  'comment',
  'answerReminder',
  'pickupReminder',
  'promiseMissed',
  'rulesChanged',
  'checkPayment',
  'askProvider',
  'captureEnds',
  'captured',
  'released',
  'refunded',
  'refundFailed',
  'moneyUnknown',
  'paymentNotice',
  'returnRefund',
  'receiptMade',
  'receiptFailed',
]
/** A clock's end that was only marked is none, either: an answer a moment later is as good as before. */
const countsAsChange = (happening: Happening, change: Change): boolean => {
  if (happening.type === 'contentChanged') return change.outcome.tookPlace === true
  if (happening.type === 'paymentSeen') return change.outcome.code !== undefined
  return !quietTypes.includes(happening.type) && change.outcome.missed !== 'flagged'
}

/**
 * What a happening means for an order. Pure: the clock is `happening.at`, the world is `facts`.
 * @param order null: it has no status yet
 */
export function decide(order: OrderState | null, happening: Happening, facts: Facts): Decision {
  const stage = order?.status ?? 'awaited'
  const notNow = whyNot(stage, happening.type, order?.fulfilment ?? null)
  if (isStale(order, happening)) return { refused: { code: 'stale' } }
  if (notNow) return { refused: { code: notNow } }
  if (order && isDeadline(happening.type) && !standingDeadline(order, happening))
    return { refused: { code: 'too_early' } }
  const decision = decideRule(order, happening, facts)
  return 'refused' in decision ? decision : { change: settled(order, happening, decision.change, facts) }
}

function decideRule(order: OrderState | null, happening: Happening, facts: Facts): Decision {
  if (order === null) return decideFirst(happening, facts)
  switch (happening.type) {
    case 'contentChanged':
    case 'cancellation':
    case 'supplierShipped':
    case 'supplierCompleted':
      return decideFromWebsite(order, happening, facts)
    case 'answerReminder':
    case 'answerMissed':
    case 'pickupReminder':
    case 'holdEnded':
    case 'promiseMissed':
    case 'rulesChanged':
      return decideByClock(order, happening, facts)
    case 'captured':
    case 'captureDeclined':
    case 'released':
    case 'refunded':
    case 'refundFailed':
    case 'moneyUnknown':
    case 'paymentSeen':
    case 'paymentNotice':
    case 'captureEnds':
    case 'askProvider':
      return decideMoney(order, happening, facts)
    case 'giveBack':
      return decideGiveBack(order, happening, facts)
    case 'returnRefund':
      return decideReturnRefund(order, happening, facts)
    case 'undo':
    case 'reopen':
      if (facts.returns > 0) return { refused: { code: 'has_returns' } }
      return decideTakingBack(order, happening, facts)
    case 'receiptMade':
    case 'receiptFailed':
      return decideFromPaper(order, happening)
    default:
      return decideAtTheDesk(order, happening, facts)
  }
}

/** What the person saw was changed since; a comment can't be out of date. */
function isStale(order: OrderState | null, { type, seenVersion }: Happening): boolean {
  return order !== null && type !== 'comment' && seenVersion !== null && seenVersion !== order.version
}

/** The parts that follow from the rest: version, clocks, warnings, letters; and the table has the last word. */
function settled(order: OrderState | null, happening: Happening, change: Change, facts: Facts): Change {
  const { rules } = facts
  const version = (order?.version ?? 0) + (order === null || countsAsChange(happening, change) ? 1 : 0)
  const shortage = change.next.lines.some((line) => owedOn(change.next, line) > 0)
  const { money, wishes, drops } = moneyAfter(order, change, happening, facts)
  const next = { ...change.next, version, shortage, money }
  Object.assign(next, clocksAfter(order, next, happening, rules))
  next.step = stepAfter(order, next, happening, rules?.undoSeconds ?? 0)
  next.problems = problemsOf(next)
  const allowed = lifecycle[order?.status ?? 'awaited'][happening.type]?.to ?? []
  if (!allowed.includes(next.status)) {
    throw new Error(`${happening.type} may not lead from ${order?.status ?? 'awaited'} to ${next.status}`)
  }
  const moved = happening.type === 'rulesChanged' && order ? { moved: movedClocks(order, next) } : {}
  const letters = lettersAsked(order, happening, next)
  return { ...change, next, wishes, drops, letters, outcome: { ...change.outcome, ...moved } }
}

/** From and to, of the clocks that other rules moved. */
function movedClocks(before: OrderState, next: OrderState): NonNullable<Outcome['moved']> {
  const iso = (date: Date | null) => date?.toISOString() ?? null
  const [respondBy, holdUntil] = (['respondBy', 'holdUntil'] as const).map(
    (clock): [string | null, string | null] => [iso(before[clock]), iso(next[clock])],
  )
  const changed = (pair?: [string | null, string | null]) => pair && pair[0] !== pair[1]
  return { ...(changed(respondBy) && { respondBy }), ...(changed(holdUntil) && { holdUntil }) }
}
