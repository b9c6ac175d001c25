/**
 * Where the online money of an order stands that the shop itself takes by its payment provider:
 * reserved, being taken, taken, not to be had, being let go, let go, or nobody knows.
 */
export const moneyStates = [
  'held',
  'capturing',
  'captured',
  'declined',
  'releasing',
  'released',
  'unknown',
] as const
export type MoneyState = (typeof moneyStates)[number]

/** Amounts in minor units of the order's currency; times ISO 8601. */
export interface Money {
  /** The shop's account at the provider. */
  account: string
  state: MoneyState
  /** What the order asks for: that it is taken, left alone, or given back. */
  goal: 'take' | 'keep' | 'give_back'
  /** What the customer's bank reserved. */
  held: number
  captured: number
  refunded: number
  /** When the reservation ends by itself; null: nobody said. */
  captureBefore: string | null
  /** Staff have been warned of that end. */
  warned: boolean
  cardType: string | null
  /** What the provider kept. */
  fee: number | null
  /** The bank's reason, the id of our error, or what was done about it: GIVEN_OTHERWISE. */
  trouble: string | null
  disputes: Dispute[]
}

/** A chargeback: the customer's bank wants the money back. */
export interface Dispute {
  id: string
  status: string
  reason: string
  amount: number
  evidenceBy: string | null
}

/** Nothing can be done about these any more; as the provider names them. */
export const endedDisputes: readonly string[] = ['won', 'lost', 'warning_closed', 'prevented']

export const isOpenDispute = ({ status }: Dispute): boolean => !endedDisputes.includes(status)

/** What the provider is asked to do, once. */
export const moneyEffects = ['capture', 'release', 'refund', 'lookUp'] as const
export type MoneyEffect = (typeof moneyEffects)[number]

export interface MoneyWish {
  kind: MoneyEffect
  /** Minor units; only what is taken or given back has one. */
  amount?: number
}

/** An effect that is open: nothing else is asked of the provider until its outcome is known. */
export interface OpenMoney {
  key: string
  kind: MoneyEffect
  /** The provider may have heard of it. */
  isStarted: boolean
}

/** What is the shop's and may be given back. */
export const refundable = ({ captured, refunded }: Money) => captured - refunded

/** It was to go back, the provider could not do it, and the shop gave it back another way. */
export const GIVEN_OTHERWISE = 'given_otherwise'

/** It was to go back, and somebody has to see to it. */
export const couldNotGoBack = ({ state, trouble }: Money): boolean =>
  state === 'captured' && trouble !== null && trouble !== GIVEN_OTHERWISE

/** The goods may go: the money is there, or the shop does not take it itself. */
export const isSettled = (money: Money | null) =>
  money === null || (money.state === 'captured' && refundable(money) > 0)

/** What the provider tells of a deed that was the shop's own needs no look: its outcome is known or under way. */
const ownDeeds: Record<string, readonly MoneyState[]> = {
  'payment_intent.amount_capturable_updated': ['held', 'capturing', 'captured'],
  'payment_intent.succeeded': ['capturing', 'captured'],
  'charge.captured': ['capturing', 'captured'],
  'charge.succeeded': ['held', 'capturing', 'captured'],
  'payment_intent.canceled': ['releasing', 'released'],
}

/** @param type the provider's own word for what happened */
export const isOwnDeed = (type: string, { state }: Money) => ownDeeds[type]?.includes(state) ?? false
