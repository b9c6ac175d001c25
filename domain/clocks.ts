import { DateTime } from 'luxon'
import { addBusinessTime, closingOn, type OpeningCalendar } from './business-time.ts'
import type { Deadline, OrderState } from './order.ts'
import type { Rules } from './rules.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** However the rules are set, nobody is reminded more often than this of one order. */
export const REMINDERS_MAX = 48

export interface AnswerTimes {
  respondBy: Date
  /** Soonest first; each before `respondBy` and after the order was placed. */
  reminders: Date[]
}

/**
 * By when an order must be answered, in the source's own opening hours or else the store's.
 * @returns null: its clock is off, or the store never opens for so long
 */
export function answerTimes(placedAt: Date, rules: Rules): AnswerTimes | null {
  if (rules.answer === null) return null
  const calendar = rules.answerCalendar ?? rules.calendar
  const allowed = rules.answer.hours * HOUR_MS
  const respondBy = addBusinessTime(placedAt, allowed, calendar)
  if (respondBy === null) return null
  const reminders = beforeTheEnd(rules.answer, allowed)
    .map((left) => addBusinessTime(placedAt, allowed - left, calendar))
    .filter((at): at is Date => at !== null && at > placedAt && at < respondBy)
  return { respondBy, reminders }
}

/** How much of the time is left at each reminder, in milliseconds; the earliest reminder first. */
function beforeTheEnd(
  { remindEveryMinutes, remindLastHours }: NonNullable<Rules['answer']>,
  allowed: number,
): number[] {
  const every = remindEveryMinutes * MINUTE_MS
  if (every <= 0) return []
  const span = Math.min(remindLastHours * HOUR_MS, allowed)
  const count = Math.min(Math.floor(span / every), REMINDERS_MAX)
  return Array.from({ length: count }, (_, index) => (count - index) * every)
}

export interface HoldTimes {
  holdUntil: Date
  /** When the customer is reminded; null: not at all, or it would be before the goods were ready. */
  reminder: Date | null
}

/** Until when goods are held that were made ready then; null: without end. */
export function holdTimes(readyAt: Date, rules: Rules): HoldTimes | null {
  const { pickup, calendar } = rules
  if (pickup === null) return null
  const day = DateTime.fromJSDate(readyAt, { zone: calendar.timeZone }).plus({ days: pickup.days })
  const closing = closingOn(day.toISODate() ?? '', calendar)
  // Made ready after closing and held for no day more: until the next closing.
  const holdUntil = closing > readyAt ? closing : closingOn(day.plus({ days: 1 }).toISODate() ?? '', calendar)
  return { holdUntil, reminder: holdReminder(holdUntil, readyAt, rules) }
}

/** Before the end of a hold, as the rules say; null: not at all, or that time has passed. */
export function holdReminder(holdUntil: Date, now: Date, { pickup }: Rules): Date | null {
  if (pickup === null || pickup.remindHours === null) return null
  const at = new Date(holdUntil.getTime() - pickup.remindHours * HOUR_MS)
  return at > now ? at : null
}

/**
 * A hold's end as somebody set it, by the store's clock: a day ends as the store closes, a time is that time.
 * @param text "2026-03-09" or "2026-03-09T18:00"
 * @returns null: it has passed
 */
export function holdEnd(text: string, now: Date, calendar: OpeningCalendar): Date | null {
  const typed = DateTime.fromISO(text, { zone: calendar.timeZone })
  const today = DateTime.fromJSDate(now, { zone: calendar.timeZone }).startOf('day')
  // A closed day means the next open one, but yesterday does not mean today.
  const end = text.includes('T') || typed < today ? typed.toJSDate() : closingOn(text, calendar)
  return end > now ? end : null
}

/** When a promised day is over in the store. */
export function promiseEnd(readyBy: string, { calendar }: Rules): Date {
  return DateTime.fromISO(readyBy, { zone: calendar.timeZone }).plus({ days: 1 }).startOf('day').toJSDate()
}

/** By when somebody has to do something, passed or not; the queue is sorted by it. */
export function dueAt(order: OrderState): Date | null {
  const { status, respondBy, holdUntil, promiseMissedAt, deadlines } = order
  if (status === 'ready_for_pickup') return holdUntil
  if (status !== 'in_process') return respondBy
  return timeOf(deadlines, 'promiseMissed') ?? (order.readyBy === null ? null : promiseMissedAt)
}

const timeOf = (deadlines: readonly Deadline[], kind: Deadline['kind']): Date | null =>
  deadlines.find((deadline) => deadline.kind === kind)?.at ?? null
