import { partOf, worthAt } from './amounts.ts'
import {
  type ExchangeFacts,
  type ExchangeNote,
  type ExchangeRefusal,
  priceExchange,
  settlementOf,
} from './exchange.ts'
import type { ReturnHappening, ReturnHappeningType, ReturnPayloads } from './happening.ts'
import { returnLifecycle } from './lifecycle.ts'
import {
  dueOf,
  isEnded,
  isLeftToSetOff,
  type RefundMethod,
  type ReturnLine,
  type ReturnMethod,
  type ReturnState,
  type Sum,
  setOffMethod,
  shortOf,
} from './return.ts'

export type ReturnRefusal =
  | 'wrong_status'
  | 'ended'
  | 'stale'
  | 'too_early'
  | 'unknown_line'
  | 'too_many'
  | 'nothing'
  | 'not_all'
  | 'amount'
  | 'shipping'
  | 'method'
  | 'payment'
  | 'shelf'
  | 'bin'
  | ExchangeRefusal

/** What the rules of a return need to know of its order; minor units. */
export interface ReturnFacts {
  /** What may be given back, after what other returns are giving back. */
  left: { provider: number; otherwise: number }
  ways: readonly RefundMethod[]
  /** The provider said no: what it has may go back another way. */
  isStuck?: boolean
  /** The shipping that no other return gives back. */
  shippingLeft: Sum
  /** Only where goods go out. */
  exchange?: ExchangeFacts
  /** Only where a disposition is corrected: units of the line's product that may be taken off shelf and bin. */
  stock?: { isCounted: boolean; shelf: number; bin: number }
}

export interface ReturnChange {
  next: ReturnState
  /** Units that come to the shelf, and into the bin of defective goods. */
  goods: { line: string; sellable: number; defective: number }[]
  /** What the order is asked to give back. */
  asks: { amount: number; method: ReturnMethod; reference: string | null } | null
  /** What becomes of the goods that go out. */
  exchange: ExchangeNote | null
}

export type ReturnDecision =
  | { refused: ReturnRefusal; line?: string; left?: number }
  | { change: ReturnChange }

/** Goods that have not come by then are asked for. */
export const GOODS_LATE_DAYS = 14
const DAY_MS = 86_400_000

const quietTypes: readonly ReturnHappeningType[] = [
  'comment',
  'refundWaits',
  'tryAgain',
  'goodsLate',
  'close',
]

export const returnDeadlineId = ({ kind, at }: NonNullable<ReturnState['deadline']>) =>
  `${kind}:${at.toISOString()}`

/** A return as it is opened; its goods are awaited. */
export function openedReturn(
  lines: readonly ReturnLine[],
  shipping: Sum | null,
  goods: Sum,
  at: Date,
): ReturnState {
  return {
    status: 'opened',
    version: 1,
    lines: [...lines],
    goods,
    shipping,
    method: null,
    reference: null,
    trouble: null,
    round: 0,
    goodsLateAt: null,
    exchange: null,
    setOff: 0,
    isSetOff: false,
    deadline: { kind: 'goodsLate', at: new Date(at.getTime() + GOODS_LATE_DAYS * DAY_MS) },
  }
}

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

const to = (next: ReturnState, more: Partial<ReturnChange> = {}): ReturnDecision => ({
  change: { next, goods: [], asks: null, exchange: null, ...more },
})

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
      return given(state)
    case 'refundBroke':
      return to({ ...state, status: 'inspected', trouble: 'refund_broke' })
    case 'refundRefused':
      return to({ ...state, status: 'inspected', trouble: happening.payload.code })
    case 'refundWaits':
      return to({ ...state, trouble: 'payment_under_way' })
    case 'refundUnknown':
      return to({ ...state, trouble: 'unknown' })
    case 'tryAgain':
      return state.trouble === 'payment_under_way' ? asking(state) : to(state)
    case 'comment':
      return to(state)
    default:
      throw new Error(`${happening.type} befalls no return that is open already`)
  }
}

/** How the goods are that came; units that did not come are not part of the return any more. */
function goodsIn(state: ReturnState, { lines: came }: ReturnPayloads['goodsIn']): ReturnDecision {
  const unknown = came.find(({ line }) => !state.lines.some((own) => own.line === line))
  if (unknown) return { refused: 'unknown_line', line: unknown.line }
  const lines: ReturnLine[] = []
  for (const own of state.lines) {
    const { sellable = 0, defective = 0, toInspect = 0 } = came.find(({ line }) => line === own.line) ?? {}
    const units = sellable + defective + toInspect
    if (units > own.units) return { refused: 'too_many', line: own.line }
    lines.push({ ...own, ...partOf(own, units, own.units), units, sellable, defective, toInspect })
  }
  if (lines.every(({ units }) => units === 0)) return { refused: 'nothing' }
  const goods = lines.reduce(
    (sum, { amount, tax }) => ({ amount: sum.amount + amount, tax: sum.tax + tax }),
    none,
  )
  const status = lines.some(({ toInspect }) => toInspect > 0) ? 'goods_in' : 'inspected'
  return to({ ...state, status, lines, goods }, { goods: lines })
}

