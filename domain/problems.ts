import { isUnanswered } from './deadlines.ts'
import { isOpenLine } from './matching.ts'
import type { OrderLine, OrderState, Problem } from './order.ts'
import { couldNotGoBack, isOpenDispute } from './payment.ts'
import { isClosed, isProblem } from './status.ts'
import { touchesStock } from './stock.ts'

/** Units sold and not there: what the line still lacks once the sale is made. */
export function owedOn(order: Pick<OrderState, 'status' | 'fulfilment'>, line: OrderLine): number {
  const sold = !isProblem(order.status) && order.status !== 'rejected' && order.status !== 'archived'
  const stocked = line.productKind !== null && touchesStock(order.fulfilment, line.productKind)
  return sold && stocked ? line.quantity - line.allocated : 0
}

/** What staff should know about an order as it stands now. */
export function problemsOf(order: OrderState): Problem[] {
  const kept = order.problems.filter(
    ({ code }) =>
      code === 'receipt_failed' || (code === 'unreadable' && order.status === 'sale_processing_failed'),
  )
  return [
    ...kept,
    ...openQuestions(order),
    ...shortLines(order),
    ...fromWebsite(order),
    ...missed(order),
    ...ofMoney(order),
  ]
}

function openQuestions(order: OrderState): Problem[] {
  if (order.status !== 'customer_id_required' && order.status !== 'product_match_failed') return []
  const customer: Problem[] = order.customerId === null ? [{ code: 'customer_not_identified' }] : []
  const lines = order.lines
    .filter(isOpenLine)
    .map((line): Problem => ({ code: 'product_not_matched', line: line.id, problem: line.problem ?? 'none' }))
  return [...customer, ...lines]
}

function shortLines(order: OrderState): Problem[] {
  return order.lines.flatMap((line): Problem[] => {
    const owed = owedOn(order, line)
    return owed > 0 ? [{ code: 'short', line: line.id, owed }] : []
  })
}

function fromWebsite(order: OrderState): Problem[] {
  const problems: Problem[] = []
  if (order.cancellationAskedAt && !isClosed(order.status)) problems.push({ code: 'cancellation_asked' })
  if (order.differs) problems.push({ code: 'content_differs' })
  return problems
}

/** A clock that ended, for as long as the order waits for what it was about. */
function missed(order: OrderState): Problem[] {
  const { status, respondBy, answerMissedAt, holdUntil, holdEndedAt, readyBy, promiseMissedAt } = order
  const problems: Problem[] = []
  if (isUnanswered(order) && answerMissedAt && respondBy) {
    problems.push({ code: 'answer_missed', by: respondBy.toISOString() })
  }
  if (status === 'ready_for_pickup' && holdEndedAt && holdUntil) {
    problems.push({ code: 'hold_ended', by: holdUntil.toISOString() })
  }
  if (status === 'in_process' && promiseMissedAt && readyBy) {
    problems.push({ code: 'promise_missed', by: readyBy })
  }
  return problems
}

/** What is wrong with the money that the shop takes itself. */
function ofMoney({ money, status }: OrderState): Problem[] {
  if (money === null) return []
  const { state, trouble, warned, captureBefore } = money
  const problems = money.disputes
    .filter(isOpenDispute)
    .map(({ evidenceBy, reason, amount }): Problem => ({ code: 'disputed', by: evidenceBy, reason, amount }))
  if (state === 'declined' && trouble) problems.push({ code: 'payment_declined', reason: trouble })
  if (state === 'unknown') problems.push({ code: 'payment_unknown', errorId: trouble ?? '' })
  if (trouble && (couldNotGoBack(money) || trouble === 'payment_shared')) {
    problems.push({ code: 'refund_failed', reason: trouble })
  }
  if (state === 'held' && warned && captureBefore && !isClosed(status)) {
    problems.push({ code: 'capture_ends', by: captureBefore })
  }
  return problems
}
