import type { OpeningCalendar } from './business-time.ts'
import type { LetterKind } from './letters.ts'

/** By when an order must be accepted or rejected; counted in the open hours of the source or, without any, of the store. */
export interface AnswerRules {
  /** Business hours from when the order was placed; fractions are allowed. */
  hours: number
  /** Staff are reminded each so many business minutes … */
  remindEveryMinutes: number
  /** … in the last so many business hours; 0: not at all. */
  remindLastHours: number
  /** What becomes of an order that nobody answered. */
  whenMissed: 'flag' | 'reject'
}

/** How long goods are held for the customer once they are ready. */
export interface PickupRules {
  /** Calendar days; the hold ends as the store closes on the last of them, or on the next day that it opens. */
  days: number
  /** The customer is reminded so many hours before the end; null: not at all. */
  remindHours: number | null
  /** What becomes of goods that nobody collected. */
  whenEnded: 'flag' | 'release'
}

/** What a store sets; stored as it stands in `stores.rules`. */
export interface StoreRules {
  /** Null: goods are held without end. */
  pickup: PickupRules | null
  /** Within this time staff may take a step back, and nothing leaves the shop; 0: no undo. */
  undoSeconds: number
  /** How long somebody is "on" an order that they claimed. */
  claimMinutes: number
  /** Letters that this store does not send. */
  lettersOff: LetterKind[]
}

/** What is set of a source; stored as it stands in `sources.rules`. */
export interface SourceRules {
  /** Null: nobody waits for an answer by a certain time. */
  answer: AnswerRules | null
  /** 'store': as the store has it; null: goods are held without end. */
  pickup: PickupRules | null | 'store'
  /** Letters that the source sends its customers itself. */
  lettersOff: LetterKind[]
}

export const UNDO_SECONDS_DEFAULT = 15
export const CLAIM_MINUTES_DEFAULT = 10

/** Clocks are off until set (contract §4). */
export const defaultStoreRules: StoreRules = {
  pickup: null,
  undoSeconds: UNDO_SECONDS_DEFAULT,
  claimMinutes: CLAIM_MINUTES_DEFAULT,
  lettersOff: [],
}

export const defaultSourceRules: SourceRules = { answer: null, pickup: 'store', lettersOff: [] }

/** The rules that one order is decided by, frozen into the events that they shape. */
export interface Rules {
  answer: AnswerRules | null
  pickup: PickupRules | null
  undoSeconds: number
  /** The store's opening hours: the pickup clock, the promised day. */
  calendar: OpeningCalendar
  /** The source's own opening hours, for the answer clock; null: the store's. */
  answerCalendar: OpeningCalendar | null
}

/** A row of `stores` and one of `sources`, as far as they set rules. */
export interface RuleBook {
  store: { calendar: OpeningCalendar; rules: Partial<StoreRules> }
  source: {
    /** Null: those of the store. */
    weekly: OpeningCalendar['weekly']
    special: OpeningCalendar['special']
    rules: Partial<SourceRules>
  }
}

/** What a source sets comes before what the store does. */
export function rulesOf({ store, source }: RuleBook): Rules {
  const ofStore = { ...defaultStoreRules, ...store.rules }
  const ofSource = { ...defaultSourceRules, ...source.rules }
  const { timeZone } = store.calendar
  const { weekly, special } = source
  return {
    answer: ofSource.answer,
    pickup: ofSource.pickup === 'store' ? ofStore.pickup : ofSource.pickup,
    undoSeconds: ofStore.undoSeconds,
    calendar: store.calendar,
    answerCalendar: weekly === null ? null : { timeZone, weekly, special },
  }
}
