import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalsOf, formatAmount } from '../../domain/money.ts'
import { readOrder } from '../../intake/read-order.ts'
import { pedalLine, pedals } from '../support/orders.ts'
import { hasSample, sampleFile } from './sample.ts'

const known = { stores: new Set(['main', 'harbour']) }
const errorsOf = (value: unknown) => {
  const read = readOrder(value, known)
  return read.ok ? [] : read.errors
}
const pathsOf = (value: unknown) => errorsOf(value).map(({ path }) => path)
const withLine = (changes: Record<string, unknown>) => pedals('NS-1', { lines: [pedalLine(changes)] })

test('an unknown store is answered with the codes that there are, ten at most', () => {
  const told = (codes: string[]) => {
    const read = readOrder(pedals('NS-1', { storeCode: 'moon' }), { stores: new Set(codes) })
    return read.ok ? '' : read.errors[0]?.message
  }
  expect(told(['main', 'harbour'])).toBe('Must be the code of one of the shop’s stores: harbour, main.')
  expect(told([])).toBe('Must be the code of one of the shop’s stores, and it has none yet.')
  const many = Array.from({ length: 11 }, (_, index) => `s-${index + 10}`)
  expect(told(many)).toContain('s-19 and more.')
})

test('an order is read with its amounts in minor units', () => {
  const read = readOrder(pedals(), known)
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  expect(read.order).toMatchObject({
    number: 'NS-1',
    total: 8766,
    placedAt: new Date('2026-03-02T09:09:00Z'),
  })
  expect(read.order.lines[0]).toMatchObject({ unitPrice: 4049, tax: 668, taxRate: '0.0825', quantity: 2 })
  expect(read.order.payment).toMatchObject({ status: 'authorised', amount: 8766 })
})

test('what is optional may be absent or null', () => {
  const line = { id: '1', quantity: 1, unitPrice: '5' }
  const least = {
    number: 'n',
    placedAt: '2026-03-02t09:09:00.123+09:00',
    fulfilment: 'reserve',
    storeCode: 'main',
    currency: 'KRW',
    customer: {},
    lines: [line],
    total: '5',
  }
  const nulls = {
    shipping: null,
    payment: null,
    billingAddress: null,
    shippingAddress: {},
    supplier: null,
    note: null,
  }
  const lineNulls = { kind: null, description: null, gtin: null, discount: null, tax: null, taxRate: null }
  const customer = { externalId: null, firstName: null, email: null, marketingOptIn: null }
  const read = readOrder(least, known)
  expect(read).toMatchObject({
    ok: true,
    order: { payment: { status: 'unpaid', amount: 0 }, shippingAddress: null },
  })
  const same = readOrder({ ...least, ...nulls, customer, lines: [{ ...line, ...lineNulls }] }, known)
  expect(same).toEqual(read)
})

test('whatever stands for the customer’s language, the order is taken', () => {
  for (const language of ['ko', 'fr-CA', 'tlh', 7, null, { code: 'nl' }]) {
    expect(errorsOf(pedals('NS-1', { customer: { firstName: 'Ada', language } }))).toEqual([])
  }
})

test('prices may contain their tax', () => {
  const line = pedalLine({ unitPrice: '12.10', quantity: 1, tax: '2.10' })
  const order = pedals('NS-1', { pricesIncludeTax: true, lines: [line], payment: null })
  expect(pathsOf({ ...order, total: '12.10' })).toEqual([])
  expect(pathsOf({ ...order, total: '14.20' })).toEqual(['total'])
  const more = { ...order, lines: [{ ...line, tax: '12.11' }], total: '12.10' }
  expect(pathsOf(more)).toEqual(['lines[0].tax'])
})

