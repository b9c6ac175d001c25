/** One opening: minutes since midnight; `to` is above 1440 where it closes on the next day. */
export interface DaySpan {
  from: number
  to: number
}

/** One opening on one weekday: 1 is Monday, 7 Sunday. */
export interface WeeklySpan extends DaySpan {
  day: number
}

const MINUTES_A_DAY = 1_440
const MINUTES_A_WEEK = 7 * MINUTES_A_DAY

/** More than anybody types; a line that never ends is not looked at for seconds. */
const CHARACTERS_MAX = 2_000

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/**
 * "Mon-Fri 09:00-12:00, 13:00-18:00, Sat 18:00-02:00, Sun closed" as spans, sorted: times without days are of the
 * days before them; one that ends before it begins ends on the next day.
 * Undefined where it can't be read, spans overlap, it is never open, or has more than 2,000 characters.
 */
export function parseOpeningHours(text: string): WeeklySpan[] | undefined {
  if (text.length > CHARACTERS_MAX) return undefined
  const spans: WeeklySpan[] = []
  let ofDays: number[] = []
  for (const part of text.split(',')) {
    const [, firstDay, lastDay, times = ''] =
      /^\s*(?:([a-z]{3})(?:\s*[-–]\s*([a-z]{3}))?\s+)?(\S.*?)\s*$/i.exec(part) ?? []
    ofDays = firstDay === undefined ? ofDays : daysFrom(firstDay, lastDay ?? firstDay)
    const read = /^closed$/i.test(times) ? [] : parseTimes(times)
    if (ofDays.length === 0 || read === undefined) return undefined
    spans.push(...ofDays.flatMap((day) => read.map((span) => ({ day, ...span }))))
  }
  spans.sort((a, b) => a.day - b.day || a.from - b.from)
  return spans.length === 0 || overlap(spans) ? undefined : spans
}

/** "Sat-Mon" goes over the end of the week; none where a name is no day's. */
function daysFrom(firstName: string, lastName: string): number[] {
  const [first, last] = [days.indexOf(firstName.toLowerCase()), days.indexOf(lastName.toLowerCase())]
  if (first < 0 || last < 0) return []
  return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => ((first + index) % 7) + 1)
}

function parseTimes(text: string): DaySpan[] | undefined {
  const [, opens = '', closes = ''] = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/.exec(text) ?? []
  const span = opens === '' ? undefined : parseSpan(opens, closes)
  return span && [span]
}

/** The last of the week may reach into the first. */
function overlap(spans: readonly WeeklySpan[]): boolean {
  const starts = spans.map(({ day, from }) => day * MINUTES_A_DAY + from)
  return spans.some(({ day, to }, index) => {
    const next = starts[index + 1] ?? (starts[0] ?? 0) + MINUTES_A_WEEK
    return next < day * MINUTES_A_DAY + to
  })
}

/** Spans of one day, the earlier first. */
export const overlapOnOneDay = (spans: readonly DaySpan[]): boolean =>
  spans.some(({ to }, index) => (spans[index + 1]?.from ?? Number.POSITIVE_INFINITY) < to)

/** "18:00" and "02:00": the second is on the next day where it is the earlier. */
export function parseSpan(opens: string, closes: string): DaySpan | undefined {
  const [from, to] = [minutes(opens), minutes(closes)]
  if (from === undefined || to === undefined || from === MINUTES_A_DAY || from === to) return undefined
  return { from, to: to < from ? to + MINUTES_A_DAY : to }
}

function minutes(time: string): number | undefined {
  const [hours = 0, rest = 0] = time.split(':').map(Number)
  return rest < 60 && hours * 60 + rest <= MINUTES_A_DAY ? hours * 60 + rest : undefined
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Spans as `parseOpeningHours` reads them; days that follow each other with the same hours stand together. */
export function formatOpeningHours(spans: readonly WeeklySpan[]): string {
  const runs: { first: number; last: number; times: string }[] = []
  const byTimes = new Map<string, number[]>()
  for (const { day, from, to } of spans) {
    const times = formatSpan({ from, to })
    byTimes.set(times, [...(byTimes.get(times) ?? []), day])
  }
  for (const [times, daysOpen] of byTimes) {
    for (const day of daysOpen.toSorted((a, b) => a - b)) {
      const run = runs.findLast((one) => one.times === times)
      if (run && run.last === day - 1) run.last = day
      else runs.push({ first: day, last: day, times })
    }
  }
  return runs
    .toSorted((a, b) => a.first - b.first || a.times.localeCompare(b.times))
    .map(({ first, last, times }) => `${dayNames(first, last)} ${times}`)
    .join(', ')
}

const dayNames = (first: number, last: number) =>
  first === last ? names[first - 1] : `${names[first - 1]}-${names[last - 1]}`

/** "18:00-02:00" */
export const formatSpan = ({ from, to }: DaySpan) =>
  `${clock(from)}-${clock(to > MINUTES_A_DAY ? to - MINUTES_A_DAY : to)}`

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
