import type { ExchangeFacts, ExchangeNote, ExchangeRefusal } from './exchange.ts'
import type { ByWay, RefundMethod, ReturnMethod, ReturnState, Sum } from './return.ts'

export type ReturnRefusal =
  | 'wrong_status'
  | 'ended'
  | 'stale'
  | 'too_early'
  | 'unknown_line'
  | 'too_many'
  | 'nothing'
  | 'amount'
  | 'shipping'
  | 'method'
  | 'payment'
  | 'money_unknown'
  | 'shelf'
  | 'bin'
  | ExchangeRefusal

/** What the rules of a return need to know of its order; minor units. */
export interface ReturnFacts {
  /** What was paid for the sale and may be given back, after what other returns are giving back. */
  left: ByWay
  ways: readonly RefundMethod[]
  /** The provider said no: what it has may go back another way. */
  isStuck?: boolean
  /** Nobody knows what became of the order's money: the provider has to be asked first. */
  isUnknown: boolean
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

/** What a happening comes to; nothing besides unless it is said. */
export const to = (next: ReturnState, more: Partial<ReturnChange> = {}): ReturnDecision => ({
  change: { next, goods: [], asks: null, exchange: null, ...more },
})
