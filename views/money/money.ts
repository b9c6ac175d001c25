import type { MoneySum, OrderBooks } from '../../domain/money-day.ts'
import type { OrderName } from '../paths.ts'

/** Which day's money, of which store; null: of all. */
export interface MoneyFilter {
  /** "2026-03-02". */
  day: string
  store: string | null
}

/** Something that befell an order's money; `amount` and `fee` in minor units of `currency`. */
export interface EntryShown extends OrderName, Omit<MoneySum, 'count'> {
  at: Date
  store: string | null
  saleNumber: string | null
  reference: string | null
}

export interface BooksShown extends OrderBooks {
  currency: string
  /** How many orders these are of. */
  orders: number
}

export interface DifferingOrder extends OrderName, OrderBooks {
  currency: string
}

export const openKinds = ['ends', 'declined', 'unknown', 'refundFailed', 'disputed', 'unchecked'] as const
export type OpenKind = (typeof openKinds)[number]

/** Money that somebody has to look after. */
export interface OpenMoneyShown extends OrderName {
  kind: OpenKind
  currency: string
  amount: number
  /** The end of a reservation, or by when a dispute must be answered. */
  by: Date | null
  /** The provider's code, a dispute's reason, or the id of our error. */
  reason: string | null
}

export interface MoneyDay {
  filter: MoneyFilter
  timeZone: string
  /** Of that zone's calendar. */
  today: string
  stores: { code: string; name: string }[]
  sums: MoneySum[]
  /** The latest first. */
  entries: EntryShown[]
  hasMore: boolean
  books: BooksShown[]
  differing: DifferingOrder[]
  open: Record<OpenKind, { shown: OpenMoneyShown[]; hasMore: boolean }>
  now: Date
}
