import type { HappeningType } from '../happening.ts'
import type { EffectKind, OrderState } from '../order.ts'
import type { ReturnHappeningType } from '../returns/happening.ts'
import type { ReturnStatus } from '../returns/return.ts'
import type { StandingChange } from '../standing.ts'
import type { Status } from '../status.ts'

/** All that is written down about one order, as it stood at one moment; amounts in minor units. */
export interface OrderBook {
  id: number
  /** Null: something stands there for an order that the inbox of orders does not know. */
  web: WebSeen | null
  row: RowSeen | null
  events: EventSeen[]
  happenings: HappeningSeen[]
  effects: EffectSeen[]
  /** Keys of the effects that made a paper. */
  papers: string[]
  sale: SaleSeen | null
  moved: MovedSeen[]
  payments: PaymentSeen[]
  cards: { happeningId: string; isVoid: boolean }[]
  returns: ReturnBook[]
  /** Events that something in an outbox tells of. */
  told: { what: 'callback' | 'letter'; seq: number }[]
}

export interface WebSeen {
  source: string
  number: string
  hasContent: boolean
  receivedAt: Date
  startedAt: Date | null
  starts: number
  attempts: number
  recordedAt: Date | null
  dueAt: Date | null
  /** A supplier's waits for its shipment, without an end. */
  isAwaited: boolean
}

/** The row as the rules see it, and what is written beside that. */
export interface RowSeen {
  state: OrderState
  saleNumber: string | null
  captureBefore: Date | null
  deadlineKind: string | null
  deadlineAt: Date | null
  dueAt: Date | null
}

export interface EventSeen {
  seq: number
  happeningId: string
  type: HappeningType
  actorKind: 'staff' | 'website' | 'system' | 'deadline'
  userId: string | null
  fromStatus: Status | null
  toStatus: Status
  version: number
  inputs: unknown
  outcome: unknown
  /** Null: recorded before this was kept. */
  changes: StandingChange | null
  /** Whether its hash is that of what stands there and of the event before; null: recorded before events were chained. */
  isChained: boolean | null
  at: Date
}

export interface HappeningSeen {
  id: string
  type: HappeningType
  status: 'waiting' | 'applied' | 'refused' | 'failed'
  at: Date
  answeredAt: Date | null
}

export interface EffectSeen {
  key: string
  seq: number
  kind: EffectKind
  status: 'open' | 'done' | 'failed' | 'taken_back'
  attempts: number
  createdAt: Date
  startedAt: Date | null
  leaseUntil: Date | null
  notBefore: Date | null
}

export interface SaleSeen {
  number: string
  store: string
  currency: string
  total: number
  status: 'open' | 'finished' | 'void'
  lines: { line: string; quantity: number; net: number; tax: number; isOff: boolean }[]
  /** As the order's lines say it. */
  ordered: { line: string; quantity: number; net: number; tax: number }[]
}

export interface MovedSeen {
  store: string
  productId: number
  kind: 'sold' | 'restocked' | 'returned'
  quantity: number
}

export interface PaymentSeen {
  happeningId: string
  kind: 'ecommerce' | 'till' | 'refund'
  amount: number
  currency: string
  isTakenBack: boolean
}

export interface ExchangeSeen {
  number: string
  status: SaleSeen['status']
  total: number
  paid: number
  /** Of that, what nobody paid. */
  writtenOff: number
  /** When the goods were handed over, in ms since 1970. */
  endedAt: number | null
  hasReceipt: boolean
}

export interface ReturnBook {
  id: number
  n: number
  status: ReturnStatus
  version: number
  /** What goods and shipping are worth, and what of it the order's books have as given back. */
  total: number
  givenBack: number
  /** The sale whose goods come back. */
  sale: string
  /** Of each product: what the lines say became of it, and what movements say. */
  goods: { productId: number; sellable: number; defective: number; shelf: number; bin: number }[]
  /** The sale of the goods that went out instead; null: none did. */
  exchange: ExchangeSeen | null
  /** Of each product that went out: what the sale says, what movements say, and whether it was counted then. */
  out: { productId: number; sold: number; off: number; isCounted: boolean }[]
  events: {
    seq: number
    happeningId: string
    type: ReturnHappeningType
    fromStatus: string | null
    toStatus: string
    version: number
    outcome: unknown
  }[]
  happenings: { id: string; type: string; status: HappeningSeen['status']; at: Date }[]
}
