import { type ReturnChange, type ReturnDecision, to } from './decision.ts'
import type { ReturnState } from './return.ts'

/** The return waits for its order, which is asked for so much by the way that was chosen. */
export function asking(
  state: ReturnState,
  amount: number,
  exchange: ReturnChange['exchange'] = null,
): ReturnDecision {
  const { method, reference } = state
  if (method === null) throw new Error('a refund without a way')
  const next: ReturnState = {
    ...state,
    status: 'refunding',
    trouble: null,
    round: state.round + 1,
    asked: amount,
  }
  return to(next, { asks: { amount, method, reference }, exchange })
}
