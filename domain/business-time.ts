import { DateTime } from 'luxon'
import type { DaySpan, WeeklySpan } from './opening-hours.ts'

/** A day that is not as its weekday: closed where it has no spans. */
export interface SpecialDay {
  /** "2026-12-25", in the store's own time zone. */
  date: string
  spans: readonly DaySpan[]
}

/** When a store is open. */
export interface OpeningCalendar {
  /** IANA. */
  timeZone: string
  /** Null: always open. */
  weekly: readonly WeeklySpan[] | null
  special: readonly SpecialDay[]
}

/** From `start` until before `end`, in Unix milliseconds. */
interface Opening {
  start: number
  end: number
}

/** A store that opens less than once in this long has no business time to wait for. */
const LONGEST_CLOSED_DAYS = 400
const MINUTES_A_DAY = 1_440
const wholeDay: readonly DaySpan[] = [{ from: 0, to: MINUTES_A_DAY }]

/**
 * The moment when the store has been open for `ms` since `from`; its closing time where that is exact. Minutes are
 * real ones: the night when clocks go back is an hour longer.
 * @returns null where the store does not open for so long within 400 days
 */
export function addBusinessTime(from: Date, ms: number, calendar: OpeningCalendar): Date | null {
  let left = ms
  if (left <= 0) return from
  for (const { start, end } of openingsFrom(from, calendar)) {
    if (end - start >= left) return new Date(start + left)
    left -= end - start
  }
  return null
}

/** For how many milliseconds the store is open between two moments; 0 where the second is the earlier. */
export function businessTimeBetween(from: Date, to: Date, calendar: OpeningCalendar): number {
  let sum = 0
  for (const { start, end } of openingsFrom(from, calendar)) {
    if (start >= to.getTime()) break
    sum += Math.min(end, to.getTime()) - start
  }
  return sum
}

/**
 * When the store closes on a day, or, where it stays closed, on the next day that it opens. One that is always open
 * "closes" at the end of the day, as does one that does not open within 400 days.
 * @param date "2026-03-09"
 */
export function closingOn(date: string, calendar: OpeningCalendar): Date {
  const first = DateTime.fromISO(date, { zone: calendar.timeZone }).startOf('day')
  for (let day = first; day < first.plus({ days: LONGEST_CLOSED_DAYS }); day = day.plus({ days: 1 })) {
    const ends = spansOn(day, calendar).map(({ to }) => instant(day, to))
    if (ends.length > 0) return new Date(Math.max(...ends))
  }
  return first.plus({ days: 1 }).toJSDate()
}

/** The openings of each day in turn, from the one that is or comes at `from`; none overlaps the one before. */
function* openingsFrom(from: Date, calendar: OpeningCalendar): Generator<Opening> {
  // What opened yesterday evening may still be open.
  const first = DateTime.fromJSDate(from, { zone: calendar.timeZone }).startOf('day').minus({ days: 1 })
  let lastEnd = from.getTime()
  let closedDays = 0
  for (let day = 0; closedDays < LONGEST_CLOSED_DAYS; day++) {
    const date = first.plus({ days: day })
    const spans = spansOn(date, calendar)
    closedDays = spans.length === 0 ? closedDays + 1 : 0
    for (const span of spans.toSorted((a, b) => a.from - b.from)) {
      const [start, end] = [Math.max(instant(date, span.from), lastEnd), instant(date, span.to)]
      if (end <= start) continue
      lastEnd = end
      yield { start, end }
    }
  }
}

function spansOn(date: DateTime, { weekly, special }: OpeningCalendar): readonly DaySpan[] {
  const day = date.toISODate()
  const exception = special.find((one) => one.date === day)
  if (exception) return exception.spans
  return weekly === null ? wholeDay : weekly.filter((span) => span.day === date.weekday)
}

/** The clock's time on a date; one that the clocks skip is later by what they skip, of two the first is meant. */
function instant(date: DateTime, minutes: number): number {
  const day = date.plus({ days: Math.floor(minutes / MINUTES_A_DAY) })
  const time = { hour: Math.floor((minutes % MINUTES_A_DAY) / 60), minute: minutes % 60 }
  return day.set(time).toMillis()
}
