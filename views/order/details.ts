import type { IdentifierAgreements, ProductIdentifiers } from '../../domain/comparison/identifiers.ts'
import type { Agreements, Person } from '../../domain/comparison/people.ts'
import type { Difference } from '../../domain/comparison/versions.ts'
import type { HappeningType, RejectReason, StaffAction } from '../../domain/happening.ts'
import type { MatchedBy, MatchProblem, ProductKind } from '../../domain/matching.ts'
import type { Deadline, Outcome, Problem } from '../../domain/order.ts'
import type { Money } from '../../domain/payment.ts'
import type { Agreement } from '../../domain/price-change.ts'
import type { Rules } from '../../domain/rules.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import type { LineKind, PaymentStatus } from '../../domain/web-order.ts'
import type { OrderName } from '../paths.ts'
import type { ReturnOfOrder } from '../returns/details.ts'
import type { ShownCallback } from './callbacks.ts'
import type { ErasedTold } from './Erased.tsx'
import type { OrderLetters } from './letters.ts'

export type { OrderName }

/** All that the page of one order shows; amounts in minor units of its currency. */
export interface OrderDetails extends OrderName {
  /** Of its row: an open page follows it. */
  id: number
  status: Status
  version: number
  fulfilment: Fulfilment | null
  store: string | null
  storeCode: string | null
  storeCurrency: string | null
  timeZone: string
  currency: string | null
  placedAt: Date | null
  receivedAt: Date
  pricesIncludeTax: boolean
  shippingAmount: number
  shippingTax: number
  total: number | null
  customerName: string
  paymentStatus: PaymentStatus | null
  paymentProvider: string | null
  paymentReference: string | null
  paymentAmount: number | null
  saleNumber: string | null
  saleStatus: 'open' | 'finished' | 'void' | null
  saleTotal: number | null
  /** What goods that came back, and shipping, were worth: of returns whose money has gone back. */
  returned: number
  shortage: boolean
  problems: Problem[]
  /** By when the shop must answer, and until when the goods are kept. */
  respondBy: Date | null
  holdUntil: Date | null
  /** What befalls it by itself, soonest first. */
  deadlines: Deadline[]
  /** The last step that can be taken back; its time may be over. */
  step: ShownStep | null
  /** What it was last decided by; null: no rule has played a part yet. */
  rules: Rules | null
  claim: Claim | null
  /** The customer can be written to when another day is promised. */
  canTell: boolean
  readyBy: string | null
  location: string | null
  carrier: string | null
  trackingNumber: string | null
  rejectReason: RejectReason | null
  cancellationAskedAt: Date | null
  differs: boolean
  /** The order in the website's own admin. */
  adminUrl: string | null
  raw: RawText | null
  otherContent: OtherContent | null
  web: WebPeople
  lines: Line[]
  customer: KnownCustomer | null
  /** Its person was taken out of it. */
  erased: ErasedTold | null
  payments: Payment[]
  /** What the shop takes itself; null: nobody's, or the channel's own. */
  money: Money | null
  paymentCheckedAt: Date | null
  approvalNumber: string | null
  documents: Document[]
  /** Cards that were sold for its lines, first sold first. */
  giftCards: ShownGiftCard[]
  /** Oldest first. */
  priceChanges: ShownPriceChange[]
  timeline: Entry[]
  timelineCut: boolean
  /** What the website was told of it, newest first. */
  callbacks: ShownCallback[]
  /** What was written to its customer and its store. */
  letters: OrderLetters
  /** Goods of it that came back. */
  returns: ReturnOfOrder[]
  samePayment: OrderName[]
  /** There are others than the first ones. */
  samePaymentMore: boolean
  /** Only while nobody knows who the customer is. */
  customerSearch: CustomerSearch | null
  /** The line whose product is being looked for; null: none is open. */
  productSearch: ProductSearch | null
  /** Other orders that wait for the products of this one's lines. */
  sameGap: SameGap | null
  /** When the page was read: what is left of a deadline is counted from here. */
  now: Date
}

export interface ShownStep {
  /** The happening's. */
  id: string
  type: HappeningType
  at: Date
  /** Within this time it can be undone, and nothing of it has left the shop. */
  until: Date
}

/** Who is on an order, and until when if they do nothing more. */
export interface Claim {
  userId: string
  name: string
  since: Date
  until: Date
}

export interface OtherContent extends RawText {
  receivedAt: Date
  /** Null: one of the two is no JSON. */
  differences: Difference[] | null
}

/** What somebody looks for, and who that may be, the likeliest first. */
export interface CustomerSearch {
  typed: string
  /** Other things that the order says of the person, to look for. */
  suggestions: string[]
  found: CustomerCandidate[]
  /** It was too long to be looked for, or holds what no text holds. */
  unusable: boolean
}

export interface CustomerCandidate extends Customer {
  agreements: Agreements
  /** Probably the person: making a new customer would enter somebody twice. */
  near: boolean
}

export interface KnownCustomer extends Customer {
  agreements: Agreements
  shipsTo: string[]
}

