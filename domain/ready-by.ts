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

/** From the day that goods are held until now, or today where that is over: a hold is never made shorter. */
export function holdDays(now: Date, timeZone: string, holdUntil: Date | null): DayRange {
  const { first, last } = readyByDays(now, timeZone)
  // The end of a day is the midnight after it.
  const held = holdUntil && isoDay(DateTime.fromMillis(holdUntil.getTime() - 1, { zone: timeZone }))
  return { first: held && held > first ? held : first, last: held && held > last ? held : last }
}

const isoDay = (day: DateTime) => day.toFormat('yyyy-MM-dd')
