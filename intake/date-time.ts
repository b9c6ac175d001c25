const RFC_3339 =
  /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i
const EARLIEST = Date.UTC(1970, 0, 1)
/** The engine counts nanoseconds in 64 bits: a timer beyond 2262 would be over at once, again and again. */
const LATEST = Date.UTC(2199, 11, 31)

/** A moment as RFC 3339 with offset writes it; null: it is none, or not from 1970 to 2199. */
export function parseDateTime(text: string): Date | null {
  const [, year, month, day] = RFC_3339.exec(text) ?? []
  if (!year || Number(day) < 1 || Number(day) > daysIn(Number(year), Number(month))) return null
  const time = Date.parse(text.toUpperCase())
  return time >= EARLIEST && time <= LATEST ? new Date(time) : null
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  return month >= 1 && month <= 12 ? new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate() : 0
}
