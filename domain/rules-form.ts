import type { OpeningCalendar } from './business-time.ts'
import { REMINDERS_MAX } from './clocks.ts'
import { type CustomerLetter, customerLetters } from './letters.ts'
import { parseOpeningHours } from './opening-hours.ts'
import type { AnswerRules, PickupRules, SourceRules, StoreRules } from './rules.ts'
import type { Fault, Read } from './set-up.ts'
import { parseSpecialDays, type SpecialDayCode } from './special-days.ts'

/** How long goods are held, as typed. */
export interface PickupForm {
  /** none: without end; own: as the fields below say; store: as the store has it (of a source). */
  pickup: string
  holdDays: string
  /** '': nobody is reminded. */
  remindHours: string
  whenEnded: string
}

export interface StoreRulesForm extends PickupForm {
  undoSeconds: string
  claimMinutes: string
}

export interface SourceRulesForm extends PickupForm {
  /** off, on */
  answer: string
  answerHours: string
  remindEveryMinutes: string
  remindLastHours: string
  whenMissed: string
  /** store, own */
  opens: string
  hours: string
  specialDays: string
  lettersOff: string[]
}

export type RulesFault = Fault<
  keyof StoreRulesForm | keyof SourceRulesForm,
  | 'choice'
  | 'hold_days'
  | 'remind_hours'
  | 'undo_seconds'
  | 'claim_minutes'
  | 'answer_hours'
  | 'remind_every'
  | 'remind_last'
  | 'remind_many'
  | 'hours'
  | SpecialDayCode
> & {
  /** Of the special days. */
  line?: number
}

export const RULE_LIMITS = {
  holdDays: 365,
  undoSeconds: 120,
  claimMinutes: 120,
  answerHours: 200,
  remindEveryMinutes: 10_000,
  reminders: REMINDERS_MAX,
} as const

/** What a store's page of rules sets; the rest of them has a page of its own. */
export type StoreRulesSet = Pick<StoreRules, 'pickup' | 'undoSeconds' | 'claimMinutes'>

/** What a source's page of rules sets: its rules, and the hours that it has of its own. */
export interface SourceRulesSet {
  rules: SourceRules
  weekly: OpeningCalendar['weekly']
  special: OpeningCalendar['special']
}

/** The shortest time that can be typed: "more than 0". */
const SHORTEST_HOURS = 0.0001

/** Whether a field was wrong; each reading notes what is. */
class Reading {
  readonly faults: RulesFault[] = []

  number(field: RulesFault['field'], text: string, code: RulesFault['code'], limits: Limits): number {
    const value = readNumber(text)
    const { min, max, isWhole = false } = limits
    if (value === null || value < min || value > max || (isWhole && !Number.isInteger(value))) {
      this.faults.push({ field, code })
    }
    return value ?? 0
  }

  choice<const C extends string>(
    field: RulesFault['field'],
    text: string,
    choices: readonly C[],
  ): C | undefined {
    const chosen = choices.find((one) => one === text)
    if (chosen === undefined) this.faults.push({ field, code: 'choice' })
    return chosen
  }

  outcome<T>(value: T): Read<T, RulesFault> {
    return this.faults.length > 0 ? { ok: false, faults: this.faults } : { ok: true, value }
  }
}

interface Limits {
  min: number
  max: number
  isWhole?: boolean
}

/** "0.05" and "0,05" alike. */
function readNumber(text: string): number | null {
  const typed = text.trim()
  return /^\d{1,6}(?:[.,]\d{1,4})?$/.test(typed) ? Number(typed.replace(',', '.')) : null
}

/** The same for whoever sets a store's rules. */
export function readStoreRules(form: StoreRulesForm): Read<StoreRulesSet, RulesFault> {
  const reading = new Reading()
  const pickup = readPickup(reading, form, ['none', 'own'])
  const { undoSeconds, claimMinutes } = RULE_LIMITS
  return reading.outcome({
    pickup: pickup === 'store' ? null : pickup,
    undoSeconds: reading.number('undoSeconds', form.undoSeconds, 'undo_seconds', {
      min: 0,
      max: undoSeconds,
      isWhole: true,
    }),
    claimMinutes: reading.number('claimMinutes', form.claimMinutes, 'claim_minutes', {
      min: 1,
      max: claimMinutes,
      isWhole: true,
    }),
  })
}

