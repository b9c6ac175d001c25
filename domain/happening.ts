import type { Agreement } from './price-change.ts'
import type { ReturnMethod } from './returns/return.ts'

/** What staff can do; the signal of the same name carries it to the order's workflow (contract §4). */
export const staffActions = [
  'identifyCustomer',
  'matchProduct',
  'processSale',
  'accept',
  'reject',
  'ready',
  'ship',
  'complete',
  'archive',
  'changeReadyBy',
  'extendHold',
  'undo',
  'reopen',
  'checkPayment',
  'askProvider',
  'giveBack',
  'sellGiftCard',
  'voidGiftCard',
  'changePrice',
  'comment',
] as const
export type StaffAction = (typeof staffActions)[number]

export const rejectReasons = [
  'out_of_stock',
  'damaged',
  'price_error',
  'customer_request',
  'cannot_contact',
  'not_collected',
  'other',
] as const
/** A clock may reject, too: nobody answered in time. */
export const allRejectReasons = [...rejectReasons, 'not_answered'] as const
export type RejectReason = (typeof allRejectReasons)[number]

export const tillPayments = ['cash', 'card', 'transfer', 'other'] as const
export type TillPayment = (typeof tillPayments)[number]

export const idChecks = ['card', 'signature', 'photo_id'] as const
export type IdCheck = (typeof idChecks)[number]

export const resolutions = ['bought', 'not_bought'] as const
export type Resolution = (typeof resolutions)[number]

/** What each happening carries; personal text stays in the inbox row, never in an event or a history. */
export interface Payloads {
  received: Record<string, never>
  /** The website sent other content under a known number. */
  contentChanged: { digest: string }
  cancellation: { reason: string | null }
  identifyCustomer: { customerId: string } | { create: true }
  matchProduct: { line: string; sku: string }
  processSale: Record<string, never>
  accept: { readyBy?: string }
  reject: { reason: RejectReason; comment?: string; resolution?: Resolution; resolutionReason?: string }
  ready: { location?: string }
  ship: { carrier?: string; trackingNumber?: string }
  complete: {
    collectedBy?: string
    idChecked?: IdCheck[]
    payment?: TillPayment
    /** A decimal string as typed; read in the order's currency. */
    amount?: string
    resolution?: Resolution
    resolutionReason?: string
  }
  archive: { comment?: string; saleNumber?: string }
  /** Another day than was promised; `tell`: the customer gets a letter. */
  changeReadyBy: { readyBy: string; tell?: boolean }
  /** Held until then: "2026-03-09", or "2026-03-09T18:00" by the store's clock. */
  extendHold: { holdUntil: string }
  /** `step`: the happening to take back. */
  undo: { step: string }
  reopen: { step: string; reason: string }
  /** Somebody looked at the channel whether it was paid. */
  checkPayment: { approvalNumber?: string }
  /** The provider is asked how the payment stands. */
  askProvider: Record<string, never>
  /** What the provider could not give back was given back another way. */
  giveBack: { method: TillPayment; reference?: string }
  /** Sold over the counter for a line that was taken out; `amount` a decimal string as typed. */
  sellGiftCard: { line: string; number: string; amount?: string }
  voidGiftCard: { number: string; reason: string }
  /** `unitPrice` as typed; `agreedAt` by the store's clock, "2026-03-09T18:00". */
  changePrice: { line: string; unitPrice: string; reason: string; agreedBy: Agreement; agreedAt: string }
  comment: { text: string }
  supplierAvailable: Record<string, never>
  supplierShipped: Record<string, never>
  supplierCompleted: Record<string, never>
  answerReminder: Record<string, never>
  answerMissed: Record<string, never>
  pickupReminder: Record<string, never>
  holdEnded: Record<string, never>
  promiseMissed: Record<string, never>
  /** The opening hours or rules of its store or source are others now. */
  rulesChanged: Record<string, never>
  /** The provider's reservation ends soon. */
  captureEnds: Record<string, never>
  /** Amounts in minor units. */
  captured: { effectKey: string; amount: number; cardType?: string; fee?: number }
  captureDeclined: { effectKey: string; code: string }
  released: { effectKey: string }
  refunded: { effectKey: string; amount: number }
  refundFailed: { effectKey: string; code: string }
  moneyUnknown: { effectKey: string; errorId: string }
  /** How the provider says that a payment stands; `disputes` as JSON. */
  paymentSeen: {
    effectKey: string
    state: 'held' | 'captured' | 'released' | 'pending' | 'failed'
    /** What the bank reserved. */
    amount?: number
    captured: number
    refunded: number
    captureBefore?: string
    cardType?: string
    fee?: number
    disputes?: string
  }
  /** The provider says that something happened to a payment. */
  paymentNotice: { noticeId: string; type: string }
  /** Goods came back: money is given back for them, in minor units. */
  returnRefund: { returnId: number; amount: number; method: ReturnMethod; reference?: string }
  receiptMade: { effectKey: string; documentId: number }
  receiptFailed: { effectKey: string; errorId: string }
}
export type HappeningType = keyof Payloads

export const deadlineKinds = [
  'supplierAvailable',
  'supplierShipped',
  'supplierCompleted',
  'answerReminder',
  'answerMissed',
  'pickupReminder',
  'holdEnded',
  'promiseMissed',
  'captureEnds',
] as const
export type DeadlineKind = (typeof deadlineKinds)[number]

/** Deadlines that call somebody to the desk. */
export const staffCalls = ['answerReminder', 'answerMissed', 'holdEnded', 'promiseMissed'] as const

export const happeningTypes = [
  'received',
  'contentChanged',
  'cancellation',
  ...staffActions,
  ...deadlineKinds,
  'rulesChanged',
  'captured',
  'captureDeclined',
  'released',
  'refunded',
  'refundFailed',
  'moneyUnknown',
  'paymentSeen',
  'paymentNotice',
  'returnRefund',
  'receiptMade',
  'receiptFailed',
] as const satisfies readonly HappeningType[]

/** Who made it happen; `userId` only with `staff`. */
export type Actor =
  | { kind: 'staff'; userId: string }
  | { kind: 'website' }
  | { kind: 'system' }
  | { kind: 'deadline' }

export type Happening<T extends HappeningType = HappeningType> = {
  [K in T]: {
    id: string
    type: K
    payload: Payloads[K]
    actor: Actor
    /** The order's version that the person saw. */
    seenVersion: number | null
    /** When it befell the order: the deadlines are judged by this, so that a late delivery punishes nobody. */
    at: Date
  }
}[T]

/** "identifyCustomer" → "identify-customer", as in the action's path. */
export function actionPath(action: StaffAction): string {
  return action.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

export function actionOfPath(path: string): StaffAction | undefined {
  return staffActions.find((action) => actionPath(action) === path)
}
