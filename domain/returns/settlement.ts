import { worthAt } from './amounts.ts'
import { asking } from './asking.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import type { ExchangeNote } from './exchange.ts'
import type { ReturnPayloads } from './happening.ts'
import { inAll, type ReturnState, setOffMethod, shortOf } from './return.ts'

/**
 * The order's books are asked again to set off what went out; or they are asked for what the order has left, and
 * somebody says what became of the rest.
 */
export function setOffAgain(
  state: ReturnState,
  { settle, reference }: ReturnPayloads['refund'],
  { left }: ReturnFacts,
): ReturnDecision {
  if (!settle) return asking({ ...state, method: setOffMethod }, state.setOff)
  const settled = shortOf(state, left)
  if (state.exchange === null || settled === 0) return { refused: 'stale' }
  const setOff = state.setOff - settled
  const goods = worthAt(state.goods, setOff + inAll(state.given))
  const next: ReturnState = { ...state, setOff, goods, shipping: null, method: setOffMethod }
  const { sale } = state.exchange
  const exchange: ExchangeNote = {
    kind: 'settle',
    sale,
    setOff,
    settled,
    by: settle.by,
    reference: reference ?? null,
  }
  if (setOff === 0) return to({ ...next, status: 'refunded', trouble: null }, { exchange })
  return asking(next, setOff, exchange)
}
