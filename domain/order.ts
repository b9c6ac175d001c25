import type { GiftCardNote } from './gift-cards.ts'
import type { DeadlineKind, HappeningType, IdCheck, RejectReason, Resolution } from './happening.ts'
import type { AskedLetter } from './letters.ts'
import type { LineMatch, MatchedBy, MatchProblem, ProductKind } from './matching.ts'
import { type Money, type MoneyState, type MoneyWish, moneyEffects } from './payment.ts'
import type { PriceNote } from './price-change.ts'
import type { Fulfilment, Status } from './status.ts'
import type { Identifiers, LineKind, PaymentStatus } from './web-order.ts'

export interface OrderLine extends Identifiers {
  id: string
  kind: LineKind
  quantity: number
  productId: number | null
  productKind: ProductKind | null
  matchedBy: MatchedBy | null
  problem: MatchProblem | null
  allocated: number
}

export interface Deadline {
  kind: DeadlineKind
  at: Date
}

/** What staff should know; each code has its words in the locale files and in the API. */
export type Problem =
  | { code: 'unreadable'; path: string; message: string }
  | { code: 'customer_not_identified' }
  | { code: 'product_not_matched'; line: string; problem: MatchProblem }
  | { code: 'short'; line: string; owed: number }
  | { code: 'cancellation_asked' }
  | { code: 'content_differs' }
  | { code: 'receipt_failed'; errorId: string }
  /** The clock's end passed, unanswered, uncollected, unkept; `by` is that end, ISO 8601. */
  | { code: 'answer_missed'; by: string }
  | { code: 'hold_ended'; by: string }
  | { code: 'promise_missed'; by: string }
  /** What is wrong with the money: the bank's reason, our error's id, or the end of the reservation. */
  | { code: 'payment_declined'; reason: string }
  | { code: 'payment_unknown'; errorId: string }
  | { code: 'refund_failed'; reason: string }
  | { code: 'capture_ends'; by: string }
  | { code: 'disputed'; by: string | null; reason: string; amount: number }

/** How an order stood before a step, as far as the step changed it. */
export interface Before {
  status: Status
  readyBy: string | null
  location: string | null
  readyAt: Date | null
  holdUntil: Date | null
  holdByHand: boolean
  rejectReason: RejectReason | null
  moneyState: MoneyState | null
  moneyTrouble: string | null
  /** The step before, while that one can still be undone. */
  step: Step | null
}

/** The last step that moved the order and can be taken back. */
export interface Step {
  /** The happening's id. */
  id: string
  type: HappeningType
  at: Date
  /** Staff may undo it until then; later a manager may reopen what is closed. */
  until: Date
  from: Before
}

/** An order as the rules see it: the row that people read, with its lines. */
export interface OrderState {
  status: Status
  version: number
  fulfilment: Fulfilment | null
  store: string | null
  currency: string | null
  total: number | null
  customerId: string | null
  paymentStatus: PaymentStatus | null
  paymentProvider: string | null
  paymentAmount: number
  /** What has been paid at the till so far. */
  paidAtTill: number
  /** Null: nobody's, or the channel's own. */
  money: Money | null
  paymentCheckedAt: Date | null
  approvalNumber: string | null
  shortage: boolean
  problems: Problem[]
  readyBy: string | null
  location: string | null
  carrier: string | null
  trackingNumber: string | null
  supplierShippedAt: Date | null
  rejectReason: RejectReason | null
  cancellationAskedAt: Date | null
  differs: boolean
  placedAt: Date | null
  respondBy: Date | null
  answerMissedAt: Date | null
  readyAt: Date | null
  holdUntil: Date | null
  holdByHand: boolean
  holdEndedAt: Date | null
  promiseMissedAt: Date | null
  step: Step | null
  /** Soonest first. */
  deadlines: Deadline[]
  lines: OrderLine[]
}

/** What happens to the shop's own sale; `resume`: one that was finished or taken off is open again. */
export type SaleStep = 'make' | 'finish' | 'take_off' | 'resume'

export interface PaymentNote {
  kind: 'ecommerce' | 'till' | 'refund'
  method: string
  amount: number
  /** Given back over the counter, or at the channel by what it calls it. */
  isAtTill?: boolean
  reference?: string | null
}

export const effectKinds = ['receipt', ...moneyEffects] as const
export type EffectKind = (typeof effectKinds)[number]

/** What the timeline tells beside who and when; figures and codes only, personal text stays in the inbox row. */
export interface Outcome {
  customerId?: string
  customerBy?: 'link' | 'email' | 'staff' | 'created'
  matches?: {
    line: string
    productId: number | null
    by: MatchedBy | null
    problem: MatchProblem | null
    fits?: boolean
  }[]
  allocated?: { line: string; allocated: number; owed: number }[]
  reason?: RejectReason
  resolution?: Resolution
  idChecked?: IdCheck[]
  payment?: { method: string; amount: number }
  handSale?: string
  tookPlace?: boolean
  /** What a deadline did: its order was only marked, or went on by itself. */
  missed?: 'flagged' | 'enforced'
  /** Nobody could act in time: the program was not running. */
  deskWasDown?: boolean
  /** The happening that was taken back. */
  undone?: string
  /** The clocks as other rules set them; ISO 8601. */
  moved?: { respondBy?: [string | null, string | null]; holdUntil?: [string | null, string | null] }
  documentId?: number
  errorId?: string
  /** The bank's reason. */
  code?: string
  giftCard?: { line?: string; amount?: number; end: string }
  price?: { line: string; from: number; to: number; total: number }
}

export interface CustomerLink {
  customerId: string
  /** Made from the order. */
  create: boolean
  /**
   * Kept for the next order. Not where an earlier link decided: what else that account says of itself, somebody
   * else's e-mail address even, proves nothing.
   */
  remember: boolean
}

/** What `record` writes down for a happening that was applied. */
export interface Change {
  next: OrderState
  sale: SaleStep | null
  payments: PaymentNote[]
  effects: 'receipt'[]
  /** What the provider is asked, and which open effect is not to be carried out. */
  wishes: MoneyWish[]
  drops: string | null
  /** Held back until the undo time is over. */
  letters: AskedLetter[]
  /** The happening whose payments, letters and messages are taken back. */
  takesBack: string | null
  /** The order's web customer is this one of ours. */
  link: CustomerLink | null
  /** Remember this pick for the source and the line's identifiers. */
  remember: { line: string; productId: number } | null
  giftCard?: GiftCardNote
  price?: PriceNote
  outcome: Outcome
}

export function withMatch(line: OrderLine, match: LineMatch, productKind: ProductKind | null): OrderLine {
  return { ...line, ...match, productKind: match.productId === null ? null : productKind }
}
