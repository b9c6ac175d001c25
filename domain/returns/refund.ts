import { asking } from './asking.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import type { ReturnPayloads } from './happening.ts'
import { dueOf, inAll, isLeftToSetOff, type ReturnState, setOffMethod } from './return.ts'
import { setOffAgain } from './settlement.ts'

/**
 * The order is asked to give the money back; where none was paid, there is nothing to ask. What was paid in two ways
 * goes back in two: as much as the one has, and the rest is due after that.
 */
export function refund(
  state: ReturnState,
  payload: ReturnPayloads['refund'],
  facts: ReturnFacts,
): ReturnDecision {
  if (facts.isUnknown) return { refused: 'money_unknown' }
  if (isLeftToSetOff(state)) return setOffAgain(state, payload, facts)
  const { method, reference, changed } = payload
  const { left, ways, isStuck, shippingLeft } = facts
  const goods = changed ? { amount: changed.goods, tax: changed.goodsTax } : state.goods
  const shipping = changed ? { amount: changed.shipping, tax: changed.shippingTax } : state.shipping
  if (goods.tax > goods.amount) return { refused: 'amount' }
  if (shipping && (shipping.tax > shipping.amount || shipping.amount > shippingLeft.amount)) {
    return { refused: 'shipping' }
  }
  const next = {
    ...state,
    goods,
    shipping: shipping?.amount ? shipping : null,
    method,
    reference: reference ?? null,
  }
  const due = dueOf(next)
  if (due === 0) return to({ ...next, status: 'refunded', trouble: null })
  if (due < 0 || due > inAll(left)) return { refused: 'amount' }
  if (!ways.includes(method)) return { refused: 'method' }
  const otherwise = left.otherwise + (isStuck ? left.provider : 0)
  const amount = Math.min(due, method === 'provider' ? left.provider : otherwise)
  return amount > 0 ? asking(next, amount) : { refused: 'amount' }
}

/**
 * Its order gave what it was asked for, or the provider less: it says so once it is looked up. Where more is due, the
 * rest goes back another way, or once more.
 */
export function given(state: ReturnState, { amount }: ReturnPayloads['refundGiven']): ReturnDecision {
  const { method } = state
  const gave = Math.min(amount, state.asked)
  const next: ReturnState = {
    ...state,
    trouble: null,
    asked: 0,
    ...(method === setOffMethod && { isSetOff: true }),
  }
  if (method !== setOffMethod) {
    const way = method === 'provider' ? 'provider' : 'otherwise'
    next.given = { ...state.given, [way]: state.given[way] + gave }
  }
  return to({ ...next, status: dueOf(next) > 0 ? 'inspected' : 'refunded' })
}

/** What the provider gave came to the shop again: it is due once more, whatever else the return is at. */
export function broken(state: ReturnState, { amount }: ReturnPayloads['refundBroke']): ReturnDecision {
  const given = { ...state.given, provider: Math.max(state.given.provider - amount, 0) }
  const isOver = state.status === 'refunded' || state.status === 'closed'
  const status = isOver ? 'inspected' : state.status
  // What is being asked says more of itself.
  return to({ ...state, given, status, trouble: status === 'refunding' ? state.trouble : 'refund_broke' })
}
