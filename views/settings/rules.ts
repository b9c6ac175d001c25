import type { AnswerTimes, HoldTimes } from '../../domain/clocks.ts'
import type { Rules } from '../../domain/rules.ts'
import type { Effect } from './stores.ts'

/** What rules come to in one store, for an order that is placed, or made ready, now. */
export interface StoreTimes {
  name: string
  timeZone: string
  /** Of this store and the source, whichever sets them. */
  rules: Rules
  /** Null: there is no such time. */
  answer: AnswerTimes | null
  hold: HoldTimes | null
}

export interface RulesPreview {
  stores: StoreTimes[]
  /** Of a store: what else its page sets. */
  ofStore?: { undoSeconds: number; claimMinutes: number }
  /** Null: they are in force already. */
  effect: Effect | null
}