const nul = 'a\0b'
const half = 'a\ud800b'
describe('each fault is refused with its place', () => {
  const faults: [string, unknown, string][] = [
    ['no object', [], ''],
    ['no number', pedals(undefined, { number: undefined }), 'number'],
    ['a number with a space', pedals('NS 1'), 'number'],
    ['a number of 65 characters', pedals('x'.repeat(65)), 'number'],
    ['a number that no address can hold', pedals('..'), 'number'],
    ['no customer', pedals('NS-1', { customer: undefined }), 'customer'],
    ['a null customer', pedals('NS-1', { customer: null }), 'customer'],
    ['a customer in a list', pedals('NS-1', { customer: [] }), 'customer'],
    ['no lines', pedals('NS-1', { lines: undefined }), 'lines'],
    ['empty lines', pedals('NS-1', { lines: [] }), 'lines'],
    ['lines that are an object', pedals('NS-1', { lines: {} }), 'lines'],
    ['501 lines', pedals('NS-1', { lines: Array(501).fill(pedalLine()) }), 'lines'],
    ['an unknown store', pedals('NS-1', { storeCode: 'moon' }), 'storeCode'],
    ['an unknown currency', pedals('NS-1', { currency: 'XYZ' }), 'currency'],
    ['a currency in lower case', pedals('NS-1', { currency: 'usd' }), 'currency'],
    ['an unknown fulfilment', pedals('NS-1', { fulfilment: 'drone' }), 'fulfilment'],
    ['an unknown kind of line', withLine({ kind: 'service' }), 'lines[0].kind'],
    ['an unknown payment status', pedals('NS-1', { payment: { status: 'paid' } }), 'payment.status'],
    ['a quantity in a text', withLine({ quantity: '2' }), 'lines[0].quantity'],
    ['a quantity of 0', withLine({ quantity: 0 }), 'lines[0].quantity'],
    ['half a quantity', withLine({ quantity: 1.5 }), 'lines[0].quantity'],
    ['a quantity of 100,001', withLine({ quantity: 100_001 }), 'lines[0].quantity'],
    ['an endless quantity', withLine({ quantity: Number.POSITIVE_INFINITY }), 'lines[0].quantity'],
    ['an amount that is a number', withLine({ unitPrice: 40.49 }), 'lines[0].unitPrice'],
    ['a negative amount', withLine({ unitPrice: '-40.49' }), 'lines[0].unitPrice'],
    ['an amount with a comma', withLine({ unitPrice: '40,49' }), 'lines[0].unitPrice'],
    ['an amount in powers of ten', withLine({ unitPrice: '4e1' }), 'lines[0].unitPrice'],
    ['too many decimals', withLine({ tax: '6.685' }), 'lines[0].tax'],
    ['a tax rate of 8.25', withLine({ taxRate: '8.25' }), 'lines[0].taxRate'],
    ['a negative tax rate', withLine({ taxRate: '-0.1' }), 'lines[0].taxRate'],
    ['a discount above the line', withLine({ discount: '80.99' }), 'lines[0].discount'],
    ['a total that is not the sum', pedals('NS-1', { total: '87.65' }), 'total'],
    ['a day that does not exist', pedals('NS-1', { placedAt: '2026-02-30T09:00:00Z' }), 'placedAt'],
    ['a time without offset', pedals('NS-1', { placedAt: '2026-03-02T09:00:00' }), 'placedAt'],
    ['a day without time', pedals('NS-1', { placedAt: '2026-03-02' }), 'placedAt'],
    ['a year that no timer can wait for', pedals('NS-1', { placedAt: '2262-04-12T00:00:00Z' }), 'placedAt'],
    ['a description of 501 characters', withLine({ description: 'x'.repeat(501) }), 'lines[0].description'],
    ['a note of 4,001 characters', pedals('NS-1', { note: 'x'.repeat(4_001) }), 'note'],
    [
      'a name of 201 characters',
      pedals('NS-1', { customer: { firstName: 'x'.repeat(201) } }),
      'customer.firstName',
    ],
    ['a NUL', pedals('NS-1', { note: nul }), 'note'],
    ['half a surrogate pair', withLine({ description: half }), 'lines[0].description'],
    ['a NUL in an unknown field', pedals('NS-1', { extra: [{ deep: nul }] }), 'extra[0].deep'],
    ['half a surrogate pair in a key', pedals('NS-1', { extra: { [half]: 1 } }), 'extra.a\ufffdb'],
    ['won with decimals', pedals('NS-1', { currency: 'KRW' }), 'total'],
  ]
  test.each(faults)('%s', (_, value, path) => {
    const errors = errorsOf(value)
    expect(errors.map((error) => error.path)).toContain(path)
    for (const { message } of errors) expect(message).toMatch(/^(Must|Is missing)[^\n]*$/)
  })
})

test('a line id may stand once', () => {
  expect(pathsOf(pedals('NS-1', { lines: [pedalLine(), pedalLine()], total: '175.32' }))).toEqual([
    'lines[1].id',
  ])
})

