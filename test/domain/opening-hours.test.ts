import { expect, it } from 'vitest'
import { formatOpeningHours, parseOpeningHours } from '../../domain/opening-hours.ts'

it('a week of opening hours is read as one span a day', () => {
  expect(parseOpeningHours('Sat 10:00-16:00, Thu-Fri 9:00-18:30')).toEqual([
    { day: 4, from: 540, to: 1110 },
    { day: 5, from: 540, to: 1110 },
    { day: 6, from: 600, to: 960 },
  ])
})

it('a shop may close at noon, be open until midnight, and over the end of the week', () => {
  expect(parseOpeningHours('Sat-Mon 9:00-12:00, mon 13:00-24:00')).toEqual([
    { day: 1, from: 540, to: 720 },
    { day: 1, from: 780, to: 1440 },
    { day: 6, from: 540, to: 720 },
    { day: 7, from: 540, to: 720 },
  ])
})

it('a shop may close after midnight, and is then read as it was written', () => {
  const hours = parseOpeningHours('Fri-Sat 18:00-02:00, Sun 10:00-24:00')
  expect(hours).toContainEqual({ day: 5, from: 1_080, to: 1_560 })
  expect(formatOpeningHours(hours ?? [])).toBe('Fri-Sat 18:00-02:00, Sun 10:00-24:00')
})

it('times without days are of the days before them, and a day may be said to be closed', () => {
  const typed = 'Mon-Fri 09:00–12:00, 13:00-18:00, Sat 10:00-16:00, Sun closed'
  const read = parseOpeningHours(typed) ?? []
  expect(read).toHaveLength(11)
  expect(formatOpeningHours(read)).toBe('Mon-Fri 09:00-12:00, Mon-Fri 13:00-18:00, Sat 10:00-16:00')
})

it.each([
  '',
  '09:00-12:00',
  'Mon 09:00-12:00, , Tue 09:00-12:00',
  'Mon 09:00-12:00, Moo 13:00-18:00',
  'Mon-Sun closed',
  'Mon 09:00-12:00, 11:00-18:00',
  'Mon',
  'Mon 9-17',
  'Moo 09:00-17:00',
  'Mon 09:00-09:00',
  'Mon 24:00-02:00',
  'Sun 20:00-03:00, Mon 02:00-09:00',
  'Mon 09:60-17:00',
  'Mon 09:00-25:00',
  'Mon-Tue 09:00-17:00, Tue 16:00-20:00',
])('hours that can’t be meant are refused: %j', (text) => {
  expect(parseOpeningHours(text)).toBeUndefined()
})
