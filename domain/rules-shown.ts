import { formatOpeningHours } from './opening-hours.ts'
import {
  defaultSourceRules,
  defaultStoreRules,
  type PickupRules,
  type SourceRules,
  type StoreRules,
} from './rules.ts'
import type { PickupForm, SourceRulesForm, SourceRulesSet, StoreRulesForm } from './rules-form.ts'
import { formatSpecialDays } from './special-days.ts'

/** What the form shows where a clock is off: what most shops take. */
const usual = { holdDays: '7', remindHours: '24', whenEnded: 'flag' } as const

function pickupForm(pickup: PickupRules | null | 'store'): PickupForm {
  if (pickup === null) return { pickup: 'none', ...usual }
  if (pickup === 'store') return { pickup: 'store', ...usual }
  const { days, remindHours, whenEnded } = pickup
  return {
    pickup: 'own',
    holdDays: String(days),
    remindHours: remindHours === null ? '' : String(remindHours),
    whenEnded,
  }
}

export function storeRulesForm(rules: Partial<StoreRules>): StoreRulesForm {
  const { pickup, undoSeconds, claimMinutes } = { ...defaultStoreRules, ...rules }
  return { ...pickupForm(pickup), undoSeconds: String(undoSeconds), claimMinutes: String(claimMinutes) }
}

/** Of the special days those that are shown. */
export function sourceRulesForm(
  rules: Partial<SourceRules>,
  { weekly, special }: Pick<SourceRulesSet, 'weekly' | 'special'>,
): SourceRulesForm {
  const { answer, pickup, lettersOff } = { ...defaultSourceRules, ...rules }
  return {
    answer: answer === null ? 'off' : 'on',
    answerHours: String(answer?.hours ?? 4),
    remindEveryMinutes: String(answer?.remindEveryMinutes ?? 30),
    remindLastHours: String(answer?.remindLastHours ?? 1),
    whenMissed: answer?.whenMissed ?? 'flag',
    opens: weekly === null ? 'store' : 'own',
    hours: weekly === null ? '' : formatOpeningHours(weekly),
    specialDays: formatSpecialDays(special),
    ...pickupForm(pickup),
    lettersOff: [...lettersOff],
  }
}

/** As the record of changes keeps them: only what counts. */
export function storeRulesNoted(rules: Partial<StoreRules>): Record<string, unknown> {
  const { pickup, undoSeconds, claimMinutes } = { ...defaultStoreRules, ...rules }
  return { ...pickupNoted(pickup), undoSeconds, claimMinutes }
}

export function sourceRulesNoted({ rules, weekly, special }: SourceRulesNoted): Record<string, unknown> {
  const { answer, pickup, lettersOff } = { ...defaultSourceRules, ...rules }
  return {
    answer: answer === null ? 'off' : 'on',
    answerHours: answer?.hours ?? null,
    remindEveryMinutes: answer?.remindEveryMinutes ?? null,
    remindLastHours: answer?.remindLastHours ?? null,
    whenMissed: answer?.whenMissed ?? null,
    hours: weekly === null ? null : formatOpeningHours(weekly),
    specialDays: special.length === 0 ? null : formatSpecialDays(special),
    ...pickupNoted(pickup),
    lettersOff: lettersOff.length === 0 ? null : lettersOff.toSorted(),
  }
}

type SourceRulesNoted = Omit<SourceRulesSet, 'rules'> & { rules: Partial<SourceRules> }

function pickupNoted(pickup: PickupRules | null | 'store'): Record<string, unknown> {
  if (pickup === null || pickup === 'store') {
    return { pickup: pickup ?? 'none', holdDays: null, remindHours: null, whenEnded: null }
  }
  const { days, remindHours, whenEnded } = pickup
  return { pickup: 'own', holdDays: days, remindHours, whenEnded }
}
