import { describe, expect, test } from 'vitest'
import { compareIdentifiers, fitsAny } from '../../domain/comparison/identifiers.ts'
import { fullName, isNearName, nameVariants } from '../../domain/comparison/names.ts'
import { type Agreement, comparePeople, mayBeTheSame, type Person } from '../../domain/comparison/people.ts'
import { differencesBetween } from '../../domain/comparison/versions.ts'

describe('Two names', () => {
  test.each([
    ['Kim Okafor', 'Kim Okafro'],
    ['Kim Okafor', 'Okafor, Kim'],
    ['Bob Lee', 'Robert Lee'],
    ['Park Jihoon', 'Jihoon Pak'],
    ['K. Okafor', 'Kim Okafor'],
    ['Jürgen Müller', 'jurgen muller'],
    ['Anna de Vries', 'Anne de Vries-Smit'],
    ["Siobhán O'Brien", 'Siobhan OBrien'],
    ['김민준', '민준 김'],
    ['김민준', '김민중'],
  ])('%s and %s may be one person', (one, other) => {
    expect([isNearName(one, other), isNearName(other, one)]).toEqual([true, true])
  })

  test.each([
    ['Kim Okafor', 'Kim Jansen'],
    ['Jan Jansen', 'Jan de Vries'],
    ['Jo', 'Jo Park'],
    ['김민준', '박지훈'],
    ['Kim Okafor', ''],
    ['%_', "'"],
    ['x'.repeat(201), 'x'.repeat(202)],
  ])('%j and %j are two people', (one, other) => {
    expect([isNearName(one, other), isNearName(other, one)]).toEqual([false, false])
  })

  test('are looked for in one word and in two where they are Korean', () => {
    expect(nameVariants('김민준')).toEqual(['김민준', '민준 김', '준 김민'])
    expect(nameVariants('민준 김')).toEqual(['민준 김', '김민준', '민준김'])
    expect(nameVariants('김')).toEqual(['김'])
  })

  test('are looked for in the other forms of each of their words, in a bounded number', () => {
    expect(nameVariants('Bob Lee')).toEqual(expect.arrayContaining(['Bob Lee', 'robert lee', 'bob yi']))
    expect(nameVariants('Bob Bob Bob Bob Bob').length).toBeLessThanOrEqual(12)
  })

  test.each([
    ['Kim', 'Okafor', 'Kim Okafor'],
    ['민준', '김', '김민준'],
    ['', '김민준', '김민준'],
    [null, ' Okafor ', 'Okafor'],
    [null, null, ''],
  ])('%s and %s make the name %s', (first, last, name) => {
    expect(fullName(first, last)).toBe(name)
  })
})

const nobody: Person = {
  name: null,
  email: null,
  phone: null,
  street: null,
  postalCode: null,
  city: null,
  country: null,
}
const person = (fields: Partial<Person>): Person => ({ ...nobody, ...fields })

describe('A customer held against the order', () => {
  test.each<[keyof Person, string | null, string | null, Agreement]>([
    ['name', 'Kim Okafor', ' kim  OKAFOR ', 'same'],
    ['name', 'Kim Okafor', 'Okafor Kim', 'near'],
    ['name', 'Jürgen', 'Jurgen', 'near'],
    ['name', 'Kim Okafor', 'Anna Jansen', 'different'],
    ['name', 'Kim Okafor', '', 'missing'],
    ['name', ' ', 'Kim Okafor', 'unsaid'],
    ['email', 'Kim@Example.com ', 'kim@example.com', 'same'],
    ['email', 'kim@exmaple.com', 'kim@example.com', 'near'],
    ['email', 'kim@example.com', 'kim@example.org', 'near'],
    ['email', 'kim@example.com', 'anna@example.com', 'different'],
    ['phone', '+12135550133', '2135550133', 'same'],
    ['phone', '+31612345678', '0612345678', 'same'],
    ['phone', '+12135550133', '+12135550134', 'near'],
    ['phone', '+12135550133', '+12139990144', 'different'],
    ['phone', '133', '+12135550133', 'different'],
    ['street', '1 Main Street', '1 main st.', 'near'],
    ['street', '1 Main Street', '2 Side Street', 'different'],
    ['postalCode', '3511 AB', '3511ab', 'same'],
    ['postalCode', '90001', '90002', 'near'],
    ['postalCode', '90001', '10115', 'different'],
    ['city', 'Zürich', 'Zurich', 'same'],
    ['city', 'Los Angles', 'Los Angeles', 'near'],
    ['country', 'us', 'US', 'same'],
    ['country', 'US', 'NL', 'different'],
  ])('in its %s: %s and %s are %s', (field, asked, ours, agreement) => {
    expect(comparePeople(person({ [field]: asked }), person({ [field]: ours }))[field]).toBe(agreement)
  })

  test('may be the same person by e-mail, phone or name alone, never by where they live', () => {
    const asked = person({
      name: 'Kim Okafor',
      email: 'kim@example.com',
      phone: '+12135550133',
      street: 'Main 1',
    })
    const agreeing = (fields: Partial<Person>) => mayBeTheSame(comparePeople(asked, person(fields)))
    expect(agreeing({ email: 'KIM@example.com' })).toBe(true)
    expect(agreeing({ phone: '2135550133' })).toBe(true)
    expect(agreeing({ name: 'Kim Okafro' })).toBe(true)
    expect(agreeing({ name: 'Anna Jansen', street: 'Main 1' })).toBe(false)
  })
})

