import { decimalsOf, formatAmount } from '../../domain/money.ts'

export interface Formats {
  /** 123450 → "1,234.50"; the currency is named once, at the total. */
  amount: (minor: number) => string
  /** "0.0825" → "8.25%". */
  rate: (fraction: string) => string
  /** 12 → "12". */
  count: (number: number) => string
  time: (at: Date) => string
  /** "2026-03-05" → "Mar 5, 2026". */
  day: (date: string) => string
}

const known = new Map<string, Formats>()

/** Kept once made: building the Intl objects costs more than drawing with them. One for each store, in effect. */
export function formatsFor(locale: string, currency: string, timeZone: string): Formats {
  const key = `${locale} ${currency} ${timeZone}`
  const formats = known.get(key) ?? makeFormats(locale, currency, timeZone)
  known.set(key, formats)
  return formats
}

function makeFormats(locale: string, currency: string, timeZone: string): Formats {
  const decimals = decimalsOf(currency)
  if (decimals === undefined) throw new Error(`no such currency: ${currency}`)
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  const amounts = new Intl.NumberFormat(locale, places)
  const rates = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 4 })
  const counts = new Intl.NumberFormat(locale)
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' })
  return {
    amount: (minor) => amounts.format(Number(formatAmount(minor, decimals))),
    rate: (fraction) => rates.format(Number(fraction)),
    count: (number) => counts.format(number),
    time: (at) => times.format(at),
    day: (date) => days.format(new Date(date)),
  }
}
