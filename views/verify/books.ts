import type { Difference, Repair, SkippedPart } from '../../domain/verify/difference.ts'

export interface CheckShown {
  id: number
  state: 'running' | 'done' | 'failed'
  /** Somebody is at it; a check that was asked for may still wait for that. */
  isTaken: boolean
  ordersTotal: number
  orders: number
  unchained: number
  differences: number
  skipped: SkippedPart[]
  errorId: string | null
  startedAt: Date
  endedAt: Date | null
}

export type DifferenceShown = Difference & { repair: Repair | null }

export interface BooksShown {
  running: CheckShown | null
  /** The latest first; what is under way is no part of it. */
  ended: CheckShown[]
  /** Of the latest that was ended; the first ones. */
  differences: DifferenceShown[]
  timeZone: string
}
