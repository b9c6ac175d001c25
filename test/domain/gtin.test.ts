import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkDigit, toGtin14 } from '../../domain/gtin.ts'

describe('a barcode as people and spreadsheets write it', () => {
  it.each([
    ['a UPC', '612340347808', '00612340347808'],
    ['an EAN-13', '4006381333931', '04006381333931'],
    ['a GTIN-14', '00612340353359', '00612340353359'],
    ['a GTIN-8', '96385074', '00000096385074'],
    ['with a hyphen', '6-12340347808', '00612340347808'],
    ['with spaces', ' 6 12340 347808 ', '00612340347808'],
    ['with the leading zero that a spreadsheet dropped', '61234250678', '00061234250678'],
    ['UPC-E, marked', 'UPC-E 04252614', '00042100005264'],
    ['UPC-E, not marked, is a GTIN-8 with a wrong check digit', '04252614', null],
    ['a wrong check digit', '612340347809', null],
    ['ten digits', '6123425067', null],
    ['letters', 'ABC-12345', null],
    ['nothing', '', null],
    ['a lone hyphen', '-', null],
    ['digits of another script', '٦١٢٣٤٠٣٤٧٨٠٨', null],
  ])('%s', (_, written, gtin) => {
    expect(toGtin14(written)).toBe(gtin)
  })

  it('finds the same number however it is padded and spaced', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{10}$/), (payload) => {
        const upc = payload + checkDigit(payload)
        const spaced = `${upc[0]}-${upc.slice(1, 6)} ${upc.slice(6)}`
        expect(new Set([upc, `0${upc}`, `00${upc}`, spaced].map(toGtin14))).toEqual(new Set([`00${upc}`]))
      }),
    )
  })

  it('refuses every code with one wrong digit', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{12}$/),
        fc.nat(12),
        fc.integer({ min: 1, max: 9 }),
        (payload, place, by) => {
          const right = payload + checkDigit(payload)
          const digits = [...right]
          digits[place] = String((Number(digits[place]) + by) % 10)
          expect(toGtin14(right)).not.toBeNull()
          expect(toGtin14(digits.join(''))).toBeNull()
        },
      ),
    )
  })
})
