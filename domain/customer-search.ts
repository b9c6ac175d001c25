/** What somebody types to find a customer, read as all that it may be. */
export interface CustomerWords {
  name: string | null
  email: string | null
  phone: string | null
  postalCode: string | null
  /** The shop's own number, in the letter cases in which people write it. */
  ids: string[]
}

export const SEARCH_CHARACTERS_MAX = 200
const POSTAL_CODE = /^(?=.*\d)[\p{L}\d][\p{L}\d -]{1,9}$/u
const PHONE = /^[+(]?[\d\s()./-]{6,}$/

/** Reads one field for all: an e-mail address has its sign, a phone number its digits, the rest is a name. */
export function readCustomerWords(typed: string): CustomerWords {
  const text = typed.trim().replace(/\s+/g, ' ')
  const email = text.includes('@') ? text.toLowerCase() : null
  return {
    name: email === null && /\p{L}/u.test(text) ? text : null,
    email,
    phone: PHONE.test(text) ? text : null,
    postalCode: POSTAL_CODE.test(text) ? text : null,
    ids: text ? [...new Set([text, text.toUpperCase(), text.toLowerCase()])] : [],
  }
}
