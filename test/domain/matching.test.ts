import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, lookupKeys, matchCustomer, matchLine, rememberedAs } from '../../domain/matching.ts'

const GTIN = '612340347808'
const GTIN14 = '00612340347808'
const line = { kind: 'product' as const, gtin: GTIN, mpn: ' FR-R92R-48 ', sku: 'ns-1' }
const helmet: Candidate = { productId: 1, kind: 'stock', foundBy: 'gtin', value: GTIN14 }
const found = (
  productId: number,
  foundBy: 'gtin' | 'mpn' | 'sku',
  kind: Candidate['kind'] = 'stock',
): Candidate => ({
  productId,
  kind,
  foundBy,
  value: { gtin: GTIN14, mpn: 'fr-r92r-48', sku: 'ns-1' }[foundBy],
})

describe('matching a line to a product (contract §3)', () => {
  it.each<[string, Candidate[], number | null, string | null, string | null]>([
    [
      'the first identifier that finds one product decides',
      [found(1, 'gtin'), found(1, 'mpn')],
      1,
      'gtin',
      null,
    ],
    ['an MPN, where the GTIN finds nothing', [found(2, 'mpn')], 2, 'mpn', null],
    ['an SKU, where nothing else does', [found(3, 'sku')], 3, 'sku', null],
    [
      'several by the first: no automatic match',
      [found(1, 'gtin'), found(2, 'gtin'), found(1, 'mpn')],
      null,
      null,
      'several',
    ],
    ['nothing at all', [], null, null, 'none'],
    [
      'a later identifier that finds another disagrees',
      [found(1, 'gtin'), found(2, 'sku')],
      null,
      null,
      'conflict',
    ],
    [
      'a later one that finds it among others agrees',
      [found(1, 'gtin'), found(1, 'mpn'), found(2, 'mpn')],
      1,
      'gtin',
      null,
    ],
    [
      'the last of three disagrees',
      [found(1, 'gtin'), found(1, 'mpn'), found(9, 'sku')],
      null,
      null,
      'conflict',
    ],
    ['a gift card is taken out', [found(7, 'sku', 'gift_card')], null, 'gift_card', null],
  ])('%s', (_, candidates, productId, matchedBy, problem) => {
    expect(matchLine(line, candidates, null)).toEqual({ productId, matchedBy, problem })
  })

  it('tries a remembered pick first, whatever the identifiers find', () => {
    const remembered = { productId: 5, kind: 'stock' as const }
    expect(matchLine(line, [helmet], remembered)).toEqual({ productId: 5, matchedBy: 'hand', problem: null })
  })

  it('neither matches nor misses fees and gift cards', () => {
    expect(matchLine({ ...line, kind: 'fee' }, [helmet], null).problem).toBeNull()
    expect(matchLine({ ...line, kind: 'gift_card' }, [helmet], null)).toMatchObject({
      matchedBy: 'gift_card',
    })
  })

  it('passes over a code that is no GTIN to the next identifier', () => {
    expect(lookupKeys({ gtin: '12345', mpn: ' PD-R853', sku: null })).toEqual([
      { kind: 'mpn', value: 'pd-r853' },
    ])
  })

  it('remembers by exactly the triple, and a line without identifiers by nothing', () => {
    expect(rememberedAs({ gtin: null, mpn: ' X1 ', sku: null })).toEqual({ gtin: '', mpn: 'X1', sku: '' })
    expect(rememberedAs({ gtin: '', mpn: null, sku: '  ' })).toBeNull()
  })

  it('is the same in whatever order the catalogue answers', () => {
    const candidate = fc.record({
      productId: fc.integer({ min: 1, max: 3 }),
      foundBy: fc.constantFrom('gtin' as const, 'mpn' as const, 'sku' as const),
    })
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 8 }), (picks) => {
        const candidates = picks.map(({ productId, foundBy }) => found(productId, foundBy))
        expect(matchLine(line, [...candidates].reverse(), null)).toEqual(matchLine(line, candidates, null))
      }),
    )
  })
})

describe('matching a customer (contract §3)', () => {
  it.each<[string, string[], string[], { customerId: string; by: string } | null]>([
    ['an earlier link decides', ['C1'], ['C2'], { customerId: 'C1', by: 'link' }],
    ['else the e-mail address of exactly one customer', [], ['C2', 'C2'], { customerId: 'C2', by: 'email' }],
    ['an address that two share decides nothing', [], ['C1', 'C2'], null],
    [
      'a link that points at two decides nothing by itself',
      ['C1', 'C2'],
      ['C3'],
      { customerId: 'C3', by: 'email' },
    ],
    ['nobody', [], [], null],
  ])('%s', (_, linked, sameEmail, customer) => {
    expect(matchCustomer({ linked, sameEmail })).toEqual(customer)
  })
})
