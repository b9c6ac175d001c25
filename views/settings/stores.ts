import type { OpeningCalendar } from '../../domain/business-time.ts'
import type { PickupRules } from '../../domain/rules.ts'
import type { StoreForm } from '../../domain/store-settings.ts'
import type { DayAhead } from '../../domain/week-ahead.ts'

/** A store as its form has it. */
export interface StoreFields extends StoreForm {
  code: string
}

export interface StoreListed {
  code: string
  name: string
  currency: string
  calendar: OpeningCalendar
  /** As typed. */
  hours: string
  pickup: PickupRules | null
}

/** What other rules or hours would do to the orders that are open. */
export interface Effect {
  /** That were looked at, the oldest. */
  open: number
  /** There are more open orders than were looked at. */
  isPart: boolean
  /** That would get another deadline. */
  moved: number
  /** Of those, whose new deadline is over already. */
  late: number
}

/** What opening hours come to. */
export interface HoursPreview {
  timeZone: string
  days: DayAhead[]
  /** Four business hours from now; null: it never opens for so long. */
  inFourHours: Date | null
  /** Null: of a store that is not there yet. */
  effect: Effect | null
}
