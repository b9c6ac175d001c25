import { type ReturnChange, type ReturnDecision, to } from './decision.ts'
import { dueOf, type ReturnState, setOffMethod } from './return.ts'

/** The return waits for its order, which is asked for what is due by the way that was chosen. */
export function asking(state: ReturnState, exchange: ReturnChange['exchange'] = null): ReturnDecision {
  const { method, reference } = state
  if (method === null) throw new Error('a refund without a way')
  const amount = method === setOffMethod ? state.setOff : dueOf(state)
  const next: ReturnState = { ...state, status: 'refunding', trouble: null, round: state.round + 1 }
  return to(next, { asks: { amount, method, reference }, exchange })
}
