import { DateTime } from 'luxon'
import type { SpecialDay } from './business-time.ts'
import { type DaySpan, formatSpan, overlapOnOneDay, parseSpan } from './opening-hours.ts'
import type { Read } from './set-up.ts'

/** Each of them is frozen into the events that it shaped. */
export const SPECIAL_DAYS_MAX = 100
/** An order that was placed then may still be open: what its clock counted stays. */
export const PAST_DAYS_KEPT = 60
const YEARS_AHEAD = 3

/** What can be wrong with a line. */
export const specialDayCodes = [
  'special_line',
  'special_date',
  'special_range',
  'special_twice',
  'special_times',
  'special_many',
] as const
export type SpecialDayCode = (typeof specialDayCodes)[number]

export const isOfSpecialDay = (code: string): code is SpecialDayCode =>
  specialDayCodes.some((one) => one === code)

export interface SpecialDayFault {
  /** The first is 1. */
  line: number
  code: SpecialDayCode
}

/**
 * Special days as they are typed, one a line: "2026-12-25 closed", "2026-12-24 09:00-13:00, 14:00-18:00". Sorted.
 * @param today "2026-12-01", by the store's own calendar
 */
export function parseSpecialDays(text: string, today: string): Read<SpecialDay[], SpecialDayFault> {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => ({ text: line.trim(), line: index + 1 }))
  const typed = lines.filter((one) => one.text !== '')
  const excess = typed[SPECIAL_DAYS_MAX]
  if (excess) return { ok: false, faults: [{ line: excess.line, code: 'special_many' }] }
  const days: SpecialDay[] = []
  const faults: SpecialDayFault[] = []
  for (const one of typed) {
    const day = parseLine(one.text, today)
    if (typeof day === 'string') faults.push({ line: one.line, code: day })
    else if (days.some(({ date }) => date === day.date))
      faults.push({ line: one.line, code: 'special_twice' })
    else days.push(day)
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, value: sorted(days) }
}

function parseLine(line: string, today: string): SpecialDay | SpecialDayCode {
  const [, date = '', times = ''] = /^(\d{4}-\d{2}-\d{2})[\s:]\s*(\S.*)$/.exec(line) ?? []
  if (date === '') return 'special_line'
  const day = DateTime.fromISO(date, { zone: 'UTC' })
  if (!day.isValid) return 'special_date'
  const { first, last } = rangeAround(today)
  if (date < first || date > last) return 'special_range'
  if (/^closed$/i.test(times)) return { date, spans: [] }
  const spans = times.split(',').map(readSpan)
  if (!spans.every((span) => span !== undefined)) return 'special_line'
  const inOrder = spans.toSorted((a, b) => a.from - b.from)
  return overlapOnOneDay(inOrder) ? 'special_times' : { date, spans: inOrder }
}

function readSpan(text: string): DaySpan | undefined {
  const [, opens = '', closes = ''] = /^\s*(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})\s*$/.exec(text) ?? []
  return opens === '' ? undefined : parseSpan(opens, closes)
}

function rangeAround(today: string): { first: string; last: string } {
  const day = DateTime.fromISO(today, { zone: 'UTC' })
  const [first, last] = [day.minus({ days: PAST_DAYS_KEPT }), day.plus({ years: YEARS_AHEAD })]
  return { first: first.toISODate() ?? today, last: last.toISODate() ?? today }
}

/** One a line, as `parseSpecialDays` reads them. */
export const formatSpecialDays = (days: readonly SpecialDay[]): string =>
  days.map(formatSpecialDay).join('\n')

const formatSpecialDay = ({ date, spans }: SpecialDay): string =>
  `${date} ${spans.length === 0 ? 'closed' : spans.map(formatSpan).join(', ')}`

/** Those that are still to come stand in the form; the others only old orders know of. */
export const comingDays = (days: readonly SpecialDay[], today: string): SpecialDay[] =>
  days.filter(({ date }) => date >= today)

export const pastDays = (days: readonly SpecialDay[], today: string): SpecialDay[] =>
  days.filter(({ date }) => date < today)

/** What was typed, with the days of the last weeks that it does not name: clocks that ran then stay as they were. */
export function withPastDays(
  typed: readonly SpecialDay[],
  stored: readonly SpecialDay[],
  today: string,
): SpecialDay[] {
  const { first } = rangeAround(today)
  const past = pastDays(stored, today).filter(
    ({ date }) => date >= first && !typed.some((day) => day.date === date),
  )
  return sorted([...past, ...typed])
}

const sorted = (days: SpecialDay[]) => days.toSorted((a, b) => (a.date < b.date ? -1 : 1))

/** "2026-03-09", where the store is. */
export const dayIn = (timeZone: string, at: Date): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM-dd')
