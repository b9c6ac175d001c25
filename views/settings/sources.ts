import type { SourceKind } from '../../domain/source-settings.ts'
import type { ShownCallback } from '../order/callbacks.ts'

export interface SourceListed {
  id: string
  kind: SourceKind
  primaryStore: string | null
  deactivatedAt: Date | null
  /** Business hours until an order must be answered; null: no answer clock. */
  answerHours: number | null
  /** Its last signed request. */
  lastSeenAt: Date | null
  /** That arrived since midnight where its primary store is, else where the shop's first one is. */
  ordersToday: number
  /** In the last 24 hours. */
  badSignatures: number
  refusedOrders: number
  /** Messages to it that were tried in vain and go on, and those given up within 30 days. */
  failingCallbacks: number
  givenUpCallbacks: number
}

/** A message to the source that did not arrive, with its last try. */
export type LateCallback = Omit<ShownCallback, 'seq'> & { number: string }

export interface SourceShown extends SourceListed {
  callbackUrl: string | null
  orderUrl: string | null
  createdAt: Date
  /** Its secret can't be opened: another key than the shop's sealed it. */
  isSealed: boolean
  /** Secrets that were rotated out and sign still. */
  retiring: { until: Date }[]
  /** Those that were tried last; all of an order's are on its page. */
  lateCallbacks: LateCallback[]
  /** What was wrong with the last refused order. */
  lastRefusal: { detail: string; at: Date } | null
}
