import { asking } from './asking.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import type { ReturnPayloads } from './happening.ts'
import { dueOf, isLeftToSetOff, type ReturnState, setOffMethod } from './return.ts'
import { setOffAgain } from './settlement.ts'

/** The order is asked to give the money back; where none was paid, there is nothing to ask. */
export function refund(
  state: ReturnState,
  payload: ReturnPayloads['refund'],
  facts: ReturnFacts,
): ReturnDecision {
  const { method, reference, changed } = payload
  const { left, ways, isStuck, shippingLeft } = facts
  if (isLeftToSetOff(state)) return setOffAgain(state, payload, facts)
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
  const amount = dueOf(next)
  if (amount === 0) return to({ ...next, status: 'refunded', trouble: null })
  if (amount < 0) return { refused: 'amount' }
  if (!ways.includes(method)) return { refused: 'method' }
  const otherwise = left.otherwise + (isStuck ? left.provider : 0)
  if (amount > (method === 'provider' ? left.provider : otherwise)) return { refused: 'amount' }
  return asking(next)
}

/** The rest of it goes back in money where the goods that went out were worth less. */
export function given(state: ReturnState): ReturnDecision {
  if (state.method !== setOffMethod) return to({ ...state, status: 'refunded', trouble: null })
  const status = dueOf(state) > 0 ? 'inspected' : 'refunded'
  return to({ ...state, status, trouble: null, isSetOff: true })
}
