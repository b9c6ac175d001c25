import type { staffCalls } from '../../domain/happening.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import type { QueueFilter } from '../paths.ts'

export interface QueueRow {
  id: number
  source: string
  number: string
  status: Status
  fulfilment: Fulfilment | null
  store: string | null
  currency: string | null
  placedAt: Date | null
  createdAt: Date
  updatedAt: Date
  total: number | null
  customerName: string
  shortage: boolean
  differs: boolean
  cancellationAskedAt: Date | null
  /** By when somebody has to do something, passed or not. */
  dueAt: Date | null
  /** The promised day, "2026-03-02". */
  readyBy: string | null
  /** Who is on it. */
  claim: { name: string; until: Date } | null
}

/** A deadline that called somebody to the desk: of an order that is open, or that it ended by itself. */
export interface Call {
  at: Date
  type: (typeof staffCalls)[number]
  source: string
  number: string
  hasEnded: boolean
}

export interface Queue {
  filter: QueueFilter
  rows: QueueRow[]
  hasNext: boolean
  /** The last page that is ever shown. */
  atLimit: boolean
  counts: Partial<Record<Status, number>>
  stores: { code: string; name: string; timeZone: string }[]
  sources: string[]
  /** False: nothing has ever arrived. */
  anyOrder: boolean
  /** Among the orders of these filters the latest of each, newest first. */
  calls: Call[]
  /** Of the last days, that did not go out. */
  lateLetters: number
  waiting: Waiting
  now: Date
}

/** What lies in the inbox; seconds as a rule, longer while the engine is away. */
interface Waiting {
  orders: number
  oldestSeconds: number | null
  happenings: number
  oldestHappeningSeconds: number | null
}

export const isNarrowed = ({ status, q, store, source }: QueueFilter) =>
  Boolean(status || q || store || source)