test('an emoji is one character', () => {
  expect(pathsOf(withLine({ description: '😀'.repeat(500) }))).toEqual([])
  expect(pathsOf(withLine({ description: '😀'.repeat(501) }))).toEqual(['lines[0].description'])
})

test('all faults of an order are listed, fifty at most', () => {
  const lines = Array.from({ length: 200 }, () => ({ id: 5 }))
  expect(errorsOf(pedals('NS-1', { lines }))).toHaveLength(50)
  expect(
    pathsOf({ ...withLine({ quantity: 0, unitPrice: '-1' }), customer: null, storeCode: 'moon' }),
  ).toEqual(['customer', 'storeCode', 'lines[0].quantity', 'lines[0].unitPrice'])
})

test('nesting deeper than 50 levels is refused', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(readOrder(pedals('NS-1', { deep }), known)).toMatchObject({
    ok: false,
    tooDeep: true,
    errors: [{ path: 'deep', message: 'Must not be nested deeper than 50 levels.' }],
  })
})

test('no value at all makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything()), (value) => {
      expect(readOrder(value, known).ok).toBe(false)
    }),
  )
})

test('an order with any one field replaced by anything is read or refused, never more', () => {
  const fields = Object.keys(pedals())
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.anything(), (field, value) => {
      const read = readOrder(pedals('NS-1', { [field]: value }), known)
      if (!read.ok) expect(read.errors.length).toBeGreaterThan(0)
    }),
  )
})

/** Orders by the contract's own arithmetic, apart from domain/money. */
const validOrders = fc
  .record({
    currency: fc.constantFrom('USD', 'EUR', 'KRW', 'KWD'),
    pricesIncludeTax: fc.boolean(),
    fulfilment: fc.constantFrom('pickup', 'reserve', 'delivery', 'supplier'),
    number: fc.stringMatching(/^[A-Za-z0-9._-]{1,64}$/).filter((number) => !/^\.{1,2}$/.test(number)),
    text: fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\0\p{Cs}]/u.test(text)),
    placedAt: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
    lines: fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 1_000 }),
        unitPrice: fc.integer({ min: 0, max: 100_000 }),
        discounted: fc.double({ min: 0, max: 1, noNaN: true }),
        taxed: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { minLength: 1, maxLength: 20 },
    ),
    shipping: fc.integer({ min: 0, max: 10_000 }),
  })
  .map(({ lines, currency, pricesIncludeTax, shipping, text, placedAt, ...rest }) => {
    const written = (minor: number) => formatAmount(minor, decimalsOf(currency) ?? 0)
    const priced = lines.map((line) => {
      const gross = line.quantity * line.unitPrice
      const discount = Math.floor(gross * line.discounted)
      return { ...line, discount, net: gross - discount, tax: Math.floor((gross - discount) * line.taxed) }
    })
    const total = priced.reduce((sum, { net, tax }) => sum + net + (pricesIncludeTax ? 0 : tax), shipping)
    return {
      ...rest,
      currency,
      pricesIncludeTax,
      placedAt: placedAt.toISOString(),
      storeCode: 'main',
      customer: { firstName: text, lastName: text },
      note: text,
      shipping: { amount: written(shipping) },
      lines: priced.map(({ quantity, unitPrice, discount, tax }, index) => ({
        id: String(index),
        quantity,
        unitPrice: written(unitPrice),
        discount: written(discount),
        tax: written(tax),
      })),
      total: written(total),
    }
  })

test('every order that follows the contract is read', () => {
  fc.assert(
    fc.property(validOrders, (order) => {
      expect(errorsOf(order)).toEqual([])
    }),
  )
})

test('a total that is off by one is refused, whatever the order', () => {
  fc.assert(
    fc.property(validOrders, (order) => {
      const digits = order.total.replace('.', '')
      const decimals = decimalsOf(order.currency) ?? 0
      expect(pathsOf({ ...order, total: formatAmount(Number(digits) + 1, decimals) })).toEqual(['total'])
    }),
  )
})

test.skipIf(!hasSample)('all orders of the sample shop are read (skipped where its folder is absent)', () => {
  const lines = readFileSync(sampleFile('orders.jsonl'), 'utf8').trim().split('\n')
  expect(lines.flatMap((line) => errorsOf(JSON.parse(line)))).toEqual([])
  expect(lines).toHaveLength(600)
})
