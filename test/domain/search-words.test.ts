import { describe, expect, test } from 'vitest'
import { readCustomerWords } from '../../domain/customer-search.ts'
import { printedGtin } from '../../domain/gtin.ts'
import { readProductWords, wordsOfLine } from '../../domain/product-search.ts'

describe('What somebody types to find a customer', () => {
  test.each([
    ['Kim Okafor', { name: 'Kim Okafor', email: null, phone: null, postalCode: null }],
    [' KIM@Example.com ', { name: null, email: 'kim@example.com', phone: null }],
    ['(213) 555-0133', { name: null, phone: '(213) 555-0133' }],
    ['+82 10-1234-5678', { name: null, phone: '+82 10-1234-5678' }],
    ['3511 AB', { name: '3511 AB', phone: null, postalCode: '3511 AB' }],
    ['90001', { name: null, phone: null, postalCode: '90001', ids: ['90001'] }],
    ['k000017', { ids: ['k000017', 'K000017'] }],
    ['김민준', { name: '김민준' }],
    ['', { name: null, email: null, phone: null, postalCode: null, ids: [] }],
    ["%_'", { name: null, email: null, phone: null, postalCode: null }],
  ])('%s is read as all that it may be', (typed, words) => {
    expect(readCustomerWords(typed)).toMatchObject(words)
  })
})

describe('What somebody types to find a product', () => {
  test.each([
    ['036000291452', '00036000291452'],
    ['0 36000-29145 2', '00036000291452'],
    ['36000291452', '00036000291452'],
    ['4006381333931', '04006381333931'],
  ])('%s is its GTIN in any form', (typed, gtin) => {
    expect(readProductWords(typed).codes).toContain(gtin)
  })

  test('may be a part number with or without its signs, or words of a description', () => {
    expect(readProductWords(' FP-1 ')).toMatchObject({ codes: ['fp-1'], beginnings: ['fp1'], words: [] })
    expect(readProductWords('brass bell, large 5 cm').words).toEqual(['brass', 'bell', 'large'])
    expect(readProductWords('벨')).toMatchObject({ beginnings: [], words: ['벨'] })
    expect(readProductWords('ab')).toMatchObject({ beginnings: [], words: [] })
    expect(readProductWords(' ')).toMatchObject({ codes: [], beginnings: [], words: [] })
  })

  test('is at first what the line says of itself', () => {
    const line = { gtin: null, mpn: 'FP 1', sku: 'WEB-PUMP', description: 'Floor pump' }
    expect(wordsOfLine(line)).toMatchObject({ beginnings: ['fp1', 'webpump'], words: ['Floor', 'pump'] })
  })
})

test.each([
  ['00036000291452', '036000291452'],
  ['04006381333931', '4006381333931'],
  ['00000096385074', '96385074'],
  ['10036000291459', '10036000291459'],
])('GTIN %s is printed as %s', (gtin14, printed) => {
  expect(printedGtin(gtin14)).toBe(printed)
})
