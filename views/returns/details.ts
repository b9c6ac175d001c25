import type { ReturnFacts } from '../../domain/returns/decision.ts'
import type { WantedProduct } from '../../domain/returns/exchange.ts'
import type { ReturnHappeningType } from '../../domain/returns/happening.ts'
import type {
  ByWay,
  Exchange,
  ReturnLine,
  ReturnMethod,
  ReturnReason,
  ReturnStatus,
  SettledBy,
  Sum,
} from '../../domain/returns/return.ts'
import type { OrderName } from '../paths.ts'

/** A return in a list. */
export interface ShownReturn extends OrderName {
  n: number
  status: ReturnStatus
  trouble: string | null
  units: number
  /** With tax and shipping; minor units. */
  amount: number
  currency: string
  customerName: string
  openedAt: Date
  endedAt: Date | null
  timeZone: string
}

/** A return on its order's page. */
export interface ReturnOfOrder extends ShownReturn {
  /** The goods that went out, and what the order turned out to have no money for; null: none did. */
  exchange: { sale: string; settled: { method: SettledBy; amount: number }[] } | null
}

/** All that the page of one return shows; amounts in minor units, with tax. */
export interface ReturnDetails extends OrderName {
  id: number
  orderId: number
  n: number
  status: ReturnStatus
  version: number
  reason: ReturnReason
  customerName: string
  currency: string
  store: string
  timeZone: string
  lines: ReturnedLine[]
  goods: Sum
  shipping: Sum | null
  method: ReturnMethod | null
  reference: string | null
  trouble: string | null
  /** The sale whose goods come back, and the return for whose goods these went out; null: they are the order's own. */
  sale: string
  exchangedFor: number | null
  exchange: ShownExchange | null
  setOff: number
  isSetOff: boolean
  /** What its order is asked for, and what went back in money. */
  asked: number
  given: ByWay
  /** What failed on our side until it was given up. */
  errorId: string | null
  openedAt: Date
  goodsLateAt: Date | null
  money: ReturnFacts
  timeline: ReturnEntry[]
}

/** Goods that go out for those that came back; amounts in minor units. */
export interface ShownExchange extends Exchange {
  lines: {
    description: string
    quantity: number
    unitPrice: number
    net: number
    tax: number
    taxRate: string
  }[]
  payments: { kind: 'set_off' | 'till' | 'settled'; method: string; amount: number }[]
  /** Its receipt, once it is made. */
  documentId: number | null
}

export interface ReturnedLine extends ReturnLine {
  description: string
  taxRate: string
}

/** Goods on the form of those that are to go out. */
export interface ChosenGoods extends WantedProduct {
  /** The SKU as it was asked for. */
  asked: string
  quantity: string
  unitPrice: string
  reason: string
}

/** A happening of a return, applied or not. */
export interface ReturnEntry {
  id: string
  type: ReturnHappeningType
  who: { kind: 'staff' | 'system' | 'deadline'; name: string | null }
  at: Date
  state: 'applied' | 'refused' | 'failed' | 'waiting'
  payload: Record<string, unknown>
  /** Only where it was applied. */
  event: { fromStatus: ReturnStatus | null; toStatus: ReturnStatus; outcome: Record<string, unknown> } | null
  refusal: { code: string; line?: string; left?: number; errorId?: string } | null
}

/** The goods of a sale that can come back, and the other sales of the order that have some. */
export interface Offer {
  sale: string
  sales: { sale: string /** Null: the order's own. */; forReturn: number | null; units: number }[]
  lines: OfferedLine[]
  /** What is left of it. */
  shipping: Sum
}

/** A line that can come back, on the form that opens a return. */
export interface OfferedLine extends Sum {
  line: string
  description: string
  taxRate: string
  /** Sold, and of these not yet in another return. */
  units: number
  left: number
  isGiftCard: boolean
  /** Sold for it and not void: they must be, before their money goes back. */
  cards?: number
}

export interface FormFault {
  /** The id of the field. */
  field: string
  message: string
}

/** A form of the return's page that came back. */
export interface RefusedReturnForm {
  actionId: string
  values: Record<string, string[]>
  errors: FormFault[]
}
