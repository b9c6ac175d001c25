import { DateTime } from 'luxon'

/** The days that goods are likely promised for, "2026-03-02" each, both included. */
export interface DayRange {
  first: string
  last: string
}

/** From today, as the store's own calendar has it, for a year. */
export function readyByDays(now: Date, timeZone: string): DayRange {
  const today = DateTime.fromJSDate(now, { zone: timeZone })
  return { first: isoDay(today), last: isoDay(today.plus({ years: 1 })) }
}

const isoDay = (day: DateTime) => day.toFormat('yyyy-MM-dd')
