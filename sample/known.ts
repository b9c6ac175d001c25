import type { StoryCustomer } from './story.ts'

/** Nobody has an address there: `.example` is kept for examples (RFC 2606). */
export const MAIL_HOST = 'customers.sample-cycles.example'

/** Customers whom the website and the shop know by the same e-mail address. */
export const known = {
  renee: person('Renée', 'Beaumont', 'r.beaumont', '(617) 555-0165'),
  marcus: person('Marcus', 'Okafor', 'm.okafor', '(503) 555-0166'),
  femke: person('Femke', 'van den Berg', 'femke.vdberg', '(617) 555-0167'),
  loic: person('Loïc', 'Marchand', 'loic.marchand', '(503) 555-0168'),
  sofia: person('Sofía', 'Peña', 'sofia.pena', '(617) 555-0169'),
  jihun: person('지훈', '박', 'jihun.park', '(503) 555-0170'),
  grace: person('Grace', 'Nakamura', 'grace.nakamura', '(617) 555-0172'),
  jurgen: person('Jürgen', 'Schröder', 'j.schroeder', '(503) 555-0173'),
} as const satisfies Record<string, StoryCustomer>

function person(firstName: string, lastName: string, name: string, phone: string) {
  return { firstName, lastName, email: `${name}@${MAIL_HOST}`, phone }
}
