import type { OpeningCalendar } from './business-time.ts'
import type { DaySpan } from './opening-hours.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1)
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** When a store is open in a usual week, a line for each run of days with the same hours; null: always, or never. */
export function weekInWords({ weekly }: OpeningCalendar, locale: string): string | null {
  if (weekly === null || weekly.length === 0) return null
  const dayNames = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })
  const clock = (minutes: number) => times.format(new Date(MONDAY + minutes * MINUTE_MS))
  const spansOn = (day: number) =>
    weekly
      .filter((span) => span.day === day)
      .toSorted((a, b) => a.from - b.from)
      .map(({ from, to }: DaySpan) => `${clock(from)} – ${clock(to)}`)
      .join(', ')
  const name = (day: number) => dayNames.format(new Date(MONDAY + (day - 1) * DAY_MS))
  const runs: { first: number; last: number; hours: string }[] = []
  for (const day of DAYS) {
    const hours = spansOn(day)
    const run = runs.at(-1)
    if (run && run.hours === hours) run.last = day
    else runs.push({ first: day, last: day, hours })
  }
  return runs
    .filter(({ hours }) => hours !== '')
    .map(
      ({ first, last, hours }) =>
        `${first === last ? name(first) : `${name(first)} – ${name(last)}`}: ${hours}`,
    )
    .join('\n')
}
