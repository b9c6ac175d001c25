import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatSpecialDays, parseSpecialDays, withPastDays } from '../../domain/special-days.ts'

const today = '2026-12-01'

describe('special days, as they are typed', () => {
  it('are closed, or open at other times, in any order and with empty lines between', () => {
    const typed = '2026-12-31 09:00-13:00, 22:00-02:00\r\n\r\n 2026-12-25 Closed \n2026-12-24: 9:00-13:00'
    expect(parseSpecialDays(typed, today)).toEqual({
      ok: true,
      value: [
        { date: '2026-12-24', spans: [{ from: 540, to: 780 }] },
        { date: '2026-12-25', spans: [] },
        {
          date: '2026-12-31',
          spans: [
            { from: 540, to: 780 },
            { from: 1_320, to: 1_560 },
          ],
        },
      ],
    })
  })

  it('are refused line by line', () => {
    const typed =
      '2026-12-25 closed\n25-12-2026 closed\n2026-11-31 closed\n2026-12-26 9-13\n2029-12-02 closed'
    expect(parseSpecialDays(typed, today)).toEqual({
      ok: false,
      faults: [
        { line: 2, code: 'special_line' },
        { line: 3, code: 'special_date' },
        { line: 4, code: 'special_line' },
        { line: 5, code: 'special_range' },
      ],
    })
  })

  it('are read again as they are shown', () => {
    const someDay = fc.record({
      day: fc.integer({ min: 0, max: 1_000 }),
      spans: fc.constantFrom(
        [],
        [{ from: 0, to: 1_440 }],
        [
          { from: 540, to: 720 },
          { from: 780, to: 1_500 },
        ],
      ),
    })
    const someDays = fc.uniqueArray(someDay, { maxLength: 100, selector: ({ day }) => day }).map((days) =>
      days
        .toSorted((a, b) => a.day - b.day)
        .map(({ day, spans }) => ({
          date: new Date(Date.parse(today) + day * 86_400_000).toISOString().slice(0, 10),
          spans,
        })),
    )
    fc.assert(
      fc.property(someDays, (days) => {
        expect(parseSpecialDays(formatSpecialDays(days), today)).toEqual({ ok: true, value: days })
      }),
    )
  })

  it('whatever is typed is answered with days or with a line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const read = parseSpecialDays(text, today)
        expect(read.ok || read.faults.length).toBeTruthy()
      }),
    )
  })
})

it('days that are just over stay, unless they are typed otherwise; older ones go', () => {
  const closed = (date: string) => ({ date, spans: [] })
  const stored = ['2026-09-01', '2026-11-20', '2026-11-30', '2026-12-25'].map(closed)
  const typed = [{ date: '2026-11-30', spans: [{ from: 540, to: 600 }] }, closed('2026-12-26')]
  expect(withPastDays(typed, stored, today)).toEqual([closed('2026-11-20'), ...typed])
})
