import { asking } from './asking.ts'
import { type ReturnDecision, type ReturnFacts, to } from './decision.ts'
import { type ExchangeNote, priceExchange, settlementOf } from './exchange.ts'
import type { ReturnPayloads } from './happening.ts'
import { dueOf, type ReturnState, setOffMethod } from './return.ts'

/** Goods are taken off the shelf for those that came back; what they cost stands in a sale of its own. */
export function exchange(
  state: ReturnState,
  { lines, taxRate }: ReturnPayloads['exchange'],
  { exchange: facts }: ReturnFacts,
): ReturnDecision {
  if (!facts) throw new Error('an exchange without a look at the shelf')
  if (state.exchange !== null) return { refused: 'exchanged' }
  const sold = priceExchange(lines, taxRate, facts)
  if ('refused' in sold) return sold
  // Its number is given by whoever writes it down, last of all.
  const next: ReturnState = {
    ...state,
    status: 'exchanging',
    exchange: { sale: '', total: sold.total, isHandedOver: false },
  }
  return to(next, { exchange: { kind: 'make', ...sold } })
}

/** The goods go, the till has the difference, and the order's books are asked to hold what came back against it. */
export function handOver(
  state: ReturnState,
  { pays: seen, method, reference }: ReturnPayloads['handOver'],
  { left, isUnknown }: ReturnFacts,
): ReturnDecision {
  if (state.exchange === null) throw new Error('nothing goes out')
  if (isUnknown) return { refused: 'money_unknown' }
  const { sale, total } = state.exchange
  const { setOff, pays } = settlementOf(state, total, left)
  if (pays !== seen) return { refused: 'stale' }
  if (pays > 0 && !method) return { refused: 'payment' }
  const note: ExchangeNote = {
    kind: 'handOver',
    sale,
    setOff,
    paid: pays,
    method: pays > 0 ? (method ?? null) : null,
    reference: reference ?? null,
  }
  const next: ReturnState = { ...state, setOff, trouble: null, exchange: { sale, total, isHandedOver: true } }
  if (setOff === 0) {
    return to({ ...next, status: dueOf(next) > 0 ? 'inspected' : 'refunded' }, { exchange: note })
  }
  return asking({ ...next, method: setOffMethod, reference: sale }, setOff, note)
}

/** They stay in the shop after all. */
export function takeBack(state: ReturnState): ReturnDecision {
  if (state.exchange === null) throw new Error('nothing goes out')
  const { sale } = state.exchange
  return to({ ...state, status: 'inspected', exchange: null }, { exchange: { kind: 'takeBack', sale } })
}
