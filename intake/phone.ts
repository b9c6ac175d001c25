import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * What a search compares: E.164 where the number can be read, else its digits alone.
 * @param country ISO 3166 alpha-2 of where the person lives; decides how a national number is read
 */
export function phoneKey(phone: string | null, country: string | null): string | null {
  if (phone === null) return null
  const parsed = parsePhoneNumberFromString(phone, regionOf(country))
  if (parsed?.isValid()) return parsed.number
  return phone.replace(/\D/g, '') || null
}

function regionOf(country: string | null): CountryCode | undefined {
  const code = country?.trim().toUpperCase() ?? ''
  return isSupportedCountry(code) ? code : undefined
}
