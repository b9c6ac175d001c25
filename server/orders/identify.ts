import type { Sql } from '../../db/client.ts'
import { fullName } from '../../domain/comparison/names.ts'
import { type Agreements, comparePeople, mayBeTheSame, type Person } from '../../domain/comparison/people.ts'
import { type CustomerWords, readCustomerWords, SEARCH_CHARACTERS_MAX } from '../../domain/customer-search.ts'
import { phoneKey } from '../../intake/phone.ts'
import type { Customer, CustomerSearch } from '../../views/order/details.ts'
import { searchCustomers } from './search-customers.ts'

/**
 * Who the order's person may be.
 * @param typed what staff look for; undefined: the person's name, and whoever has the e-mail address or phone number
 */
export async function identify(sql: Sql, person: Person, typed: string | undefined): Promise<CustomerSearch> {
  const suggestions = [person.name, person.email, person.phone, person.postalCode].flatMap((text) =>
    text === null ? [] : [text.slice(0, SEARCH_CHARACTERS_MAX)],
  )
  const words = typed === undefined ? wordsOf(person) : readCustomerWords(typed)
  const shown = { typed: typed ?? person.name?.slice(0, SEARCH_CHARACTERS_MAX) ?? '', suggestions }
  if (!isUsable(shown.typed)) return { ...shown, found: [], unusable: true }
  const customers = await searchCustomers(sql, words, person.country)
  const found = customers.map((customer) => {
    const agreements = compareWith(person, customer)
    return { ...customer, agreements, near: mayBeTheSame(agreements) }
  })
  return { ...shown, found, unusable: false }
}

/** A search that PostgreSQL can take: it keeps no NUL. */
export function isUsable(typed: string): boolean {
  return typed.length <= SEARCH_CHARACTERS_MAX && !typed.includes('\0')
}

function wordsOf({ name, email, phone }: Person): CustomerWords {
  const usable = (text: string | null) => (text !== null && isUsable(text) ? text : null)
  return {
    name: usable(name?.slice(0, SEARCH_CHARACTERS_MAX) ?? null),
    email: usable(email)?.trim().toLowerCase() ?? null,
    phone: usable(phone),
    postalCode: null,
    ids: [],
  }
}

/** Phone numbers are compared as numbers: each is read where its owner lives, or else where the other one does. */
export function compareWith(person: Person, customer: Customer): Agreements {
  const country = customer.country ?? person.country
  const ours: Person = {
    name: fullName(customer.firstName, customer.lastName),
    email: customer.email,
    phone: phoneKey(customer.phone, country),
    street: customer.street,
    postalCode: customer.postalCode,
    city: customer.city,
    country: customer.country,
  }
  return comparePeople({ ...person, phone: phoneKey(person.phone, person.country ?? country) }, ours)
}
