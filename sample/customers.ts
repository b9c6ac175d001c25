import { phoneKey } from '../intake/phone.ts'
import { known, MAIL_HOST } from './known.ts'
import { Seeded } from './seeded.ts'

export interface SampleCustomer {
  id: string
  firstName: string
  lastName: string
  email: string | null
  phone: string
  phoneKey: string | null
  street: string
  city: string
  postalCode: string
  country: string
  /** Under which the sample's website knows the customer already; null: not yet. */
  webShopId: string | null
}

const COUNT = 110

/** Given and family names that go together, each with how an e-mail address writes it. */
const people = [
  {
    given: ['Anna', 'Marcus', 'Priya', 'Owen', 'Grace', 'Elliot'],
    family: ['Whitaker', 'Okafor', 'Sandoval', 'Brandt', 'Nakamura', 'Reyes'],
  },
  {
    given: ['Zoë', 'Sander', 'Annelies', 'Joris', 'Femke', 'Thijs'],
    family: ['de Vries', 'van den Berg', 'Bakker', 'Hoekstra', 'Mulder', 'ter Horst'],
  },
  {
    given: ['Françoise', 'Hélène', 'Benoît', 'Gaëlle', 'Loïc', 'Noémie'],
    family: ['Lefèvre', 'Girard', 'Delacroix', 'Péan', 'Marchand', 'Rousseau'],
  },
  {
    given: ['Jürgen', 'Sören', 'Käthe', 'Björn', 'Anneliese', 'Uwe'],
    family: ['Müller', 'Groß', 'Schröder', 'Krämer', 'Vogel', 'Hübner'],
  },
  {
    given: ['José', 'Lucía', 'Íñigo', 'Begoña', 'Ramón', 'Sofía'],
    family: ['Ibáñez', 'Núñez', 'Etxeberria', 'Quintana', 'Peña', 'Vidal'],
  },
]
const koreans = [
  ['민서', 'Minseo'],
  ['지훈', 'Jihun'],
  ['서연', 'Seoyeon'],
  ['도윤', 'Doyun'],
  ['하은', 'Haeun'],
  ['준호', 'Junho'],
] as const
const koreanFamilies = [
  ['김', 'Kim'],
  ['이', 'Lee'],
  ['박', 'Park'],
  ['최', 'Choi'],
  ['정', 'Jung'],
] as const
const streets = [
  'Alder Row',
  'Quarry Lane',
  'Foundry Street',
  'Lower Mill Road',
  'Signal Hill',
  'Tannery Walk',
]
const cities = [
  { city: 'Fernhill', postalCode: '97299' },
  { city: 'Port Alder', postalCode: '98299' },
  { city: 'Quarry Falls', postalCode: '02199' },
  { city: 'East Signal', postalCode: '02299' },
]

/** Some hundred customers whose names several languages write; the first ones are in the stories. */
export function makeCustomers(): SampleCustomer[] {
  const seeded = new Seeded(20_260_302)
  const taken = new Set<string>(Object.values(known).map(({ email }) => email))
  const names = new Map<string, { firstName: string; lastName: string; mail: string }>()
  while (names.size < COUNT) {
    const name = seeded.next() < 0.2 ? koreanName(seeded) : europeanName(seeded)
    if (!taken.has(name.mail)) names.set(name.mail, name)
  }
  const many = [...names.values()].map((name, index) => customerOf(seeded, name, index))
  return [...storyCustomers(), ...many]
}

function koreanName(seeded: Seeded) {
  const [given, givenLatin] = seeded.pick(koreans)
  const [family, familyLatin] = seeded.pick(koreanFamilies)
  return { firstName: given, lastName: family, mail: mailOf(givenLatin, familyLatin) }
}

function europeanName(seeded: Seeded) {
  const { given, family } = seeded.pick(people)
  const [firstName, lastName] = [seeded.pick(given), seeded.pick(family)]
  return { firstName, lastName, mail: mailOf(firstName, lastName) }
}

function mailOf(first: string, last: string): string {
  const plain = `${first}.${last}`.normalize('NFD').replace(/\p{M}/gu, '').replace('ß', 'ss')
  return `${plain.toLowerCase().replace(/[^a-z.]/g, '')}@${MAIL_HOST}`
}

function customerOf(
  seeded: Seeded,
  { firstName, lastName, mail }: { firstName: string; lastName: string; mail: string },
  index: number,
): SampleCustomer {
  // 555-0100 to 555-0199 belong to nobody.
  const phone = `(503) 555-01${String(index % 100).padStart(2, '0')}`
  return {
    id: `SAMPLE-C${String(index + 101)}`,
    firstName,
    lastName,
    email: seeded.next() < 0.9 ? mail : null,
    phone,
    phoneKey: phoneKey(phone, 'US'),
    street: `${seeded.from(1, 240)} ${seeded.pick(streets)}`,
    ...seeded.pick(cities),
    country: 'US',
    webShopId: seeded.next() < 0.4 ? `w-${index + 101}` : null,
  }
}

/** A couple with one address between them, and people whom the website spells otherwise than the shop does. */
function storyCustomers(): SampleCustomer[] {
  const home = {
    street: '12 Alder Row',
    city: 'Fernhill',
    postalCode: '97299',
    country: 'US',
    webShopId: null,
  }
  const all = [
    { firstName: 'Tom', lastName: 'Ashdown', email: `ashdowns@${MAIL_HOST}`, phone: '(503) 555-0161' },
    { firstName: 'Ella', lastName: 'Ashdown', email: `ashdowns@${MAIL_HOST}`, phone: '(503) 555-0162' },
    { firstName: 'Catherine', lastName: 'Lindqvist', email: null, phone: '(503) 555-0163' },
    { firstName: '유진', lastName: '한', email: null, phone: '(617) 555-0164' },
    ...Object.values(known),
  ]
  return all.map((person, index) => ({
    id: `SAMPLE-C${String(index + 1).padStart(3, '0')}`,
    ...person,
    ...home,
    phoneKey: phoneKey(person.phone, 'US'),
  }))
}
