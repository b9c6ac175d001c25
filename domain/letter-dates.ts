import { DateTime } from 'luxon'
import { timeWords } from './letter-words.ts'
import type { Language } from './letters.ts'

const DATE = { weekday: 'long', day: 'numeric', month: 'long' } as const
const TIME = { hour: 'numeric', minute: '2-digit' } as const
const MINUTE_MS = 60_000

export type LetterDates = ReturnType<typeof letterDates>

/** Days and times as a shop writes them to its customers, by the store's clock. */
export function letterDates(language: Language, locale: string, timeZone: string) {
  const { endOfDay } = timeWords(language)
  const format = (options: Intl.DateTimeFormatOptions, zone: string) => {
    const dates = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone })
    return (at: Date | number) => spoken(language, dates.formatToParts(at))
  }
  const moment = format({ ...DATE, ...TIME }, timeZone)
  const dayHere = format(DATE, timeZone)
  const day = format(DATE, 'UTC')
  const weekday = format({ weekday: 'long' }, 'UTC')
  const clock = format(TIME, 'UTC')
  return {
    moment: (at: Date) => moment(at),
    /** Of midnight nobody knows which day it belongs to: it is the end of the day before. */
    end: (at: Date) =>
      isMidnight(at, timeZone) ? endOfDay.replace('{day}', dayHere(at.getTime() - 1)) : moment(at),
    /** @param isoDate "2026-03-09" */
    day: (isoDate: string) => day(new Date(`${isoDate}T00:00:00Z`)),
    /** @param isoDate "2026-03-09" */
    weekday: (isoDate: string) => weekday(new Date(`${isoDate}T00:00:00Z`)),
    /** @param minutes since midnight */
    clock: (minutes: number) => clock(minutes * MINUTE_MS),
  }
}

function isMidnight(at: Date, zone: string): boolean {
  const { hour, minute, second } = DateTime.fromJSDate(at, { zone })
  return hour + minute + second === 0
}

const halves: Record<string, string> = { AM: '오전', PM: '오후' }

/** What the tables of the languages leave out: "1er novembre", "오후 7시". */
function spoken(language: Language, parts: Intl.DateTimeFormatPart[]): string {
  const written = parts.map(({ type, value }) => {
    if (language === 'fr' && type === 'day' && value === '1') return '1er'
    return (language === 'ko' && type === 'dayPeriod' && halves[value]) || value
  })
  // As `format` does: mail programs do not all know the narrow space.
  const text = written.join('').replaceAll('\u202f', ' ')
  return language === 'ko' ? text.replace(/(\d):00$/, '$1시') : text
}
