import { describe, expect, test } from 'vitest'
import type { StaffAction } from '../../domain/happening.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import { readActionForm } from '../../server/orders/action-schemas.ts'

type Fields = Record<string, string | string[]>

const read = (action: StaffAction, order: [Status, Fulfilment], fields: Fields) => {
  const lists = Object.entries(fields).map(([name, value]) => [name, [value].flat()])
  const [status, fulfilment] = order
  return readActionForm(action, { status, fulfilment }, Object.fromEntries(lists))
}
const faultsOf = (form: ReturnType<typeof read>) =>
  form.ok ? 'none' : Object.fromEntries(form.faults.map(({ field, message }) => [field, message]))

const toAccept: [Status, Fulfilment] = ['new', 'pickup']
const toHandOver: [Status, Fulfilment] = ['ready_for_pickup', 'pickup']
const toSell: [Status, Fulfilment] = ['ready_for_pickup', 'reserve']
const shipped: [Status, Fulfilment] = ['shipped', 'delivery']
const unknown: [Status, Fulfilment] = ['customer_id_required', 'pickup']
const unmatched: [Status, Fulfilment] = ['product_match_failed', 'pickup']
const everyCheck = ['card', 'signature', 'photo_id']

describe('A form that is filled in', () => {
  test.each<[string, StaffAction, [Status, Fulfilment], Fields, object]>([
    ['accept, plain', 'accept', toAccept, {}, {}],
    ['accept, empty fields', 'accept', toAccept, { readyBy: ' ', actionId: '', version: '' }, {}],
    ['accept, with a day', 'accept', toAccept, { readyBy: '2026-03-02' }, { readyBy: '2026-03-02' }],
    [
      'reject',
      'reject',
      toAccept,
      { reason: 'damaged', comment: ' bent ' },
      { reason: 'damaged', comment: 'bent' },
    ],
    [
      'a rejected pickup resolves nothing',
      'reject',
      toAccept,
      { reason: 'other', resolution: 'bought' },
      { reason: 'other' },
    ],
    [
      'a rejected reservation may',
      'reject',
      ['new', 'reserve'],
      { reason: 'other', resolution: 'not_bought' },
      { reason: 'other', resolution: 'not_bought' },
    ],
    ['identify', 'identifyCustomer', unknown, { customerId: 'C1' }, { customerId: 'C1' }],
    [
      'identify, picked and typed alike',
      'identifyCustomer',
      unknown,
      { customerId: ['C1', ' C1', ''] },
      { customerId: 'C1' },
    ],
    ['create', 'identifyCustomer', unknown, { create: '1' }, { create: true }],
    ['match', 'matchProduct', unmatched, { line: '1', sku: ['', 'NS-1'] }, { line: '1', sku: 'NS-1' }],
    ['process', 'processSale', unmatched, { whatever: 'x' }, {}],
    [
      'hand over',
      'complete',
      toHandOver,
      { collectedBy: 'Kim', idChecked: 'on' },
      { collectedBy: 'Kim', idChecked: everyCheck },
    ],
    [
      'sell, with a comma in the amount',
      'complete',
      toSell,
      { collectedBy: 'Kim', idChecked: 'card', payment: 'cash', amount: '12,50' },
      { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash', amount: '12.50' },
    ],
    [
      'hand over, two checks',
      'complete',
      toHandOver,
      { collectedBy: 'Kim', idChecked: ['card', 'photo_id'] },
      { collectedBy: 'Kim', idChecked: ['card', 'photo_id'] },
    ],
    [
      'a pickup is not paid at the till',
      'complete',
      toHandOver,
      { collectedBy: 'Kim', idChecked: 'card', payment: 'cash', amount: '1' },
      { collectedBy: 'Kim', idChecked: ['card'] },
    ],
    [
      'sell',
      'complete',
      toSell,
      { collectedBy: 'Kim', idChecked: 'on', payment: 'cash', amount: '10.50' },
      { collectedBy: 'Kim', idChecked: everyCheck, payment: 'cash', amount: '10.50' },
    ],
    [
      'not bought needs nobody',
      'complete',
      toSell,
      { resolution: 'not_bought', resolutionReason: 'too small' },
      { resolution: 'not_bought', resolutionReason: 'too small' },
    ],
    ['a delivery needs nothing', 'complete', shipped, { collectedBy: 'x' }, {}],
    [
      'ship',
      'ship',
      ['in_process', 'delivery'],
      { carrier: 'CJ', trackingNumber: '1' },
      { carrier: 'CJ', trackingNumber: '1' },
    ],
    ['what is not possible now asks for nothing', 'complete', toAccept, {}, {}],
  ])('is read: %s', (_, action, order, fields, payload) => {
    expect(read(action, order, fields)).toMatchObject({ ok: true, payload })
    const form = read(action, order, fields)
    expect(form.ok && form.payload).toEqual(payload)
  })

  test('carries the id and the version that the person saw', () => {
    const form = read('accept', toAccept, { actionId: 'a.B_9:-', version: '7' })
    expect(form).toEqual({ ok: true, actionId: 'a.B_9:-', version: 7, payload: {} })
  })
})

describe('A form with a fault', () => {
  test.each<[string, StaffAction, [Status, Fulfilment], Fields, object]>([
    ['no reason', 'reject', toAccept, {}, { reason: 'invalid.reason' }],
    ['a made-up reason', 'reject', toAccept, { reason: 'bored' }, { reason: 'invalid.choice' }],
    ['no comment', 'comment', toAccept, { text: ' \n ' }, { text: 'invalid.text' }],
    [
      'a comment beyond its limit',
      'comment',
      toAccept,
      { text: 'x'.repeat(4_001) },
      { text: 'invalid.tooLong' },
    ],
    ['a NUL', 'comment', toAccept, { text: 'a\0b' }, { text: 'invalid.characters' }],
    [
      'nobody collects',
      'complete',
      toHandOver,
      {},
      { collectedBy: 'invalid.collectedBy', idChecked: 'invalid.idChecked' },
    ],
    [
      'a made-up check',
      'complete',
      toHandOver,
      { collectedBy: 'Kim', idChecked: 'smile' },
      { idChecked: 'invalid.choice' },
    ],
    ['not paid', 'complete', toSell, { collectedBy: 'Kim', idChecked: 'on' }, { payment: 'invalid.payment' }],
    [
      'an amount in words',
      'complete',
      toSell,
      { collectedBy: 'Kim', idChecked: 'on', payment: 'cash', amount: 'ten' },
      { amount: 'invalid.amount' },
    ],
    [
      'a negative amount',
      'complete',
      toSell,
      { collectedBy: 'Kim', idChecked: 'on', payment: 'cash', amount: '-1' },
      { amount: 'invalid.amount' },
    ],
    ['no customer', 'identifyCustomer', unknown, {}, { customerId: 'invalid.customerId' }],
    [
      'two customers',
      'identifyCustomer',
      unknown,
      { customerId: ['C1', 'C2'] },
      { customerId: 'invalid.onlyOne' },
    ],
    ['neither line nor product', 'matchProduct', unmatched, {}, { line: 'invalid.line', sku: 'invalid.sku' }],
    ['no such day', 'accept', toAccept, { readyBy: '2026-02-30' }, { readyBy: 'invalid.readyBy' }],
    ['a day in another order', 'accept', toAccept, { readyBy: '02/03/2026' }, { readyBy: 'invalid.readyBy' }],
    ['a day of no year', 'accept', toAccept, { readyBy: '0000-01-01' }, { readyBy: 'invalid.readyBy' }],
    ['a day ages ahead', 'accept', toAccept, { readyBy: '9999-12-31' }, { readyBy: 'invalid.tooFar' }],
    [
      'another day ages ahead',
      'changeReadyBy',
      ['in_process', 'pickup'],
      { readyBy: '2999-01-01' },
      { readyBy: 'invalid.tooFar' },
    ],
    [
      'held for ages',
      'extendHold',
      toHandOver,
      { holdUntil: '9999-12-31T23:59' },
      { holdUntil: 'invalid.tooFar' },
    ],
    [
      'held until the year nothing',
      'extendHold',
      toHandOver,
      { holdUntil: 'x' },
      { holdUntil: 'invalid.holdUntil' },
    ],
    ['an id with a space', 'accept', toAccept, { actionId: 'a b' }, { actionId: 'invalid.actionId' }],
    [
      'an id of 101 letters',
      'accept',
      toAccept,
      { actionId: 'a'.repeat(101) },
      { actionId: 'invalid.actionId' },
    ],
    ['a version in words', 'accept', toAccept, { version: 'one' }, { version: 'invalid.version' }],
  ])('is refused with the field and why: %s', (_, action, order, fields, faults) => {
    expect(faultsOf(read(action, order, fields))).toEqual(faults)
  })
})
