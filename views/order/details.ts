import type { HappeningType, RejectReason, StaffAction } from '../../domain/happening.ts'
import type { MatchedBy, MatchProblem } from '../../domain/matching.ts'
import type { Outcome, Problem } from '../../domain/order.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import type { LineKind, PaymentStatus } from '../../domain/web-order.ts'
import type { OrderName } from '../paths.ts'

/** All that the page of one order shows; amounts in minor units of its currency. */
export interface OrderDetails extends OrderName {
  /** Of its row: an open page follows it. */
  id: number
  status: Status
  version: number
  fulfilment: Fulfilment | null
  store: string | null
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
  shortage: boolean
  problems: Problem[]
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
  otherContent: (RawText & { receivedAt: Date }) | null
  web: WebPeople
  lines: Line[]
  customer: Customer | null
  payments: Payment[]
  documents: Document[]
  timeline: Entry[]
  timelineCut: boolean
  samePayment: OrderName[]
  customerCandidates: Customer[]
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
  product: { sku: string; name: string } | null
  allocated: number
  owed: number
  open: boolean
  /** What its identifiers find in today's catalogue; only while it has no product. */
  candidates: Candidate[]
  /** A pick by hand that none of its identifiers finds. */
  fitsNothing: boolean
}

export interface Candidate {
  sku: string
  name: string
  brand: string | null
  foundBy: string[]
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
  kind: 'ecommerce' | 'till'
  method: string
  amount: number
  currency: string
  reference: string | null
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
