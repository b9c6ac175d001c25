import { DateTime } from 'luxon'
import type { OpeningCalendar } from './business-time.ts'
import type { DaySpan } from './opening-hours.ts'

export interface DayAhead {
  /** "2026-03-09" */
  date: string
  /** None: closed; null: open all day. */
  spans: readonly DaySpan[] | null
  /** Not as its weekday. */
  isSpecial: boolean
}

/** The days from today on, where the store is, as they are open. */
export function daysAhead(
  now: Date,
  count: number,
  { timeZone, weekly, special }: OpeningCalendar,
): DayAhead[] {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day')
  return Array.from({ length: count }, (_, index) => {
    const day = today.plus({ days: index })
    const date = day.toFormat('yyyy-MM-dd')
    const exception = special.find((one) => one.date === date)
    const usual = weekly === null ? null : weekly.filter((span) => span.day === day.weekday)
    return { date, spans: exception ? exception.spans : usual, isSpecial: exception !== undefined }
  })
}
