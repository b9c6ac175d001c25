import type { SampleProduct, SampleStore } from './catalogue.ts'
import type { SampleCustomer } from './customers.ts'
import { firstStories } from './first-stories.ts'
import { laterStories } from './later-stories.ts'
import { Seeded } from './seeded.ts'
import type { Move, Story } from './story.ts'

const ORDINARY = 14
const SECONDS = 180
const FIRST_NUMBER = 1_001
const stores: readonly SampleStore[] = ['west', 'east']
const ways = ['pickup', 'pickup', 'delivery', 'reserve'] as const

/** Every order of the sample shop, in the order in which they come. */
export function makeStories(
  catalogue: readonly SampleProduct[],
  customers: readonly SampleCustomer[],
): Story[] {
  const all = [
    ...firstStories.map((story) => ({ ...story, comes: 0 })),
    ...laterStories,
    ...ordinaryStories(catalogue, customers),
  ]
  return all
    .sort((a, b) => a.comes - b.comes)
    .map((story, index) => ({ ...story, number: `SAMPLE-${FIRST_NUMBER + index}` }))
}

/** Known customers, known articles: most of a day. Staff take some of them on. */
function ordinaryStories(
  catalogue: readonly SampleProduct[],
  customers: readonly SampleCustomer[],
): Omit<Story, 'number'>[] {
  const seeded = new Seeded(20_260_303)
  const articles = catalogue.filter(
    ({ product, onHand }) => onHand.west > 4 && onHand.east > 4 && !product.sku.startsWith('SAMPLE-TERRIER'),
  )
  const mailed = customers.filter(({ email }) => email !== null && !email.startsWith('ashdowns'))
  return Array.from({ length: ORDINARY }, (_, index) => {
    const fulfilment = seeded.pick(ways)
    const { firstName, lastName, email, phone } = seeded.pick(mailed)
    return {
      comes: Math.round(((index + 1) * SECONDS) / ORDINARY),
      age: seeded.from(1, 5),
      fulfilment,
      store: seeded.pick(stores),
      who: { firstName, lastName, email: email ?? undefined, phone },
      lines: Array.from({ length: seeded.from(1, 3) }, () => ({
        sku: seeded.pick(articles).product.sku,
        quantity: seeded.from(1, 2),
      })),
      moves: index % 3 === 0 ? takenOn(fulfilment) : [],
    }
  })
}

function takenOn(fulfilment: (typeof ways)[number]): Move[] {
  const accepted: Move = { after: 12, action: 'accept' }
  return fulfilment === 'delivery'
    ? [accepted]
    : [accepted, { after: 25, action: 'ready', payload: { location: 'Shelf A 2' } }]
}
