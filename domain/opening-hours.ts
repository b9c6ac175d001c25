/** One opening on one weekday: 1 is Monday, 7 Sunday; minutes since midnight, `to` up to 1440. */
export type WeeklySpan = { day: number; from: number; to: number }

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

/** "Mon-Fri 09:00-18:00, Sat 10:00-16:00" as spans, sorted; undefined where it can't be read or spans overlap. */
export function parseOpeningHours(text: string): WeeklySpan[] | undefined {
  const parts = text.split(',').map(parsePart)
  if (parts.includes(undefined)) return undefined
  const spans = parts.flatMap((part) => part ?? []).sort((a, b) => a.day - b.day || a.from - b.from)
  const overlaps = spans.some((span, index) => {
    const next = spans[index + 1]
    return next !== undefined && next.day === span.day && next.from < span.to
  })
  return overlaps ? undefined : spans
}

function parsePart(part: string): WeeklySpan[] | undefined {
  const match = /^\s*([a-z]{3})(?:\s*-\s*([a-z]{3}))?\s+(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/i.exec(part)
  if (!match) return undefined
  const [, firstName = '', lastName = firstName, opens = '', closes = ''] = match
  const [first, last] = [days.indexOf(firstName.toLowerCase()), days.indexOf(lastName.toLowerCase())]
  const [from, to] = [minutes(opens), minutes(closes)]
  if (first < 0 || last < 0 || from === undefined || to === undefined || from >= to) return undefined
  // "Sat-Mon" goes over the end of the week
  const count = ((last - first + 7) % 7) + 1
  return Array.from({ length: count }, (_, index) => ({ day: ((first + index) % 7) + 1, from, to }))
}

function minutes(time: string): number | undefined {
  const [hours = 0, rest = 0] = time.split(':').map(Number)
  return rest < 60 && hours * 60 + rest <= 1440 ? hours * 60 + rest : undefined
}

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Spans as `parseOpeningHours` reads them; days that follow each other with the same hours stand together. */
export function formatOpeningHours(spans: readonly WeeklySpan[]): string {
  const runs: { first: number; last: number; times: string }[] = []
  const byTimes = new Map<string, number[]>()
  for (const { day, from, to } of spans) {
    const times = `${clock(from)}-${clock(to)}`
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

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
