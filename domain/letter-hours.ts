import type { OpeningCalendar } from './business-time.ts'
import type { LetterDates } from './letter-dates.ts'
import { timeWords } from './letter-words.ts'
import type { Language } from './letters.ts'
import type { DaySpan } from './opening-hours.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const MINUTES_A_DAY = 1_440

/** When a store is open in a usual week, a line for each run of days with the same hours; null: nobody has said. */
export function weekInWords(
  { weekly }: OpeningCalendar,
  language: Language,
  { weekday, clock }: LetterDates,
): string | null {
  if (weekly === null || weekly.length === 0) return null
  const { always, allDay, midnight } = timeWords(language)
  const inWords = ({ from, to }: DaySpan) =>
    from === 0 && to === MINUTES_A_DAY
      ? allDay
      : `${clock(from)} – ${to === MINUTES_A_DAY ? midnight : clock(to)}`
  const hoursOn = (day: number) =>
    weekly
      .filter((span) => span.day === day)
      .toSorted((a, b) => a.from - b.from)
      .map(inWords)
      .join(', ')
  // The second of January 2023 was a Monday.
  const name = (day: number) => weekday(`2023-01-0${day + 1}`)
  const runs: { first: number; last: number; hours: string }[] = []
  for (const day of DAYS) {
    const hours = hoursOn(day)
    const run = runs.at(-1)
    if (run && run.hours === hours) run.last = day
    else runs.push({ first: day, last: day, hours })
  }
  if (runs.length === 1 && runs[0]?.hours === allDay) return always
  return runs
    .filter(({ hours }) => hours !== '')
    .map(
      ({ first, last, hours }) =>
        `${first === last ? name(first) : `${name(first)} – ${name(last)}`}: ${hours}`,
    )
    .join('\n')
}
