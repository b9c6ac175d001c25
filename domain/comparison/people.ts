import { isNearName } from './names.ts'
import { editsBetween, folded, isMisspelt } from './text.ts'

export const personFields = ['name', 'email', 'phone', 'street', 'postalCode', 'city', 'country'] as const
export type PersonField = (typeof personFields)[number]

/** A person as the website or the shop knows them; `phone` as it is compared (`phoneKey`). */
export type Person = Record<PersonField, string | null>

/** `missing`: the shop has nothing there; `unsaid`: the website said nothing. */
export type Agreement = 'same' | 'near' | 'different' | 'missing' | 'unsaid'
export type Agreements = Record<PersonField, Agreement>

interface Rule {
  same: (asked: string, ours: string) => boolean
  near: (asked: string, ours: string) => boolean
}

const sameWords = (a: string, b: string) => folded(a) === folded(b)
const closed = (text: string) => folded(text).replaceAll(' ', '')
const trimmed = (text: string) => text.trim().toLowerCase()
const never = () => false

/** The shortest tail of digits that names one subscriber. */
const SUBSCRIBER_DIGITS = 7

const rules: Record<PersonField, Rule> = {
  name: { same: (a, b) => squeezed(a) === squeezed(b), near: isNearName },
  email: { same: (a, b) => trimmed(a) === trimmed(b), near: isNearMailbox },
  phone: { same: isSameNumber, near: (a, b) => editsBetween(digits(a), digits(b)) <= 2 },
  street: { same: sameWords, near: isNearStreet },
  postalCode: {
    same: (a, b) => closed(a) === closed(b),
    near: (a, b) => editsBetween(closed(a), closed(b)) === 1,
  },
  city: { same: sameWords, near: (a, b) => isMisspelt(folded(a), folded(b)) },
  country: { same: sameWords, near: never },
}

const squeezed = (name: string) => name.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ')
const digits = (phone: string) => phone.replace(/\D/g, '')

/** Where one was kept without its country, its digits are the other's last ones. */
function isSameNumber(a: string, b: string): boolean {
  const [short, long] = [digits(a).replace(/^0+/, ''), digits(b).replace(/^0+/, '')].sort(
    (one, other) => one.length - other.length,
  )
  return Boolean(
    short && long && (short === long || (short.length >= SUBSCRIBER_DIGITS && long.endsWith(short))),
  )
}

/** Misspelt, or with words cut short: "1 Main St" is 1 Main Street. */
function isNearStreet(a: string, b: string): boolean {
  const [words, others] = [folded(a).split(' '), folded(b).split(' ')]
  const cutShort = (word: string, other = '') => word.startsWith(other) || other.startsWith(word)
  return (
    isMisspelt(words.join(' '), others.join(' ')) ||
    (words.length === others.length && words.every((word, place) => cutShort(word, others[place])))
  )
}

function isNearMailbox(a: string, b: string): boolean {
  const [mailbox, other] = [trimmed(a), trimmed(b)].map((email) => email.split('@')[0] ?? '')
  return mailbox === other || editsBetween(trimmed(a), trimmed(b)) <= 2
}

/** How the shop's customer agrees with the person whom the website named, field by field. */
export function comparePeople(asked: Person, ours: Person): Agreements {
  const agreements = personFields.map((field) => [field, compareField(field, asked[field], ours[field])])
  return Object.fromEntries(agreements) as Agreements
}

function compareField(field: PersonField, asked: string | null, ours: string | null): Agreement {
  if (!asked?.trim()) return 'unsaid'
  if (!ours?.trim()) return 'missing'
  if (rules[field].same(asked, ours)) return 'same'
  return rules[field].near(asked, ours) ? 'near' : 'different'
}

/** Somebody who is probably known already: nobody should be entered twice. */
export function mayBeTheSame({ name, email, phone }: Agreements): boolean {
  return email === 'same' || phone === 'same' || name === 'same' || name === 'near'
}
