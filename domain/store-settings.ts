import type { SpecialDay } from './business-time.ts'
import { type Language, languages } from './letters.ts'
import { isMailAddress } from './mail-address.ts'
import { decimalsOf } from './money.ts'
import { parseOpeningHours, type WeeklySpan } from './opening-hours.ts'
import { type Fault, isCode, isPlainLine, type Read } from './set-up.ts'
import { dayIn, parseSpecialDays, type SpecialDayCode } from './special-days.ts'

/** What an owner sets of a store, as typed; '' is none. */
export interface StoreForm {
  name: string
  timeZone: string
  currency: string
  hours: string
  /** One a line. */
  specialDays: string
  address: string
  email: string
  language: string
}

export interface StoreSettings {
  name: string
  timeZone: string
  currency: string
  /** Null: always open. */
  hours: WeeklySpan[] | null
  specialDays: SpecialDay[]
  address: string | null
  email: string | null
  language: Language
}

export type StoreFault = Fault<
  'code' | keyof StoreForm,
  | 'code'
  | 'name'
  | 'time_zone'
  | 'currency'
  | 'hours'
  | 'address'
  | 'email'
  | 'language'
  | 'currency_in_use'
  | SpecialDayCode
> & {
  /** Of the special days. */
  line?: number
}

const NAME_MAX = 200
const ADDRESS_MAX = 500

export const emptyStoreForm: StoreForm = {
  name: '',
  timeZone: '',
  currency: '',
  hours: '',
  specialDays: '',
  address: '',
  email: '',
  language: 'en',
}

/** The same for the page and the command line. Days that are over are the database's to keep. */
export function readStoreSettings(form: StoreForm, now: Date): Read<StoreSettings, StoreFault> {
  const name = form.name.trim()
  const hours = form.hours.trim() === '' ? null : parseOpeningHours(form.hours)
  const address = form.address.replaceAll('\r\n', '\n').trim()
  const email = form.email.trim()
  const language = languages.find((one) => one === form.language)
  const days = parseSpecialDays(
    form.specialDays,
    dayIn(isTimeZone(form.timeZone) ? form.timeZone : 'UTC', now),
  )
  const faults = [
    ...faultIf(name === '' || !isPlainLine(name, NAME_MAX), 'name', 'name'),
    ...faultIf(!isTimeZone(form.timeZone), 'timeZone', 'time_zone'),
    ...faultIf(decimalsOf(form.currency) === undefined, 'currency', 'currency'),
    ...faultIf(hours === undefined, 'hours', 'hours'),
    ...(days.ok ? [] : days.faults.map((fault) => ({ field: 'specialDays' as const, ...fault }))),
    ...faultIf(!isPlainLine(address.replaceAll('\n', ' '), ADDRESS_MAX), 'address', 'address'),
    ...faultIf(email !== '' && !isMailAddress(email), 'email', 'email'),
    ...faultIf(language === undefined, 'language', 'language'),
  ]
  if (!days.ok || language === undefined || faults.length > 0) return { ok: false, faults }
  const { timeZone, currency } = form
  const texts = { address: address || null, email: email || null }
  const value = {
    name,
    timeZone,
    currency,
    hours: hours ?? null,
    specialDays: days.value,
    language,
    ...texts,
  }
  return { ok: true, value }
}

const faultIf = (isWrong: boolean, field: StoreFault['field'], code: StoreFault['code']): StoreFault[] =>
  isWrong ? [{ field, code }] : []

export const storeCodeFaults = (code: string): StoreFault[] =>
  isCode(code) ? [] : [{ field: 'code', code: 'code' }]

/** A name of the IANA list; "+02:00", which knows no summer, is none. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^[A-Za-z]/.test(zone)
  } catch {
    return false
  }
}
