import type { GiftCardsSeen } from './gift-cards.ts'
import type { Candidate, CustomerCandidates, ProductRef } from './matching.ts'
import type { OpenMoney } from './payment.ts'
import type { PricesSeen } from './price-change.ts'
import type { Rules } from './rules.ts'
import type { Level } from './stock.ts'
import type { WebOrder } from './web-order.ts'

/** The order's content as read today; or why it can't be read. */
export type Reading = { ok: true; order: WebOrder } | { ok: false; path: string; message: string }

/** What the rules need to know of the world; frozen into the event, so that a decision can be explained later. */
export interface Facts {
  /** Present where the happening brings content: received, contentChanged, the supplier's hour. */
  reading: Reading | null
  /** The store where the order is worked. */
  workedAt: string | null
  candidates: Candidate[]
  /** Earlier picks by hand, by line id. */
  remembered: Record<string, ProductRef>
  customer: CustomerCandidates
  /** Locked until the transaction ends. */
  levels: Level[]
  /** The product that staff picked; null: there is none with that SKU. */
  picked: ProductRef | null
  /** The customer that staff picked or that would be made; null: there is none with that id. */
  pickedCustomer: { id: string; create: boolean } | null
  /** Present where the happening sets a clock, asks what a missed one does, or can be undone. */
  rules: Rules | null
  /** Since when the program has been running; null: nobody says. */
  upSince: Date | null
  /** The shop's account at the payment provider that this order's source takes its money by. */
  account: string | null
  /** What the provider is being asked for this order. */
  openMoney: OpenMoney | null
  /** Another order has the same payment: nothing is let go or given back by itself, and only the first may take it. */
  paymentIsShared: boolean
  /** The provider was asked before its last deed was written down: it may have told how things stood before. */
  isLateAnswer: boolean
  /** What it tells the outcome of was ended before: given up, or settled by somebody else. */
  isSuperseded: boolean
  /** What has been given back of what was paid, by whatever way, less what was paid for goods in exchange; minor units. */
  givenBack: number
  /** Returns of its goods that were not cancelled. */
  returns: number
  /** Present where a gift card is sold or made void. */
  giftCards: GiftCardsSeen | null
  /** Present where a price is changed. */
  prices: PricesSeen | null
}

export const noFacts: Facts = {
  reading: null,
  workedAt: null,
  candidates: [],
  remembered: {},
  customer: { linked: [], sameEmail: [] },
  levels: [],
  picked: null,
  pickedCustomer: null,
  rules: null,
  upSince: null,
  account: null,
  openMoney: null,
  paymentIsShared: false,
  isLateAnswer: false,
  isSuperseded: false,
  givenBack: 0,
  returns: 0,
  giftCards: null,
  prices: null,
}
