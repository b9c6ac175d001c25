import type { StuckDeed, StuckKind, StuckRow } from '../../domain/stuck.ts'

export interface StuckShown {
  /** The oldest of each kind first, one more of each than is shown. */
  rows: StuckRow[]
  /** At most so many of one kind. */
  shown: number
  decisions: DecisionShown[]
  timeZone: string
  /** When a worker looked last; null: none ever did. */
  lookedAt: Date | null
  now: Date
}

/** What somebody did about what was stuck. */
export interface DecisionShown {
  id: number
  at: Date
  who: string
  kind: StuckKind
  deed: StuckDeed
  reason: string | null
  /** Null: it belonged to no order. */
  source: string | null
  number: string | null
}

/** A form that came back: something is missing, or it can't be done any more. */
export interface RefusedDeed {
  kind: string
  key: string
  deed: StuckDeed
  reason: string
  code: 'reason' | 'tooLong' | 'gone' | 'engine_away'
}