describe('A product held against the line', () => {
  const line = { gtin: '0 36000-29145 2', mpn: 'FP-1', sku: null }
  test.each([
    [
      'a UPC with its spaces and hyphens',
      { gtin: ['00036000291452'], mpn: [], sku: ['X'] },
      'same',
      'missing',
      true,
    ],
    ['a vendor part number', { gtin: [], mpn: ['zz', 'fp-1'], sku: ['X'] }, 'missing', 'same', true],
    ['a part number without its hyphen', { gtin: [], mpn: ['FP1'], sku: ['X'] }, 'missing', 'near', false],
    ['nothing', { gtin: ['04006381333931'], mpn: ['BB-1'], sku: ['X'] }, 'different', 'different', false],
  ] as const)('agrees in %s', (_, { gtin, mpn, sku }, byGtin, byMpn, fits) => {
    const agreements = compareIdentifiers(line, { gtin: [...gtin], mpn: [...mpn], sku: [...sku] })
    expect(agreements).toEqual({ gtin: byGtin, mpn: byMpn, sku: 'unsaid' })
    expect(fitsAny(agreements)).toBe(fits)
  })

  test('agrees in no code that is no GTIN', () => {
    const product = { gtin: ['00036000291452'], mpn: [], sku: [] }
    expect(compareIdentifiers({ gtin: '036000291453', mpn: null, sku: null }, product).gtin).toBe('different')
  })
})

describe('Two versions of a web order', () => {
  const lines = [
    { id: '1', sku: 'PUMP', quantity: 2 },
    { id: '2', sku: 'BELL', quantity: 1 },
  ]

  test('differ where a value does, a line by its id, whatever its place', () => {
    const first = { note: null, customer: { email: 'a@b.c' }, lines, total: '1.00' }
    const later = {
      total: '1.00',
      lines: [{ ...lines[1], quantity: 3 }, lines[0]],
      customer: { email: 'x@y.z', phone: '1' },
    }
    expect(differencesBetween(first, later)).toEqual([
      { path: ['customer', 'email'], first: 'a@b.c', later: 'x@y.z' },
      { path: ['lines', '2', 'quantity'], first: '1', later: '3' },
      { path: ['customer', 'phone'], first: null, later: '1' },
    ])
  })

  test('have a line that only one of them knows, field by field', () => {
    expect(differencesBetween({ lines }, { lines: lines.slice(0, 1) })).toEqual([
      { path: ['lines', '2', 'id'], first: '2', later: null },
      { path: ['lines', '2', 'sku'], first: 'BELL', later: null },
      { path: ['lines', '2', 'quantity'], first: '1', later: null },
    ])
  })

  test('are the same in another form, and take whatever JSON there is', () => {
    expect(differencesBetween({ a: 1, b: [] }, { b: [], a: 1 })).toEqual([])
    expect(differencesBetween(1, '1')).toEqual([])
    const deep = Array.from({ length: 5_000 }).reduce<unknown>((inner) => [inner], 'x')
    expect(differencesBetween(deep, { a: deep })).toHaveLength(2)
  })
})
