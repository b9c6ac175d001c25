import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, it } from 'vitest'
import { addBusinessTime, businessTimeBetween, type OpeningCalendar } from '../../domain/business-time.ts'
import { parseOpeningHours, type WeeklySpan } from '../../domain/opening-hours.ts'

const hour = 3_600_000
const minute = 60_000

function calendar(
  timeZone: string,
  hours: string | null,
  special: OpeningCalendar['special'] = [],
): OpeningCalendar {
  return { timeZone, weekly: hours === null ? null : (parseOpeningHours(hours) ?? []), special }
}

const amsterdam = calendar('Europe/Amsterdam', 'Mon-Fri 09:00-18:00, Sat 10:00-16:00')
const at = (zone: string, local: string) => DateTime.fromISO(local, { zone }).toJSDate()
const inZone = (date: Date | null, zone: string) =>
  date && DateTime.fromJSDate(date, { zone }).toFormat('yyyy-MM-dd HH:mm')

describe('four business hours from', () => {
  it.each([
    ['a morning', '2026-03-02T10:00', '2026-03-02 14:00'],
    ['before the shop opens', '2026-03-02T06:00', '2026-03-02 13:00'],
    ['an hour before it closes', '2026-03-02T17:00', '2026-03-03 12:00'],
    ['exactly its closing time', '2026-03-02T18:00', '2026-03-03 13:00'],
    ['four hours before it closes', '2026-03-02T14:00', '2026-03-02 18:00'],
    ['a Saturday afternoon, over the Sunday', '2026-03-07T15:00', '2026-03-09 12:00'],
    ['the evening before a leap day', '2028-02-28T17:00', '2028-02-29 12:00'],
  ])('%s', (_, from, due) => {
    const end = addBusinessTime(at('Europe/Amsterdam', from), 4 * hour, amsterdam)
    expect(inZone(end, 'Europe/Amsterdam')).toBe(due)
  })

  it('the day before a holiday and a short day', () => {
    const closed = [
      { date: '2026-12-25', spans: [] },
      { date: '2026-12-26', spans: [{ from: 600, to: 660 }] },
    ]
    const christmas = { ...amsterdam, special: closed }
    const end = addBusinessTime(at('Europe/Amsterdam', '2026-12-24T17:00'), 4 * hour, christmas)
    expect(inZone(end, 'Europe/Amsterdam')).toBe('2026-12-28 11:00')
  })

  it('a bar that closes after midnight', () => {
    const bar = calendar('Asia/Seoul', 'Fri-Sat 20:00-03:00')
    const end = addBusinessTime(at('Asia/Seoul', '2026-03-06T23:30'), 4 * hour, bar)
    expect(inZone(end, 'Asia/Seoul')).toBe('2026-03-07 20:30')
    const early = addBusinessTime(at('Asia/Seoul', '2026-03-08T01:00'), hour, bar)
    expect(inZone(early, 'Asia/Seoul')).toBe('2026-03-08 02:00')
  })
})

describe('a night when the clocks change', () => {
  const open = calendar('America/New_York', 'Mon-Sun 00:00-06:00')

  it('is an hour shorter in spring', () => {
    const [from, to] = [
      at('America/New_York', '2026-03-08T00:00'),
      at('America/New_York', '2026-03-08T06:00'),
    ]
    expect(businessTimeBetween(from, to, open)).toBe(5 * hour)
    expect(inZone(addBusinessTime(from, 4 * hour, open), 'America/New_York')).toBe('2026-03-08 05:00')
  })

  it('is an hour longer in autumn', () => {
    const [from, to] = [
      at('America/New_York', '2026-11-01T00:00'),
      at('America/New_York', '2026-11-01T06:00'),
    ]
    expect(businessTimeBetween(from, to, open)).toBe(7 * hour)
  })

  it.each([
    ['2026-10-04', 5.5],
    ['2026-04-05', 6.5],
  ])('is half an hour shorter or longer on Lord Howe (%s)', (night, hours) => {
    const zone = 'Australia/Lord_Howe'
    const [from, to] = [at(zone, `${night}T00:00`), at(zone, `${night}T06:00`)]
    const island = calendar(zone, 'Mon-Sun 00:00-06:00')
    expect(businessTimeBetween(from, to, island)).toBe(hours * hour)
    expect(addBusinessTime(from, hours * hour, island)).toEqual(to)
  })

  it('may have no midnight, in Santiago', () => {
    const zone = 'America/Santiago'
    const [from, to] = [at(zone, '2026-09-05T22:00'), at(zone, '2026-09-06T03:00')]
    expect(businessTimeBetween(from, to, calendar(zone, 'Sat 22:00-03:00'))).toBe(4 * hour)
    expect(businessTimeBetween(from, to, calendar(zone, 'Sun 00:00-03:00'))).toBe(2 * hour)
  })
})

