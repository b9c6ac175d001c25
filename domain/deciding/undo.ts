import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening, HappeningType } from '../happening.ts'
import type { Change, OrderState, Step } from '../order.ts'
import { GIVEN_OTHERWISE } from '../payment.ts'
import { isClosed } from '../status.ts'
import { goalOf } from './money.ts'
import { isSold, resumeSale, unchanged } from './sale.ts'

/** Steps that staff may take back within the undo time. */
const undoable: readonly HappeningType[] = ['accept', 'ready', 'complete', 'reject', 'archive']

/**
 * The step that can be taken back after a happening, with how the order stood before: one that staff may undo, or
 * any that closed the order, for a manager to reopen. What leaves the status alone keeps the step before.
 * @param undoSeconds 0: none can be undone
 */
export function stepAfter(
  before: OrderState | null,
  next: OrderState,
  { id, type, at }: Happening,
  undoSeconds: number,
): Step | null {
  if (before === null) return null
  if (next.status === before.status) return before.step
  const isUndoable = undoable.includes(type)
  if (type === 'undo' || type === 'reopen') return next.step
  if (!(isUndoable || isClosed(next.status))) return null
  const { status, readyBy, location, readyAt, holdUntil, holdByHand, rejectReason, money } = before
  return {
    id,
    type,
    at,
    until: new Date(at.getTime() + (isUndoable ? undoSeconds * 1_000 : 0)),
    from: {
      status,
      readyBy,
      location,
      readyAt,
      holdUntil,
      holdByHand,
      rejectReason,
      moneyState: money?.state ?? null,
      moneyTrouble: money?.trouble ?? null,
      step: isUndoable && before.step && before.step.until > at ? before.step : null,
    },
  }
}

/** Takes the last step back: within its time by whoever is at the desk, a closed order later by a manager. */
export function decideTakingBack(
  order: OrderState,
  happening: Happening<'undo' | 'reopen'>,
  facts: Facts,
): Decision {
  const { step } = order
  if (step === null || step.id !== happening.payload.step) return { refused: { code: 'not_last_step' } }
  if (happening.type === 'undo' && happening.at > step.until) return { refused: { code: 'undo_over' } }
  if (order.money?.trouble === GIVEN_OTHERWISE) return { refused: { code: 'given_otherwise' } }
  const { moneyState: _, moneyTrouble: __, ...from } = step.from
  const change = unchanged({ ...order, ...from }, { undone: step.id })
  if (order.money && facts.openMoney?.isStarted) {
    const turns = goalOf(change.next, order.money, happening) !== order.money.goal
    if (turns) return { refused: { code: 'payment_under_way' } }
  }
  return { change: { ...change, ...sale(order, change.next, facts), takesBack: step.id } }
}

/** Back to an open sale where there was one; nothing else had a sale to end. */
function sale(
  order: OrderState,
  next: OrderState,
  facts: Facts,
): Partial<Pick<Change, 'next' | 'sale' | 'outcome'>> {
  if (order.status === 'completed') return { sale: 'resume' }
  if (order.status !== 'rejected' || !isSold(next.status)) return {}
  const resumed = resumeSale(next, facts)
  return { ...resumed, outcome: { ...resumed.outcome, undone: order.step?.id } }
}
