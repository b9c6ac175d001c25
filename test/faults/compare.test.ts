import { describe, expect, it } from 'vitest'
import { type Book, callbacksDiffer, orderDiffers } from './compare.ts'
import { Listener } from './listener.ts'
import type { Life } from './lives.ts'
import { faultKinds, planOf } from './plan.ts'

const life: Life = {
  number: 'F-1',
  store: 'main',
  fulfilment: 'pickup',
  lines: [{ sku: 'PUMP', quantity: 1 }],
  isKnown: true,
  steps: [
    { deed: { kind: 'push', copies: 3 }, comesTo: 'new' },
    { deed: { kind: 'act', action: 'accept', id: 'a', fields: {}, copies: 2 }, comesTo: 'in_process' },
    { deed: { kind: 'act', action: 'ship', id: 'b', fields: {}, copies: 1 }, comesTo: 'in_process' },
  ],
}

function bookOf(): Book {
  return {
    id: 1,
    number: 'F-1',
    status: 'in_process',
    events: [
      { seq: 1, type: 'received', happeningId: 'received', version: 1 },
      { seq: 2, type: 'accept', happeningId: 'staff:a', version: 2 },
    ],
    clicks: [
      { id: 'staff:a', status: 'applied', refused: null },
      {
        id: 'staff:b',
        status: 'refused',
        refused: { id: 'staff:b', type: 'ship', seenVersion: null, code: 'wrong_fulfilment', eventSeq: 2 },
      },
    ],
    callbacks: [
      { webhookId: '1', status: 'delivered', told: 'new' },
      { webhookId: '2', status: 'delivered', told: 'in_process' },
    ],
  }
}

/** What the comparison says of a book that was spoilt. */
function saidOf(spoil: (book: Book) => void, shown = 'in_process'): string[] {
  const book = bookOf()
  spoil(book)
  return orderDiffers(life, book, shown)
}

describe('the comparison of an order with the model', () => {
  it('finds nothing where nothing was lost or doubled', () => {
    expect(saidOf(() => undefined)).toEqual([])
  })

  it.each<[string, (book: Book) => void, string]>([
    ['a click that was lost', ({ clicks }) => void clicks.shift(), 'staff:a is lost'],
    [
      'a click that was applied twice',
      ({ events }) => void events.push({ seq: 3, type: 'comment', happeningId: 'staff:a', version: 2 }),
      'staff:a was applied twice',
    ],
    ['an event that is missing', ({ events }) => void events.shift(), 'event 1 is missing'],
    [
      'a row that its events do not lead to',
      (book) => void Object.assign(book, { status: 'completed' }),
      'is completed where its events say in_process',
    ],
    [
      'a step that could not befall it',
      ({ events }) => void events.push({ seq: 3, type: 'ship', happeningId: 'staff:b', version: 3 }),
      'ship befell it as in_process',
    ],
    [
      'a refused click that left an event',
      ({ events }) => void events.push({ seq: 3, type: 'comment', happeningId: 'staff:b', version: 2 }),
      'staff:b is refused and has 1 events',
    ],
    [
      'a click that was refused without need',
      ({ clicks }) => {
        const refused = { id: 'staff:a', type: 'accept', seenVersion: 1, code: 'stale', eventSeq: 1 }
        clicks[0] = { id: 'staff:a', status: 'refused', refused }
      },
      'accept was refused as stale while it was new',
    ],
    [
      'a click that still waits',
      ({ clicks }) => void clicks.splice(0, 1, { id: 'staff:a', status: 'waiting', refused: null }),
      'staff:a is waiting',
    ],
  ])('finds %s', (_what, spoil, said) => {
    expect(saidOf(spoil).join()).toContain(said)
  })

  it('finds an order of which the API says something else', () => {
    expect(saidOf(() => undefined, 'new')).toEqual(['F-1: is in_process, and the API says new'])
  })
})

describe('what the website heard', () => {
  const heardAs = (...ids: string[]) => {
    const listener = new Listener()
    listener.heard.push(...ids.map((id) => ({ webhookId: `msg_${id}`, number: 'F-1', status: '' })))
    return callbacksDiffer(bookOf(), listener)
  }

  it('may be heard twice with the same id', () => {
    expect(heardAs('1', '1', '2', '1')).toEqual([])
  })

  it.each([
    ['out of order', ['2', '1']],
    ['too little', ['1']],
    ['of another', ['1', '2', '3']],
  ])('is compared: %s', (_what, ids) => {
    expect(heardAs(...ids)).toHaveLength(1)
  })
})

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const plan = planOf(5, 200, 20, faultKinds)
    expect(planOf(5, 200, 20, faultKinds)).toEqual(plan)
    expect(planOf(6, 200, 20, faultKinds)).not.toEqual(plan)
    expect(plan.rounds.flatMap(({ deeds }) => deeds)).toHaveLength(200)
    expect(plan.rounds.flatMap(({ faults }) => faults)).toHaveLength(20)
  })
})
