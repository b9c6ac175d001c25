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
