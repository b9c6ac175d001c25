import { createInstance } from 'i18next'
import { decimalsOf } from '../domain/money.ts'
import { en } from './locales/en/index.ts'

type Leaves<T, Path extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Path}${K}` : Leaves<T[K], `${Path}${K}.`>
}[keyof T & string]

type Singular<K extends string> = K extends `${infer Base}_one`
  ? Base
  : K extends `${infer Base}_other`
    ? Base
    : K

/** Every key of the locale files; a missing one does not compile. */
export type Key = Singular<Leaves<typeof en>>
export type Values = Record<string, string | number>

export const locales = { en } as const
export type Locale = keyof typeof locales

/** The words, figures and clocks of one language. */
export interface Words {
  locale: Locale
  t(key: Key, values?: Values): string
  /** Minor units of a currency in words of money: 4049 USD → "$40.49". */
  money(minor: number, currency: string): string
  number(value: number): string
  /** "0.0825" → "8.25%". */
  percent(fraction: string): string
  dateTime(at: Date, timeZone: string): string
  time(at: Date, timeZone: string): string
  /**
   * With its weekday, for what is still to come: "Tue, Mar 3, 10:40 AM"; a midnight is "the end of Mon, Mar 2", and
   * what is of another year, or far off, has its year.
   */
  appointment(at: Date, timeZone: string, now?: Date): string
  /** To the second: "10:40:15 AM". */
  second(at: Date, timeZone: string): string
  /** The short name of a time zone at that moment: "PST", "GMT+9". */
  zone(at: Date, timeZone: string): string
  /** A calendar day, "2026-03-02". */
  day(isoDate: string): string
  /** How long ago, in its largest unit: "3 hours". */
  age(from: Date, now: Date): string
  /** How long from one moment to another, in its two largest units: "2 hr, 10 min". */
  elapsed(from: Date, to: Date): string
  list(items: string[]): string
  /** "New or In Process". */
  either(items: string[]): string
}

const spans = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
] as const

function makeWords(locale: Locale): Words {
  const t = makeTranslate(locale)
  const dateTimes = formatsByZone(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const times = formatsByZone(locale, { timeStyle: 'short' })
  const seconds = formatsByZone(locale, { timeStyle: 'medium' })
  const zones = formatsByZone(locale, { timeZoneName: 'short' })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  const numbers = new Intl.NumberFormat(locale)
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const choices = new Intl.ListFormat(locale, { type: 'disjunction' })
  return {
    locale,
    t,
    money: makeMoney(locale),
    number: (value) => numbers.format(value),
    percent: (fraction) => percents.format(Number(fraction)),
    dateTime: (at, timeZone) => dateTimes(timeZone).format(at),
    time: (at, timeZone) => times(timeZone).format(at),
    appointment: makeAppointment(locale, t),
    second: (at, timeZone) => seconds(timeZone).format(at),
    zone: (at, timeZone) =>
      zones(timeZone)
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone,
    day: (isoDate) => days.format(new Date(`${isoDate}T00:00:00Z`)),
    age: makeAge(locale, t),
    elapsed: makeElapsed(locale),
    list: (items) => lists.format(items),
    either: (items) => choices.format(items),
  }
}

/** A key without values is looked up once: a queue page asks for the same few words hundreds of times. */
function makeTranslate(locale: Locale): Words['t'] {
  const i18n = createInstance({
    lng: locale,
    resources: { [locale]: { translation: locales[locale] } },
    fallbackLng: 'en',
    initAsync: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
  })
  void i18n.init()
  const plain = new Map<Key, string>()
  return (key, values) => {
    if (values) return i18n.t(key, { ...isolated(values), nest: false })
    const known = plain.get(key) ?? i18n.t(key)
    plain.set(key, known)
    return known
  }
}

/** Letters that are written from right to left, and the signs that turn others around. */
const TURNS = /[\p{Script=Hebrew}\p{Script=Arabic}\u202a-\u202e\u2066-\u2069]/u

/** What people wrote must not turn our own words around it: it stands between first strong isolate and its end. */
function isolated(values: Values): Values {
  const pairs = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && TURNS.test(value)
      ? `\u2068${value.replace(/[\u2066-\u2069]/g, '')}\u2069`
      : value,
  ])
  return Object.fromEntries(pairs)
}

function formatsByZone(locale: Locale, options: Intl.DateTimeFormatOptions) {
  const formats = new Map<string, Intl.DateTimeFormat>()
  return (timeZone: string) => {
    const format = formats.get(timeZone) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone })
    formats.set(timeZone, format)
    return format
  }
}

const FAR_MS = 183 * 86_400_000

function makeAppointment(locale: Locale, t: Words['t']): Words['appointment'] {
  const day = { weekday: 'short', month: 'short', day: 'numeric' } as const
  const time = { hour: 'numeric', minute: '2-digit' } as const
  const formats = {
    near: formatsByZone(locale, { ...day, ...time }),
    far: formatsByZone(locale, { ...day, year: 'numeric', ...time }),
    nearDay: formatsByZone(locale, day),
    farDay: formatsByZone(locale, { ...day, year: 'numeric' }),
  }
  const clocks = formatsByZone('en', { timeStyle: 'medium', hourCycle: 'h23' })
  const years = formatsByZone('en', { year: 'numeric' })
  return (at, timeZone, now = new Date()) => {
    const isDayEnd = clocks(timeZone).format(at) === '00:00:00'
    const told = isDayEnd ? new Date(at.getTime() - 1) : at
    const isFar =
      Math.abs(told.getTime() - now.getTime()) > FAR_MS ||
      years(timeZone).format(told) !== years(timeZone).format(now)
    if (isDayEnd)
      return t('live.dayEnd', { day: formats[isFar ? 'farDay' : 'nearDay'](timeZone).format(told) })
    return formats[isFar ? 'far' : 'near'](timeZone).format(told)
  }
}

function makeMoney(locale: Locale): Words['money'] {
  const formats = new Map<string, { format: Intl.NumberFormat; perUnit: number }>()
  return (minor, currency) => {
    const known = formats.get(currency) ?? moneyFormat(locale, currency)
    formats.set(currency, known)
    return known.format.format(minor / known.perUnit)
  }
}

function moneyFormat(locale: Locale, currency: string) {
  const decimals = decimalsOf(currency) ?? 2
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits })
  return { format, perUnit: 10 ** decimals }
}

function makeAge(locale: Locale, t: Words['t']): Words['age'] {
  const formats = new Map(
    spans.map(({ unit }) => [
      unit,
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
    ]),
  )
  return (from, now) => {
    const elapsed = (now.getTime() - from.getTime()) / 1_000
    const span = spans.find(({ seconds }) => elapsed >= seconds)
    return span ? (formats.get(span.unit)?.format(Math.floor(elapsed / span.seconds)) ?? '') : t('live.now')
  }
}

function makeElapsed(locale: Locale): Words['elapsed'] {
  const lists = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
  const units = spans.map(({ unit, seconds }) => ({
    seconds,
    format: new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }),
  }))
  return (from, to) => {
    let left = Math.max(0, Math.floor((to.getTime() - from.getTime()) / 1_000))
    const parts = units.flatMap(({ seconds, format }) => {
      const count = Math.floor(left / seconds)
      left -= count * seconds
      return count > 0 ? [format.format(count)] : []
    })
    return lists.format(parts.slice(0, 2))
  }
}

const made = new Map<Locale, Words>()

export function wordsFor(locale: Locale): Words {
  const words = made.get(locale) ?? makeWords(locale)
  made.set(locale, words)
  return words
}