export interface ProductSearch {
  line: string
  typed: string
  /** False: it is prefilled, and what is like the line itself was looked for. */
  isTyped: boolean
  /** How many it found, with those that the line's identifiers find anyway. */
  hits: number
  found: ProductCandidate[]
  unusable: boolean
}

/** A product of the catalogue with what the order's store has of it. */
export interface FoundProduct {
  id: number
  sku: string
  name: string
  brand: string | null
  kind: ProductKind
  /** A decimal in the shop's own currency, as the catalogue has it. */
  price: string | null
  /** Null: the store never had it. */
  onHand: number | null
  identifiers: ProductIdentifiers
}

export interface ProductCandidate extends FoundProduct {
  agreements: IdentifierAgreements
  fits: boolean
}

export interface SameGap {
  /** How many orders wait; at most `limit` are released at once. */
  orders: number
  limit: number
  /** The first of them. */
  names: OrderName[]
}

export interface RawText {
  text: string
  /** True: only its beginning. */
  cut: boolean
}

/** People as the website named them, kept apart from the shop's own customer. */
export interface WebPeople {
  customer: [field: 'name' | 'email' | 'phone' | 'externalId', value: string][]
  shipTo: string[]
  billTo: string[]
  shippingMethod: string | null
  approvalNumber: string | null
  note: string | null
  /** Field by field, as it is held against the shop's customers. */
  person: Person
}

export interface Line {
  id: string
  kind: LineKind
  description: string
  gtin: string | null
  mpn: string | null
  sku: string | null
  quantity: number
  unitPrice: number
  discount: number
  taxRate: string
  tax: number
  matchedBy: MatchedBy | null
  matchProblem: MatchProblem | null
  product: { id: number; sku: string; name: string } | null
  /** A pick by hand that is remembered for this source and exactly these identifiers. */
  remembered: boolean
  allocated: number
  owed: number
  open: boolean
  /** What its identifiers find in today's catalogue; only while it has no product. */
  candidates: ProductCandidate[]
  /** A pick by hand that none of its identifiers finds. */
  fitsNothing: boolean
}

export interface Customer {
  id: string
  firstName: string
  lastName: string
  email: string | null
  phone: string | null
  street: string | null
  city: string | null
  postalCode: string | null
  country: string | null
}

export interface Payment {
  kind: 'ecommerce' | 'till' | 'refund'
  method: string
  amount: number
  currency: string
  reference: string | null
  /** As the books call it; null: not the shop's own. */
  merchantAccount: string | null
  paymentType: string | null
  cardType: string | null
  at: Date
  /** The step that it belongs to was taken back. */
  isTakenBack: boolean
}

export interface ShownGiftCard {
  line: string
  number: string
  amount: number
  by: string | null
  at: Date
  voided: { by: string | null; at: Date; reason: string } | null
}

export interface ShownPriceChange {
  line: string
  from: number
  to: number
  reason: string
  agreedBy: Agreement
  agreedAt: Date
  by: string | null
  at: Date
}

export interface Document {
  id: number
  kind: 'receipt'
  fileName: string
  madeAt: Date
}

/** A happening, applied or not, as the timeline tells it. */
export interface Entry {
  id: string
  type: HappeningType
  who: Who
  at: Date
  payload: Record<string, unknown>
  state: 'applied' | 'refused' | 'failed' | 'waiting'
  /** Only where it was applied. */
  event: { fromStatus: Status | null; toStatus: Status; outcome: Outcome } | null
  refusal: RefusalTold | null
}

export interface Who {
  kind: 'staff' | 'website' | 'system' | 'deadline'
  name: string | null
}

/** Why an action changed nothing, and what came before it. */
export interface RefusalTold {
  code: string
  lines: string[]
  fields: string[]
  errorId: string | null
  /** What somebody else did in between. */
  before: { type: HappeningType; who: Who; at: Date } | null
}

/** What became of the action that led to this page. */
export interface Outcoming {
  action: StaffAction
  /** Of the click that it answers. */
  actionId: string
  /** A reservation was not bought: nothing was handed over. */
  isNotBought: boolean
  state: Entry['state']
  at: Date
  refusal: RefusalTold | null
}

/** A form that came back because something in it is missing or wrong. */
export interface RefusedForm {
  action: StaffAction
  actionId: string
  values: Record<string, string[]>
  errors: { field: string; message: string }[]
}

/** The form of a new product that came back; `line` is the line that it was for. */
export interface RefusedProduct {
  line: string
  actionId: string
  values: Record<string, string[]>
  errors: { field: string; message: string }[]
}

/** What became of the orders that one click released. */
export interface Released
  extends Record<'released' | 'gap' | 'customer' | 'closed' | 'failed' | 'pending', number> {
  /** The first of those that still wait. */
  left: OrderName[]
}

/** What a person just did on the page, beside the actions of the order itself. */
export interface Aside {
  released: (Released & { actionId: string }) | null
  forgotten: { isDone: boolean; actionId: string } | null
  /** False: somebody else is on the order. */
  claimed: { isDone: boolean } | null
}
