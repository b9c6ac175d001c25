import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * What a search compares: E.164 where the number can be read, else its digits alone.
 * @param country ISO 3166 alpha-2 of where the person lives; decides how a national number is read
 */
export function phoneKey(phone: string | null, country: string | null): string | null {
  if (phone === null) return null
  return parsed(phone, country)?.number ?? (phone.replace(/\D/g, '') || null)
}

function regionOf(country: string | null): CountryCode | undefined {
  const code = country?.trim().toUpperCase() ?? ''
  return isSupportedCountry(code) ? code : undefined
}

/** The fewest digits that are worth a search. */
const TAIL_DIGITS_MIN = 6

/**
 * A number as somebody types it to find its owner: whole, and as the digits that end every form of it, whether it was
 * kept with its country or without. Null: too few digits to be a phone number.
 */
export function phoneSearch(typed: string, country: string | null): { key: string; tail: string } | null {
  const key = phoneKey(typed, country)
  const tail = (parsed(typed, country)?.nationalNumber ?? typed.replace(/\D/g, '')).replace(/^0+/, '')
  return key && tail.length >= TAIL_DIGITS_MIN ? { key, tail } : null
}

function parsed(phone: string, country: string | null) {
  const number = parsePhoneNumberFromString(phone, regionOf(country))
  return number?.isValid() ? number : undefined
}
