import { describe, expect, it } from 'vitest'
import type { OpeningCalendar } from '../../domain/business-time.ts'
import { answerTimes, holdEnd, holdTimes, promiseEnd } from '../../domain/clocks.ts'
import { parseOpeningHours } from '../../domain/opening-hours.ts'
import type { Rules } from '../../domain/rules.ts'

const shop: OpeningCalendar = {
  timeZone: 'Europe/Amsterdam',
  weekly: parseOpeningHours('Mon-Fri 09:00-18:00, Sat 10:00-16:00') ?? null,
  special: [{ date: '2026-03-09', spans: [] }],
}

const rules: Rules = {
  answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'flag' },
  pickup: { days: 7, remindHours: 24, whenEnded: 'flag' },
  undoSeconds: 15,
  calendar: shop,
  answerCalendar: null,
}

const iso = (date: Date | null | undefined) => date?.toISOString()

describe('the answer clock', () => {
  it.each([
    ['within a day', '2026-03-04T08:00:00Z', '2026-03-04T12:00:00.000Z', ['11:00', '11:30']],
    ['over a night', '2026-03-04T16:00:00Z', '2026-03-05T11:00:00.000Z', ['10:00', '10:30']],
    [
      'from the evening, when the shop is closed',
      '2026-03-04T20:00:00Z',
      '2026-03-05T12:00:00.000Z',
      ['11:00', '11:30'],
    ],
    ['over a weekend and a holiday', '2026-03-07T13:00:00Z', '2026-03-10T10:00:00.000Z', ['09:00', '09:30']],
    // Clocks go forward on 29 March: 16:00 in Amsterdam is 14:00 UTC after it.
    [
      'over the night when clocks go forward',
      '2026-03-28T14:00:00Z',
      '2026-03-30T10:00:00.000Z',
      ['09:00', '09:30'],
    ],
  ])('%s', (_, placedAt, respondBy, reminders) => {
    const times = answerTimes(new Date(placedAt), rules)
    expect(iso(times?.respondBy)).toBe(respondBy)
    expect(times?.reminders.map((at) => at.toISOString().slice(11, 16))).toEqual(reminders)
  })

  it('counts in the hours registered at the source where it has some', () => {
    const atTheMarket = {
      ...rules,
      answerCalendar: { ...shop, weekly: parseOpeningHours('Mon-Sun 12:00-20:00') ?? null },
    }
    expect(iso(answerTimes(new Date('2026-03-04T08:00:00Z'), atTheMarket)?.respondBy)).toBe(
      '2026-03-04T15:00:00.000Z',
    )
  })

  it('is off without a rule, and where the shop never opens', () => {
    expect(answerTimes(new Date(), { ...rules, answer: null })).toBeNull()
    expect(answerTimes(new Date(), { ...rules, calendar: { ...shop, weekly: [] } })).toBeNull()
  })

  it('reminds of no moment before the order was placed, and at most 48 times', () => {
    const short = { hours: 0.25, remindEveryMinutes: 10, remindLastHours: 24, whenMissed: 'flag' as const }
    const placedAt = new Date('2026-03-04T08:00:00Z')
    expect(answerTimes(placedAt, { ...rules, answer: short })?.reminders.map(iso)).toEqual([
      '2026-03-04T08:05:00.000Z',
    ])
    const eager = { hours: 100, remindEveryMinutes: 1, remindLastHours: 100, whenMissed: 'flag' as const }
    expect(answerTimes(placedAt, { ...rules, answer: eager })?.reminders).toHaveLength(48)
  })
})

describe('the pickup clock', () => {
  it.each([
    ['ends as the store closes on the last day', '2026-03-03T11:00:00Z', '2026-03-10T17:00:00.000Z'],
    [
      'goes on to the next open day where that one is a holiday',
      '2026-03-02T11:00:00Z',
      '2026-03-10T17:00:00.000Z',
    ],
    ['knows the shorter hours of a Saturday', '2026-02-28T11:00:00Z', '2026-03-07T15:00:00.000Z'],
    ['counts days, not hours, when clocks change', '2026-03-26T11:00:00Z', '2026-04-02T16:00:00.000Z'],
  ])('%s', (_, readyAt, holdUntil) => {
    const times = holdTimes(new Date(readyAt), rules)
    expect(iso(times?.holdUntil)).toBe(holdUntil)
    expect(times?.reminder?.getTime()).toBe(new Date(holdUntil).getTime() - 24 * 3_600_000)
  })

  it('held for no day more, and made ready after closing, is held until the next closing', () => {
    const today = { days: 0, remindHours: null, whenEnded: 'flag' as const }
    const times = holdTimes(new Date('2026-03-03T20:00:00Z'), { ...rules, pickup: today })
    expect(iso(times?.holdUntil)).toBe('2026-03-04T17:00:00.000Z')
  })

  it('reminds nobody of an end that is nearer than the reminder', () => {
    const today = { days: 0, remindHours: 24, whenEnded: 'flag' as const }
    expect(holdTimes(new Date('2026-03-03T11:00:00Z'), { ...rules, pickup: today })?.reminder).toBeNull()
  })

  it("takes a day or an hour by the store's clock where somebody sets its end", () => {
    const now = new Date('2026-03-14T10:00:00Z')
    expect(iso(holdEnd('2026-03-14', now, shop))).toBe('2026-03-14T15:00:00.000Z')
    expect(iso(holdEnd('2026-03-15', now, shop))).toBe('2026-03-16T17:00:00.000Z')
    expect(iso(holdEnd('2026-03-14T11:30', now, shop))).toBe('2026-03-14T10:30:00.000Z')
    expect(iso(holdEnd('2026-03-14', now, { ...shop, weekly: null }))).toBe('2026-03-14T23:00:00.000Z')
    expect(holdEnd('2026-03-14T10:59', now, shop)).toBeNull()
    expect(holdEnd('2026-03-08', now, shop)).toBeNull()
  })
})

describe('a promised day', () => {
  it("is over at midnight by the store's clock", () => {
    expect(iso(promiseEnd('2026-03-28', rules))).toBe('2026-03-28T23:00:00.000Z')
    expect(iso(promiseEnd('2026-03-29', rules))).toBe('2026-03-29T22:00:00.000Z')
  })
})
