import { tillPayments } from '../happening.ts'

/** Every status of a return, in the order of its life. */
export const returnStatuses = [
  'opened',
  'goods_in',
  'inspected',
  'exchanging',
  'refunding',
  'refunded',
  'closed',
  'cancelled',
] as const
export type ReturnStatus = (typeof returnStatuses)[number]

export const endedReturns = ['closed', 'cancelled'] as const
export const openReturns = returnStatuses.filter((status) => !isEnded(status))

export function isEnded(status: ReturnStatus): boolean {
  return (endedReturns as readonly ReturnStatus[]).includes(status)
}

export const returnReasons = [
  'changed_mind',
  'wrong_size',
  'not_as_expected',
  'defective',
  'wrong_item',
  'damaged_on_the_way',
  'other',
] as const
export type ReturnReason = (typeof returnReasons)[number]

/** How the money goes back: as the shop took it, at the channel that took it, or over the counter. */
export const refundMethods = ['provider', 'channel', 'cash', 'card', 'transfer', 'other'] as const
export type RefundMethod = (typeof refundMethods)[number]

/** Goods for goods: what came back is set off against what goes out. */
export const setOffMethod = 'exchange'
/** What the order has no money left for, once the goods are gone: the customer paid it at the till, or the shop bears it. */
export const settledWays = [...tillPayments, 'written_off'] as const
export type SettledBy = (typeof settledWays)[number]

export const returnMethods = [...refundMethods, setOffMethod] as const
export type ReturnMethod = (typeof returnMethods)[number]

/** Minor units; `amount` contains `tax`. */
export interface Sum {
  amount: number
  tax: number
}

/** Money by the way that it came, or can go back: by the provider, and otherwise; minor units. */
export interface ByWay {
  provider: number
  otherwise: number
}

/** What becomes of the units of a line, each of them. */
export interface Dispositions {
  /** Back on the shelf. */
  sellable: number
  /** Into the bin of defective goods, which is never sold from. */
  defective: number
  /** Somebody has yet to look. */
  toInspect: number
}

export interface ReturnLine extends Sum, Dispositions {
  line: string
  units: number
}

export interface ReturnDeadline {
  kind: 'goodsLate' | 'close'
  at: Date
}

/** A return as its rules see it. */
export interface ReturnState {
  status: ReturnStatus
  version: number
  lines: ReturnLine[]
  /** What is given back for the goods; what they were sold for unless somebody changed it. */
  goods: Sum
  /** A line of its own, quantity −1; null: shipping is not given back. */
  shipping: Sum | null
  method: ReturnMethod | null
  reference: string | null
  /** Why the money is not on its way: a code. */
  trouble: string | null
  /** How often the order was asked to give the money back. */
  round: number
  /** What it is being asked for; 0: nothing. */
  asked: number
  /** What went back in money, by the provider and by other ways. */
  given: ByWay
  goodsLateAt: Date | null
  deadline: ReturnDeadline | null
  /** Goods that go out for those that came back; null: none do. */
  exchange: Exchange | null
  /** What of the worth of the goods was given in other goods. */
  setOff: number
  /** The order's books have it. */
  isSetOff: boolean
}

/** A sale of its own; amounts in minor units. */
export interface Exchange {
  sale: string
  /** With tax. */
  total: number
  isHandedOver: boolean
}

export const totalOf = ({ goods, shipping }: Pick<ReturnState, 'goods' | 'shipping'>): number =>
  goods.amount + (shipping?.amount ?? 0)

export const inAll = ({ provider, otherwise }: ByWay): number => provider + otherwise

type Worth = Pick<ReturnState, 'goods' | 'shipping' | 'setOff' | 'given'>

/** What is still to be given back in money: the worth of the goods, less what money and other goods were given for it. */
export const dueOf = (state: Worth): number => totalOf(state) - state.setOff - inAll(state.given)

/** Goods were handed over for those that came back, and the order's books do not have it. */
export const isLeftToSetOff = ({ setOff, isSetOff }: Pick<ReturnState, 'setOff' | 'isSetOff'>): boolean =>
  setOff > 0 && !isSetOff

/** What of a set-off the order has no money left for. */
export const shortOf = ({ setOff }: Pick<ReturnState, 'setOff'>, left: ByWay): number =>
  Math.max(setOff - Math.max(inAll(left), 0), 0)

export const addUp = (sums: readonly Sum[]): Sum =>
  sums.reduce<Sum>((all, { amount, tax }) => ({ amount: all.amount + amount, tax: all.tax + tax }), {
    amount: 0,
    tax: 0,
  })
