import type { TillPayment } from '../happening.ts'
import type { WantedLine } from './exchange.ts'
import type { Dispositions, RefundMethod, ReturnReason, SettledBy } from './return.ts'

/** What staff can do with a return that is open, what takes it on first. */
export const returnActions = [
  'goodsIn',
  'inspect',
  'refund',
  'handOver',
  'exchange',
  'cancelExchange',
  'correct',
  'cancel',
  'comment',
] as const
export type ReturnAction = (typeof returnActions)[number]

/** What each happening of a return carries; personal text stays in the inbox row. Amounts in minor units. */
export interface ReturnPayloads {
  opened: { reason: ReturnReason; comment?: string }
  goodsIn: { lines: ({ line: string } & Dispositions)[] }
  inspect: { lines: ({ line: string } & Pick<Dispositions, 'sellable' | 'defective'>)[] }
  refund: {
    method: RefundMethod
    reference?: string
    /** Another amount than the goods were sold for; a manager's, with a reason. */
    changed?: { goods: number; goodsTax: number; shipping: number; shippingTax: number; reason: string }
    /** How the part of a set-off is made good that the order has no money left for; a manager's, with a reason. */
    settle?: { by: SettledBy; reason: string }
  }
  /** Goods go out for those that came back; the tax rate is that of one of the lines that came back. */
  exchange: { lines: WantedLine[]; taxRate: string }
  /** They are handed over; `pays`: what the customer adds at the till, as the person saw it. */
  handOver: { pays: number; method?: TillPayment; reference?: string }
  /** They stay in the shop after all. */
  cancelExchange: { comment?: string }
  /** So many units are otherwise than was said when they came. */
  correct: { line: string; to: 'sellable' | 'defective'; units: number; reason: string }
  cancel: { comment?: string }
  comment: { text: string }
  /** The goods have not come. */
  goodsLate: Record<string, never>
  close: Record<string, never>
  /** What its order says of the money. */
  refundGiven: { amount: number }
  refundRefused: { code: string }
  /** Something else is being asked about the order's money; `tryAgain` comes once that is over. */
  refundWaits: Record<string, never>
  tryAgain: Record<string, never>
  refundUnknown: { errorId: string }
  /** The provider said that the money had gone back, and it came to the shop again days later. */
  refundBroke: { amount: number }
}
export type ReturnHappeningType = keyof ReturnPayloads

export const returnHappeningTypes = [
  'opened',
  ...returnActions,
  'goodsLate',
  'close',
  'refundGiven',
  'refundRefused',
  'refundWaits',
  'tryAgain',
  'refundUnknown',
  'refundBroke',
] as const satisfies readonly ReturnHappeningType[]

export type ReturnActor = { kind: 'staff'; userId: string } | { kind: 'system' } | { kind: 'deadline' }

export type ReturnHappening<T extends ReturnHappeningType = ReturnHappeningType> = {
  [K in T]: {
    id: string
    type: K
    payload: ReturnPayloads[K]
    actor: ReturnActor
    /** The version that the person saw. */
    seenVersion: number | null
    at: Date
  }
}[T]

/** "goodsIn" → "goods-in", as in the action's path. */
export const returnActionPath = (action: ReturnAction) =>
  action.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export const returnActionOfPath = (path: string) =>
  returnActions.find((action) => returnActionPath(action) === path)

/** One workflow a return. */
export const returnWorkflowId = (source: string, number: string, n: number) =>
  `return:${source}:${number}:${n}`

/** What a return asks of its order, named so that the order's outcome finds its way back. */
export const refundHappeningId = (returnId: number, round: number) => `return:${returnId}:${round}`

/** The return that asked for this, by the name of what it asked; null: no return did. */
export function returnOf(happeningId: string): number | null {
  const [, id] = /^return:(\d{1,15}):\d{1,9}$/.exec(happeningId) ?? []
  return id === undefined ? null : Number(id)
}

/** An effect is named `<order>:refund:<what asked for it>`. */
export const returnOfEffect = (effectKey: string): number | null =>
  returnOf(effectKey.replace(/^\d+:refund:/, ''))

/** Pages wait for the answer to a return's happening by this name, as for an order's. */
export const answeredAs = (returnId: number, happeningId: string) => `return:${returnId}:${happeningId}`
