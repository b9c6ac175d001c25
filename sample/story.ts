import type { StaffAction } from '../domain/happening.ts'
import type { Fulfilment } from '../domain/status.ts'
import type { SampleStore } from './catalogue.ts'

export interface StoryLine {
  /** Of the catalogue; absent: the shop has no such article. */
  sku?: string
  quantity?: number
  /** What the website says otherwise than our catalogue does. */
  says?: { gtin?: string; mpn?: string; sku?: string; description?: string; unitPrice?: number }
  kind?: 'gift_card' | 'fee'
}

/** Who ordered, in the website's spelling. */
export interface StoryCustomer {
  externalId?: string
  firstName: string
  lastName: string
  email?: string
  phone?: string
}

/** What the sample's staff do once the order has come and their earlier moves are done. */
export interface Move {
  /** Seconds after the order came. */
  after: number
  action: StaffAction
  /** Promised for so many days after the sample shop was loaded, by the store's calendar; of `accept`. */
  readyInDays?: number
  payload?: Record<string, string | string[] | boolean>
}

/** One order of the sample's website, and what becomes of it. */
export interface Story {
  number: string
  /** Seconds after the sample shop was loaded. */
  comes: number
  /** Minutes before that, the customer placed it. */
  age: number
  fulfilment: Fulfilment
  store: SampleStore
  who: StoryCustomer
  lines: readonly StoryLine[]
  note?: string
  moves?: readonly Move[]
  /** The customer cancels at the website so many seconds after the order came. */
  cancelledAfter?: number
  /** The website sends it once more with this quantity on its first line. */
  changed?: { after: number; quantity: number }
  /** It comes by a file, with a total that does not add up. */
  unreadable?: boolean
  /** Days before it comes; of a supplier's order. */
  shippedDaysAgo?: number
}
