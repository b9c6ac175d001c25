import type { SampleStore } from './catalogue.ts'

/** Codes that no shop's own stores have; without a hyphen, since one stands before the number of a sale. */
export const storeCodes: Record<SampleStore, string> = { west: 'sample_west', east: 'sample_east' }
export const SOURCE = 'sample-shop'
/** Who does what the sample's staff do; nobody can sign in as this. */
export const STAFF = { id: 'sample', name: 'Sample', email: 'staff@sample-cycles.example' }

export const sampleStores = [
  {
    code: storeCodes.west,
    name: 'Port Alder',
    timeZone: 'America/Los_Angeles',
    address: '1 Signal Hill, Port Alder, WA 98299',
  },
  {
    code: storeCodes.east,
    name: 'Quarry Falls',
    timeZone: 'America/New_York',
    address: '88 Foundry Street, Quarry Falls, MA 02199',
  },
].map((store) => ({ ...store, currency: 'USD', sample: true }))
