import { asking } from './asking.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import { correct, goodsIn, inspect } from './goods.ts'
import { exchange, handOver, takeBack } from './goods-out.ts'
import type { ReturnHappening, ReturnHappeningType } from './happening.ts'
import { returnLifecycle } from './lifecycle.ts'
import { broken, given, refund } from './refund.ts'
import { isEnded, type ReturnState } from './return.ts'

/** What takes no form away that somebody has open. */
const quietTypes: readonly ReturnHappeningType[] = [
  'comment',
  'refundWaits',
  'tryAgain',
  'goodsLate',
  'close',
]

export const returnDeadlineId = ({ kind, at }: NonNullable<ReturnState['deadline']>) =>
  `${kind}:${at.toISOString()}`

/** What a happening means for a return. Pure: the clock is `happening.at`, the world is `facts`. */
export function decideReturn(
  state: ReturnState,
  happening: ReturnHappening,
  facts: ReturnFacts,
): ReturnDecision {
  const { type, seenVersion, actor, at, id } = happening
  const allowed = returnLifecycle[state.status][type]
  if (type !== 'comment' && seenVersion !== null && seenVersion !== state.version) return { refused: 'stale' }
  if (!allowed) return { refused: isEnded(state.status) ? 'ended' : 'wrong_status' }
  if (actor.kind === 'deadline') {
    const isDue =
      state.deadline !== null && returnDeadlineId(state.deadline) === id && state.deadline.at <= at
    if (!isDue) return { refused: 'too_early' }
  }
  const decision = decideRule(state, happening, facts)
  if ('refused' in decision) return decision
  const { next } = decision.change
  if (!allowed.includes(next.status)) {
    throw new Error(`${type} may not lead a return from ${state.status} to ${next.status}`)
  }
  const version = state.version + (quietTypes.includes(type) ? 0 : 1)
  const deadline = deadlineAfter(state, next, happening)
  return { change: { ...decision.change, next: { ...next, version, deadline } } }
}

/** The goods are waited for; a return whose money has gone back closes by itself. */
function deadlineAfter(before: ReturnState, next: ReturnState, { type, at }: ReturnHappening) {
  if (next.status === 'refunded')
    return (before.status === 'refunded' ? before.deadline : null) ?? { kind: 'close' as const, at }
  return next.status === 'opened' && type !== 'goodsLate' ? before.deadline : null
}

function decideRule(state: ReturnState, happening: ReturnHappening, facts: ReturnFacts): ReturnDecision {
  switch (happening.type) {
    case 'goodsIn':
      return goodsIn(state, happening.payload)
    case 'inspect':
      return inspect(state, happening.payload)
    case 'refund':
      return refund(state, happening.payload, facts)
    case 'exchange':
      return exchange(state, happening.payload, facts)
    case 'handOver':
      return handOver(state, happening.payload, facts)
    case 'cancelExchange':
      return takeBack(state)
    case 'correct':
      return correct(state, happening.payload, facts)
    case 'cancel':
      return to({ ...state, status: 'cancelled' })
    case 'goodsLate':
      return to({ ...state, goodsLateAt: happening.at })
    case 'close':
      return to({ ...state, status: 'closed' })
    case 'refundGiven':
      return given(state, happening.payload)
    case 'refundBroke':
      return broken(state, happening.payload)
    case 'refundRefused':
      return to({ ...state, status: 'inspected', trouble: happening.payload.code, asked: 0 })
    case 'refundWaits':
      return to({ ...state, trouble: 'payment_under_way' })
    case 'refundUnknown':
      return to({ ...state, trouble: 'unknown' })
    case 'tryAgain':
      return state.trouble === 'payment_under_way' ? asking(state, state.asked) : to(state)
    case 'comment':
      return to(state)
    default:
      throw new Error(`${happening.type} befalls no return that is open already`)
  }
}
