import type { SourceKind } from '../../domain/source-settings.ts'

export interface SourceListed {
  id: string
  kind: SourceKind
  primaryStore: string | null
  deactivatedAt: Date | null
  /** Its last signed request. */
  lastSeenAt: Date | null
  /** That arrived since midnight where its primary store is, else where the shop's first one is. */
  ordersToday: number
  /** In the last 24 hours. */
  badSignatures: number
  refusedOrders: number
}

export interface SourceShown extends SourceListed {
  callbackUrl: string | null
  orderUrl: string | null
  createdAt: Date
  /** Secrets that were rotated out and sign still. */
  retiring: { until: Date }[]
  /** What was wrong with the last refused order. */
  lastRefusal: { detail: string; at: Date } | null
}