function readPickup(
  reading: Reading,
  form: PickupForm,
  choices: readonly ('none' | 'own' | 'store')[],
): PickupRules | null | 'store' {
  const chosen = reading.choice('pickup', form.pickup, choices)
  if (chosen === 'store') return 'store'
  if (chosen !== 'own') return null
  const days = reading.number('holdDays', form.holdDays, 'hold_days', {
    min: 0,
    max: RULE_LIMITS.holdDays,
    isWhole: true,
  })
  const remindHours =
    form.remindHours.trim() === ''
      ? null
      : reading.number('remindHours', form.remindHours, 'remind_hours', {
          min: SHORTEST_HOURS,
          max: remindHoursMax(days),
        })
  const whenEnded = reading.choice('whenEnded', form.whenEnded, ['flag', 'release']) ?? 'flag'
  return { days, remindHours, whenEnded }
}

/** A reminder that is further from the end than the hold is long would never be sent. */
export const remindHoursMax = (days: number) => (days + 1) * 24

/**
 * The same for whoever sets a source's rules.
 * @param today by the calendar of the store; days before some weeks ago are refused
 */
export function readSourceRules(form: SourceRulesForm, today: string): Read<SourceRulesSet, RulesFault> {
  const reading = new Reading()
  const opening = readOpening(reading, form, today)
  const answer = readAnswer(reading, form)
  const pickup = readPickup(reading, form, ['store', 'own', 'none'])
  const lettersOff = form.lettersOff.filter((kind): kind is CustomerLetter =>
    customerLetters.some((one) => one === kind),
  )
  if (lettersOff.length < form.lettersOff.length) reading.faults.push({ field: 'lettersOff', code: 'choice' })
  return reading.outcome({ rules: { answer, pickup, lettersOff }, ...opening })
}

function readAnswer(reading: Reading, form: SourceRulesForm): AnswerRules | null {
  if (reading.choice('answer', form.answer, ['off', 'on']) !== 'on') return null
  const { answerHours, remindEveryMinutes: everyMax, reminders } = RULE_LIMITS
  const hours = reading.number('answerHours', form.answerHours, 'answer_hours', {
    min: SHORTEST_HOURS,
    max: answerHours,
  })
  const areHoursRead = reading.faults.every(({ field }) => field !== 'answerHours')
  const remindLastHours = reading.number('remindLastHours', form.remindLastHours || '0', 'remind_last', {
    min: 0,
    max: areHoursRead ? hours : answerHours,
  })
  const whenMissed = reading.choice('whenMissed', form.whenMissed, ['flag', 'reject']) ?? 'flag'
  const isReminded = remindLastHours > 0 || form.remindEveryMinutes.trim() !== ''
  const remindEveryMinutes = isReminded
    ? reading.number('remindEveryMinutes', form.remindEveryMinutes, 'remind_every', { min: 1, max: everyMax })
    : 30
  if (remindEveryMinutes >= 1 && (remindLastHours * 60) / remindEveryMinutes > reminders) {
    reading.faults.push({ field: 'remindEveryMinutes', code: 'remind_many' })
  }
  return { hours, remindEveryMinutes, remindLastHours, whenMissed }
}

function readOpening(reading: Reading, form: SourceRulesForm, today: string): Omit<SourceRulesSet, 'rules'> {
  if (reading.choice('opens', form.opens, ['store', 'own']) !== 'own') return { weekly: null, special: [] }
  const weekly = parseOpeningHours(form.hours)
  if (weekly === undefined) reading.faults.push({ field: 'hours', code: 'hours' })
  const days = parseSpecialDays(form.specialDays, today)
  if (!days.ok)
    reading.faults.push(...days.faults.map((fault) => ({ field: 'specialDays' as const, ...fault })))
  return { weekly: weekly ?? null, special: days.ok ? days.value : [] }
}
