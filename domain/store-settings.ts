import { decimalsOf } from './money.ts'
import { parseOpeningHours, type WeeklySpan } from './opening-hours.ts'
import { type Fault, isCode, isPlainLine, type Read } from './set-up.ts'

/** What an owner sets of a store, as typed; '' is none. */
export interface StoreForm {
  name: string
  timeZone: string
  currency: string
  hours: string
  address: string
}

export interface StoreSettings {
  name: string
  timeZone: string
  currency: string
  /** Null: always open. */
  hours: WeeklySpan[] | null
  address: string | null
}

export type StoreFault = Fault<
  'code' | keyof StoreForm,
  'code' | 'name' | 'time_zone' | 'currency' | 'hours' | 'address' | 'currency_in_use'
>

const NAME_MAX = 200
const ADDRESS_MAX = 500

/** The same for the page and the command line. */
export function readStoreSettings(form: StoreForm): Read<StoreSettings, StoreFault> {
  const name = form.name.trim()
  const hours = form.hours.trim() === '' ? null : parseOpeningHours(form.hours)
  const address = form.address.replaceAll('\r\n', '\n').trim()
  const faults = [
    ...faultIf(name === '' || !isPlainLine(name, NAME_MAX), 'name', 'name'),
    ...faultIf(!isTimeZone(form.timeZone), 'timeZone', 'time_zone'),
    ...faultIf(decimalsOf(form.currency) === undefined, 'currency', 'currency'),
    ...faultIf(hours === undefined, 'hours', 'hours'),
    ...faultIf(!isPlainLine(address.replaceAll('\n', ' '), ADDRESS_MAX), 'address', 'address'),
  ]
  if (faults.length > 0) return { ok: false, faults }
  const { timeZone, currency } = form
  return { ok: true, value: { name, timeZone, currency, hours: hours ?? null, address: address || null } }
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