describe('a store that hardly opens', () => {
  it('has no such moment when it never does', () => {
    expect(addBusinessTime(new Date(0), minute, calendar('UTC', null, []))).toEqual(new Date(minute))
    expect(addBusinessTime(new Date(0), minute, { timeZone: 'UTC', weekly: [], special: [] })).toBeNull()
  })

  it('is waited for over closed weeks', () => {
    const winter = Array.from({ length: 60 }, (_, day) => ({
      date: new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
      spans: [],
    }))
    const closed = calendar('UTC', 'Mon-Sun 09:00-17:00', winter)
    expect(addBusinessTime(new Date('2025-12-31T16:00Z'), 2 * hour, closed)).toEqual(
      new Date('2026-03-02T10:00Z'),
    )
  })
})

const zones = [
  'UTC',
  'Europe/Amsterdam',
  'America/New_York',
  'Asia/Seoul',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Santiago',
  'Africa/Cairo',
]
const someHours = fc
  .array(fc.record({ day: fc.integer({ min: 1, max: 7 }), from: fc.integer({ min: 0, max: 95 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((starts) =>
    fc.tuple(
      ...starts.map((start) => fc.integer({ min: 1, max: 70 }).map((length) => ({ ...start, length }))),
    ),
  )
  .map((spans) =>
    spans.map(({ day, from, length }): WeeklySpan => ({ day, from: from * 15, to: (from + length) * 15 })),
  )
const someCalendar = fc.record({
  timeZone: fc.constantFrom(...zones),
  weekly: fc.option(someHours, { freq: 10 }),
  special: fc.constantFrom(
    [],
    [{ date: '2026-03-29', spans: [] }],
    [{ date: '2026-11-01', spans: [{ from: 0, to: 720 }] }],
    [{ date: '2028-02-29', spans: [{ from: 600, to: 1_500 }] }],
    closedWeeks('2026-10-19', 21),
  ),
})
/** A year with both changes of the clocks, and the weeks around a leap day. */
const someMoment = fc
  .oneof(
    { arbitrary: minutesFrom(Date.UTC(2026, 1, 1), Date.UTC(2026, 11, 1)), weight: 3 },
    { arbitrary: minutesFrom(Date.UTC(2028, 1, 20), Date.UTC(2028, 2, 10)), weight: 1 },
  )
  .map((minutes) => new Date(minutes * minute))

function minutesFrom(start: number, end: number) {
  return fc.integer({ min: start / minute, max: end / minute })
}

function closedWeeks(first: string, days: number): OpeningCalendar['special'] {
  return Array.from({ length: days }, (_, day) => ({
    date: DateTime.fromISO(first).plus({ days: day }).toISODate() ?? '',
    spans: [],
  }))
}

describe('for any hours, zone and moment', () => {
  it('what was added lies between', () => {
    fc.assert(
      fc.property(someCalendar, someMoment, fc.integer({ min: 1, max: 3_000 }), (hours, from, minutes) => {
        const end = addBusinessTime(from, minutes * minute, hours)
        expect(end && businessTimeBetween(from, end, hours)).toBe(minutes * minute)
      }),
    )
  })

  it('adding twice is adding the sum', () => {
    const someTime = fc.integer({ min: 1, max: 1_500 })
    fc.assert(
      fc.property(someCalendar, someMoment, someTime, someTime, (hours, from, a, b) => {
        const half = addBusinessTime(from, a * minute, hours)
        const end = addBusinessTime(from, (a + b) * minute, hours)
        expect(half && addBusinessTime(half, b * minute, hours)).toEqual(end)
      }),
    )
  })

  it('who starts later is not done earlier, and neither is who takes longer', () => {
    const someTime = fc.integer({ min: 1, max: 3_000 })
    fc.assert(
      fc.property(someCalendar, someMoment, someTime, someTime, (hours, from, wait, time) => {
        const end = addBusinessTime(from, time * minute, hours)
        const later = addBusinessTime(new Date(from.getTime() + wait * minute), time * minute, hours)
        const longer = addBusinessTime(from, (time + wait) * minute, hours)
        expect(later?.getTime()).toBeGreaterThanOrEqual(end?.getTime() ?? Number.NaN)
        expect(longer?.getTime()).toBeGreaterThan(end?.getTime() ?? Number.NaN)
      }),
    )
  })

  it('it never ends while the shop is closed', () => {
    fc.assert(
      fc.property(someCalendar, someMoment, fc.integer({ min: 1, max: 3_000 }), (hours, from, minutes) => {
        const end = addBusinessTime(from, minutes * minute, hours) ?? new Date(Number.NaN)
        expect(businessTimeBetween(new Date(end.getTime() - 1), end, hours)).toBe(1)
      }),
    )
  })

  it('what lies between leads back to the end, or to when the shop closed before it', () => {
    fc.assert(
      fc.property(someCalendar, someMoment, fc.integer({ min: 1, max: 6_000 }), (hours, from, minutes) => {
        const to = new Date(from.getTime() + minutes * minute)
        const between = businessTimeBetween(from, to, hours)
        fc.pre(between > 0)
        const end = addBusinessTime(from, between, hours) ?? new Date(Number.NaN)
        expect(end.getTime()).toBeLessThanOrEqual(to.getTime())
        expect(businessTimeBetween(end, to, hours)).toBe(0)
      }),
    )
  })

  it('across a change of clocks it is as long as somebody finds the door open by day', () => {
    const changes = [
      ['Europe/Amsterdam', '2026-03-28', '2026-10-24'],
      ['America/New_York', '2026-03-07', '2026-10-31'],
      ['Australia/Lord_Howe', '2026-04-04', '2026-10-03'],
      ['America/Santiago', '2026-04-04', '2026-09-05'],
    ] as const
    const byDay = fc
      .tuple(fc.integer({ min: 16, max: 50 }), fc.integer({ min: 1, max: 40 }))
      .map(([from, length]): WeeklySpan[] =>
        [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: from * 15, to: (from + length) * 15 })),
      )
    fc.assert(
      fc.property(fc.constantFrom(...changes), fc.boolean(), byDay, (change, isSpring, weekly) => {
        const [timeZone, spring, autumn] = change
        const hours = { timeZone, weekly, special: [] }
        const from = at(timeZone, `${isSpring ? spring : autumn}T00:00`)
        const quarters = Array.from({ length: 3 * 96 }, (_, n) => new Date(from.getTime() + n * 15 * minute))
        const open = quarters.filter((moment) => isOpen(moment, hours)).length
        const to = new Date(from.getTime() + quarters.length * 15 * minute)
        expect(businessTimeBetween(from, to, hours)).toBe(open * 15 * minute)
      }),
      { numRuns: 25 },
    )
  })

  it('two stretches are as long as the whole', () => {
    const someTime = fc.integer({ min: 0, max: 60_000 })
    fc.assert(
      fc.property(someCalendar, someMoment, someTime, someTime, (hours, a, first, second) => {
        const b = new Date(a.getTime() + first * minute)
        const c = new Date(b.getTime() + second * minute)
        const parts = businessTimeBetween(a, b, hours) + businessTimeBetween(b, c, hours)
        expect(parts).toBe(businessTimeBetween(a, c, hours))
      }),
      { numRuns: 50 },
    )
  })

  it('it is as long as the minutes in which somebody finds the door open', () => {
    fc.assert(
      fc.property(someCalendar, someMoment, fc.integer({ min: 1, max: 900 }), (hours, from, minutes) => {
        fc.pre(!clocksChange(from, hours.timeZone))
        let open = 0
        for (let passed = 0; passed < minutes; passed++) {
          if (isOpen(new Date(from.getTime() + passed * minute), hours)) open++
        }
        const between = businessTimeBetween(from, new Date(from.getTime() + minutes * minute), hours)
        expect(between).toBe(open * minute)
      }),
      { numRuns: 25 },
    )
  })
})

/** Then an hour comes twice or not at all, and the clock on the wall alone does not say whether the shop is open. */
function clocksChange(around: Date, timeZone: string): boolean {
  const offset = (days: number) => DateTime.fromJSDate(around, { zone: timeZone }).plus({ days }).offset
  return offset(-2) !== offset(2)
}

/** By the clock on the wall alone. */
function isOpen(moment: Date, { timeZone, weekly, special }: OpeningCalendar): boolean {
  const now = DateTime.fromJSDate(moment, { zone: timeZone })
  const spansOn = (day: DateTime) => {
    const exception = special.find(({ date }) => date === day.toISODate())
    if (exception) return exception.spans
    return weekly === null ? [{ from: 0, to: 1_440 }] : weekly.filter((span) => span.day === day.weekday)
  }
  const clock = now.hour * 60 + now.minute
  return (
    spansOn(now).some(({ from, to }) => from <= clock && clock < to) ||
    spansOn(now.minus({ days: 1 })).some(({ to }) => clock < to - 1_440)
  )
}
