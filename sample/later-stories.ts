import { known, MAIL_HOST } from './known.ts'
import type { Story } from './story.ts'

/** Three customers want what the catalogue does not know yet: one match by hand frees them all. */
const newLight = {
  says: {
    gtin: '9529999000108',
    mpn: 'ALV-OWL900',
    sku: 'WEB-OWL',
    description: 'Alverne Owl front light 900 (new model)',
    unitPrice: 7495,
  },
}

/** The cases that a desk meets now and then, one after the other. */
export const laterStories: readonly Omit<Story, 'number'>[] = [
  { comes: 8, age: 4, fulfilment: 'pickup', store: 'west', who: known.femke, lines: [newLight] },
  {
    comes: 14,
    age: 12,
    fulfilment: 'delivery',
    store: 'west',
    who: known.loic,
    lines: [newLight, { sku: 'SAMPLE-BOM-BRASS' }],
  },
  // Nobody has answered for a day, and for almost four hours: late, and soon late.
  {
    comes: 10,
    age: 1_650,
    fulfilment: 'pickup',
    store: 'east',
    who: known.renee,
    lines: [{ sku: 'SAMPLE-WREN-60' }],
  },
  {
    comes: 11,
    age: 228,
    fulfilment: 'pickup',
    store: 'west',
    who: known.marcus,
    lines: [{ sku: 'SAMPLE-LARK-TRAIL' }],
  },
  // Promised for tomorrow, and for a day that is over.
  {
    comes: 12,
    age: 130,
    fulfilment: 'pickup',
    store: 'west',
    who: known.grace,
    lines: [{ sku: 'SAMPLE-KESTREL-400' }],
    moves: [{ after: 4, action: 'accept', readyInDays: 1 }],
  },
  {
    comes: 12,
    age: 200,
    fulfilment: 'delivery',
    store: 'east',
    who: known.sofia,
    lines: [{ sku: 'SAMPLE-KESTREL-1200' }],
    moves: [{ after: 4, action: 'accept', readyInDays: -1 }],
  },
  { comes: 95, age: 1, fulfilment: 'pickup', store: 'east', who: known.sofia, lines: [newLight] },
  // One article, two SKUs with one barcode: several.
  {
    comes: 20,
    age: 9,
    fulfilment: 'pickup',
    store: 'west',
    who: known.jihun,
    lines: [{ sku: 'SAMPLE-TERRIER-80', says: { mpn: '', sku: '' } }],
  },
  // Tom or Ella: their e-mail address is the same.
  {
    comes: 26,
    age: 3,
    fulfilment: 'pickup',
    store: 'west',
    who: {
      externalId: 'w-9026',
      firstName: 'T.',
      lastName: 'Ashdown',
      email: `ashdowns@${MAIL_HOST}`,
      phone: '+1 503 555 0161',
    },
    lines: [{ sku: 'SAMPLE-ACORN-20' }, { sku: 'SAMPLE-PETIT-50-54' }],
  },
  // Nobody who is known.
  {
    comes: 38,
    age: 2,
    fulfilment: 'reserve',
    store: 'east',
    who: {
      externalId: 'w-9038',
      firstName: 'Ottilie',
      lastName: 'Farrow',
      email: 'ottilie@farrow.example',
      phone: '617-555-0177',
    },
    lines: [{ sku: 'SAMPLE-SELLA-155' }],
  },
  {
    comes: 50,
    age: 6,
    fulfilment: 'pickup',
    store: 'east',
    who: { externalId: 'w-9050', firstName: '유진', lastName: '한', phone: '617.555.0164' },
    lines: [{ sku: 'SAMPLE-GARAM-PLUS' }],
  },
  // Two jerseys where one hangs: short.
  {
    comes: 32,
    age: 5,
    fulfilment: 'pickup',
    store: 'west',
    who: known.grace,
    lines: [{ sku: 'SAMPLE-ORBIT-L', quantity: 2 }],
  },
  {
    comes: 62,
    age: 2,
    fulfilment: 'delivery',
    store: 'west',
    who: known.jurgen,
    lines: [{ sku: 'SAMPLE-SUMMIT-54' }],
    moves: [
      { after: 20, action: 'comment', payload: { text: 'Box is in the back room, needs two people.' } },
    ],
  },
  // A gift card, and a fee that is neither matched nor deducted.
  {
    comes: 44,
    age: 7,
    fulfilment: 'pickup',
    store: 'east',
    who: known.marcus,
    lines: [
      { sku: 'SAMPLE-GIFT-CARD' },
      { sku: 'SAMPLE-SPRUCE-700' },
      { kind: 'fee', says: { description: 'Fitting', unitPrice: 1500 } },
    ],
  },
  // The supplier sent it: it runs by itself.
  {
    comes: 56,
    age: 10_080,
    fulfilment: 'supplier',
    store: 'east',
    who: known.femke,
    lines: [{ sku: 'SAMPLE-BULLDOG' }],
    shippedDaysAgo: 6,
  },
  // The website sends it again, with three instead of one.
  {
    comes: 68,
    age: 3,
    fulfilment: 'pickup',
    store: 'west',
    who: known.renee,
    lines: [{ sku: 'SAMPLE-SAEM-750-ML' }],
    changed: { after: 15, quantity: 3 },
  },
  // Cancelled in time, and too late.
  {
    comes: 74,
    age: 2,
    fulfilment: 'pickup',
    store: 'east',
    who: known.loic,
    lines: [{ sku: 'SAMPLE-BEAGLE-85' }],
    cancelledAfter: 20,
  },
  {
    comes: 80,
    age: 30,
    fulfilment: 'reserve',
    store: 'west',
    who: known.sofia,
    lines: [{ sku: 'SAMPLE-MERIDIAN-L' }],
    moves: [
      { after: 5, action: 'accept' },
      { after: 10, action: 'ready', payload: { location: 'Rail 2' } },
    ],
    cancelledAfter: 30,
  },
]