const none: Sum = { amount: 0, tax: 0 }

/** Somebody looked: so many are fit to be sold, so many are not. */
function inspect(state: ReturnState, { lines: seen }: ReturnPayloads['inspect']): ReturnDecision {
  const decided = seen.filter(({ sellable, defective }) => sellable + defective > 0)
  if (decided.length === 0) return { refused: 'nothing' }
  const lines = state.lines.map((own) => {
    const { sellable = 0, defective = 0 } = decided.find(({ line }) => line === own.line) ?? {}
    return {
      ...own,
      sellable: own.sellable + sellable,
      defective: own.defective + defective,
      toInspect: own.toInspect - sellable - defective,
    }
  })
  const over = lines.find(({ toInspect }) => toInspect < 0)
  if (over) return { refused: 'too_many', line: over.line }
  const unknown = decided.find(({ line }) => !lines.some((own) => own.line === line))
  if (unknown) return { refused: 'unknown_line', line: unknown.line }
  const status = lines.some(({ toInspect }) => toInspect > 0) ? 'goods_in' : 'inspected'
  return to({ ...state, status, lines }, { goods: decided })
}

/** The order is asked to give the money back; where none was paid, there is nothing to ask. */
function refund(state: ReturnState, payload: ReturnPayloads['refund'], facts: ReturnFacts): ReturnDecision {
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

/**
 * The order's books are asked again to set off what went out; or they are asked for what the order has left, and
 * somebody says what became of the rest.
 */
function setOffAgain(
  state: ReturnState,
  { settle, reference }: ReturnPayloads['refund'],
  { left }: ReturnFacts,
): ReturnDecision {
  if (!settle) return asking({ ...state, method: setOffMethod })
  const settled = shortOf(state, left)
  if (state.exchange === null || settled === 0) return { refused: 'stale' }
  const setOff = state.setOff - settled
  const goods = worthAt(state.goods, setOff)
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
  const asked = asking(next)
  return 'change' in asked ? { change: { ...asked.change, exchange } } : asked
}

function asking(state: ReturnState): ReturnDecision {
  const { method, reference } = state
  if (method === null) throw new Error('a refund without a way')
  const next: ReturnState = { ...state, status: 'refunding', trouble: null, round: state.round + 1 }
  return to(next, {
    asks: { amount: method === setOffMethod ? state.setOff : dueOf(state), method, reference },
  })
}

/** The rest of it goes back in money where the goods that went out were worth less. */
function given(state: ReturnState): ReturnDecision {
  if (state.method !== setOffMethod) return to({ ...state, status: 'refunded', trouble: null })
  const status = dueOf(state) > 0 ? 'inspected' : 'refunded'
  return to({ ...state, status, trouble: null, isSetOff: true })
}

function exchange(
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
function handOver(
  state: ReturnState,
  { pays: seen, method, reference }: ReturnPayloads['handOver'],
  { left }: ReturnFacts,
): ReturnDecision {
  if (state.exchange === null) throw new Error('nothing goes out')
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
  const asked = asking({ ...next, method: setOffMethod, reference: sale })
  return 'change' in asked ? { change: { ...asked.change, exchange: note } } : asked
}

function takeBack(state: ReturnState): ReturnDecision {
  if (state.exchange === null) throw new Error('nothing goes out')
  const { sale } = state.exchange
  return to({ ...state, status: 'inspected', exchange: null }, { exchange: { kind: 'takeBack', sale } })
}

/** Units were said to be fit to be sold and are not, or the other way round: they move between shelf and bin. */
function correct(
  state: ReturnState,
  { line, to: fit, units }: ReturnPayloads['correct'],
  { stock }: ReturnFacts,
): ReturnDecision {
  const own = state.lines.find((one) => one.line === line)
  if (!own || !stock) return { refused: 'unknown_line', line }
  const from = fit === 'sellable' ? 'defective' : 'sellable'
  if (units < 1 || units > own[from]) return { refused: 'too_many', line, left: own[from] }
  const here = from === 'sellable' ? stock.shelf : stock.bin
  if (stock.isCounted && units > here) {
    return { refused: from === 'sellable' ? 'shelf' : 'bin', line, left: here }
  }
  const moved = {
    line,
    sellable: fit === 'sellable' ? units : -units,
    defective: fit === 'defective' ? units : -units,
  }
  const lines = state.lines.map((one) =>
    one === own
      ? { ...one, sellable: one.sellable + moved.sellable, defective: one.defective + moved.defective }
      : one,
  )
  return to({ ...state, lines }, { goods: [moved] })
}
