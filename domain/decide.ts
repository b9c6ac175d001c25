import { deadlineOf } from './deadlines.ts'
import { decideAtTheDesk } from './deciding/desk.ts'
import { decideFirst } from './deciding/first.ts'
import { decideFromPaper } from './deciding/paper.ts'
import { decideFromWebsite } from './deciding/website.ts'
import type { Decision } from './decision.ts'
import type { Facts } from './facts.ts'
import type { Happening } from './happening.ts'
import { lifecycle, whyNot } from './lifecycle.ts'
import type { Change, OrderState } from './order.ts'
import { owedOn, problemsOf } from './problems.ts'

/** A comment says something about an order and changes nothing that another person could have relied on. */
const countsAsChange = (happening: Happening, change: Change): boolean => {
  if (happening.type === 'comment') return false
  if (happening.type === 'contentChanged') return change.outcome.tookPlace === true
  return happening.type !== 'receiptMade' && happening.type !== 'receiptFailed'
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
  if (!deadlineStands(order, happening)) return { refused: { code: 'too_early' } }
  const decision = decideRule(order, happening, facts)
  return 'refused' in decision ? decision : { change: settled(order, happening, decision.change) }
}

function decideRule(order: OrderState | null, happening: Happening, facts: Facts): Decision {
  if (order === null) return decideFirst(happening, facts)
  switch (happening.type) {
    case 'contentChanged':
    case 'cancellation':
    case 'supplierShipped':
    case 'supplierCompleted':
      return decideFromWebsite(order, happening, facts)
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

function deadlineStands(order: OrderState | null, { type, at }: Happening): boolean {
  if (type !== 'supplierShipped' && type !== 'supplierCompleted') return true
  return order?.deadline?.kind === type && order.deadline.at <= at
}

/** The parts that follow from the rest: version, warnings, the next deadline; and the table has the last word. */
function settled(order: OrderState | null, happening: Happening, change: Change): Change {
  const version = (order?.version ?? 0) + (order === null || countsAsChange(happening, change) ? 1 : 0)
  const shortage = change.next.lines.some((line) => owedOn(change.next, line) > 0)
  const next = { ...change.next, version, shortage }
  next.problems = problemsOf(next)
  next.deadline = deadlineOf(next)
  const allowed = lifecycle[order?.status ?? 'awaited'][happening.type]?.to ?? []
  if (!allowed.includes(next.status)) {
    throw new Error(`${happening.type} may not lead from ${order?.status ?? 'awaited'} to ${next.status}`)
  }
  return { ...change, next }
}
