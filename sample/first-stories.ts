import { known } from './known.ts'
import type { Story } from './story.ts'

const kim = { externalId: 'w-9001', firstName: '민서', lastName: '김', phone: '503-555-0171' }

/** They come at once, so that a desk opened a minute later has something in every status. */
export const firstStories: readonly Omit<Story, 'number' | 'comes'>[] = [
  {
    age: 41,
    fulfilment: 'pickup',
    store: 'west',
    who: known.renee,
    lines: [{ sku: 'SAMPLE-KESTREL-800' }, { sku: 'SAMPLE-WREN-120' }],
  },
  {
    age: 26,
    fulfilment: 'delivery',
    store: 'east',
    who: known.marcus,
    lines: [
      { sku: 'SAMPLE-FJELL-700X42', quantity: 2 },
      { sku: 'SAMPLE-SLANGE-700X38', quantity: 2 },
    ],
    note: 'Please leave the parcel with the neighbour at number 14.',
  },
  {
    age: 95,
    fulfilment: 'pickup',
    store: 'west',
    who: { externalId: 'w-9003', firstName: 'Katherine', lastName: 'Lindquist', phone: '503 555 0163' },
    lines: [{ sku: 'SAMPLE-DOLMEN-M' }],
  },
  {
    age: 64,
    fulfilment: 'pickup',
    store: 'west',
    who: known.femke,
    lines: [
      { sku: 'SAMPLE-CATENA-11S' },
      {
        says: {
          gtin: '9529999000009',
          mpn: 'VEL-QL11',
          sku: 'WEB-QL11',
          description: 'Velmora quick link 11-speed',
          unitPrice: 1295,
        },
      },
    ],
  },
  {
    age: 118,
    fulfilment: 'delivery',
    store: 'east',
    who: known.sofia,
    lines: [{ sku: 'SAMPLE-BASALT-BLACK', says: { mpn: 'VEL-4329', sku: '' } }],
  },
  {
    age: 150,
    fulfilment: 'pickup',
    store: 'east',
    who: known.loic,
    lines: [{ sku: 'SAMPLE-SATCHEL-LEFT' }, { sku: 'SAMPLE-SATCHEL-RIGHT' }],
    moves: [{ after: 4, action: 'accept' }],
  },
  {
    age: 190,
    fulfilment: 'reserve',
    store: 'west',
    who: { ...kim, externalId: 'w-9007' },
    lines: [{ sku: 'SAMPLE-NIMBUS-M' }],
    moves: [
      { after: 3, action: 'identifyCustomer', payload: { create: true } },
      { after: 5, action: 'accept' },
      { after: 8, action: 'ready', payload: { location: 'Shelf B 4' } },
    ],
  },
  {
    age: 210,
    fulfilment: 'delivery',
    store: 'west',
    who: known.jihun,
    lines: [{ sku: 'SAMPLE-SPANNER-18' }, { sku: 'SAMPLE-GALE-MINI' }],
    moves: [
      { after: 4, action: 'accept' },
      { after: 7, action: 'ship', payload: { carrier: 'Parcel Post', trackingNumber: 'SMP 4410 2231 07' } },
    ],
  },
  {
    age: 215,
    fulfilment: 'pickup',
    store: 'west',
    who: known.grace,
    lines: [{ sku: 'SAMPLE-TILLER-8-L' }],
    moves: [
      { after: 3, action: 'accept' },
      { after: 6, action: 'ready', payload: { location: 'Counter' } },
      {
        after: 10,
        action: 'complete',
        payload: { collectedBy: 'Grace Nakamura', idChecked: ['card', 'photo_id'] },
      },
    ],
  },
  {
    age: 170,
    fulfilment: 'pickup',
    store: 'east',
    who: known.jurgen,
    lines: [{ sku: 'SAMPLE-HARBOR-M' }],
    moves: [
      {
        after: 6,
        action: 'reject',
        payload: { reason: 'damaged', comment: 'The frame is scratched; the customer was called.' },
      },
    ],
  },
  {
    age: 205,
    fulfilment: 'pickup',
    store: 'east',
    who: known.marcus,
    lines: [
      {
        says: { mpn: 'CAF-FILTER', sku: 'WEB-COFFEE', description: 'Workshop coffee, 250 g', unitPrice: 950 },
      },
    ],
    moves: [{ after: 7, action: 'archive', payload: { comment: 'Sold by hand at the counter.' } }],
  },
  {
    age: 130,
    fulfilment: 'pickup',
    store: 'west',
    who: known.sofia,
    lines: [{ sku: 'SAMPLE-PALMA-L' }],
    unreadable: true,
  },
]
