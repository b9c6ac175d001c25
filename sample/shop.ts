import type { SpecialDay } from '../domain/business-time.ts'
import { parseOpeningHours } from '../domain/opening-hours.ts'
import type { PickupRules, SourceRules, StoreRules } from '../domain/rules.ts'
import type { SampleStore } from './catalogue.ts'

/** Codes that no shop's own stores have; without a hyphen, since one stands before the number of a sale. */
export const storeCodes: Record<SampleStore, string> = { west: 'sample_west', east: 'sample_east' }
export const SOURCE = 'sample-shop'
/** Who does what the sample's staff do; nobody can sign in as this. */
export const STAFF = { id: 'sample', name: 'Sample', email: 'staff@sample-cycles.example' }

const pickup: PickupRules = { days: 7, remindHours: 24, whenEnded: 'flag' }

export const sampleStores = [
  {
    code: storeCodes.west,
    name: 'Port Alder',
    timeZone: 'America/Los_Angeles',
    hours: parseOpeningHours('Mon-Fri 10:00-19:00, Sat 09:00-18:00, Sun 11:00-17:00') ?? [],
    address: '1 Signal Hill, Port Alder, WA 98299',
    rules: { pickup } satisfies Partial<StoreRules>,
  },
  {
    code: storeCodes.east,
    name: 'Quarry Falls',
    timeZone: 'America/New_York',
    hours: parseOpeningHours('Mon-Wed 09:00-18:00, Thu-Fri 09:00-20:00, Sat 10:00-17:00') ?? [],
    address: '88 Foundry Street, Quarry Falls, MA 02199',
    rules: { pickup: { ...pickup, days: 5, whenEnded: 'release' } } satisfies Partial<StoreRules>,
  },
].map((store) => ({ ...store, currency: 'USD', sample: true }))

/** It counts around the clock, so that a desk opened at night has something that is due, too. */
export const sampleSourceHours = parseOpeningHours('Mon-Sun 00:00-24:00') ?? []

export const sampleSourceRules: Partial<SourceRules> = {
  answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 2, whenMissed: 'flag' },
}

const THURSDAY = 4

/** The next holidays of both stores: closed, and a short day before Christmas. */
export function sampleHolidays(now: Date): SpecialDay[] {
  const today = now.toISOString().slice(0, 10)
  return [now.getUTCFullYear(), now.getUTCFullYear() + 1]
    .flatMap((year) => [
      { date: `${year}-01-01`, spans: [] },
      { date: `${year}-07-04`, spans: [] },
      { date: thanksgiving(year), spans: [] },
      { date: `${year}-12-24`, spans: [{ from: 540, to: 840 }] },
      { date: `${year}-12-25`, spans: [] },
    ])
    .filter(({ date }) => date >= today)
    .slice(0, 5)
}

/** The fourth Thursday of November. */
function thanksgiving(year: number): string {
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay()
  return `${year}-11-${1 + ((THURSDAY - first + 7) % 7) + 21}`
}
