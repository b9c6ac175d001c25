import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { shownGtin, toGtin14 } from '../../domain/gtin.ts'
import { contentDigest } from '../../intake/content-digest.ts'
import { parseDateTime } from '../../intake/date-time.ts'
import { elementTexts } from '../../intake/element-texts.ts'
import { phoneKey } from '../../intake/phone.ts'
import { isSigned, keyOfSecret, sign } from '../../intake/signature.ts'
import { SECRET } from '../support/integrator.ts'

describe('signatures', () => {
  const key = keyOfSecret(SECRET)
  const now = new Date('2026-03-02T09:00:00Z')
  const timestamp = String(now.getTime() / 1_000)
  const message = { id: 'msg_1', timestamp, body: Buffer.from('{"a":"é"}') }
  const signature = sign(key, message)

  test('are those of the standardwebhooks package, whatever the body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        const theirs = new Webhook(SECRET).sign('msg_1', now, body)
        expect(sign(key, { id: 'msg_1', timestamp, body: Buffer.from(body) })).toBe(theirs)
      }),
    )
  })

  test('count among several, by any of several keys, and only for exactly this message', () => {
    const other = Buffer.alloc(32, 1)
    const good = { ...message, signature: `v1,AAAA v2,x ${signature}` }
    expect(isSigned(good, [other, key], now)).toBe(true)
    expect(isSigned(good, [other], now)).toBe(false)
    expect(isSigned({ ...good, body: Buffer.from('{}') }, [key], now)).toBe(false)
    expect(isSigned({ ...good, id: 'msg_2' }, [key], now)).toBe(false)
    expect(isSigned({ ...good, signature: signature.replace('v1,', '') }, [key], now)).toBe(false)
    expect(isSigned({ ...good, signature: '' }, [key], now)).toBe(false)
  })

  test('live 300 seconds, both ways', () => {
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000)
    const good = { ...message, signature }
    expect([300, -300].map((seconds) => isSigned(good, [key], at(seconds)))).toEqual([true, true])
    expect([301, -301].map((seconds) => isSigned(good, [key], at(seconds)))).toEqual([false, false])
    const odd = ['', 'now', '1e9', ' 1', `${timestamp}.5`]
    for (const text of odd) {
      const forged = { ...message, timestamp: text }
      expect(isSigned({ ...forged, signature: sign(key, forged) }, [key], now)).toBe(false)
    }
  })
})

describe('the content of an order', () => {
  test('is the same in another order of fields, and another with any other value', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(contentDigest(reversed)).toBe(contentDigest(value))
      }),
    )
    expect(contentDigest({ a: 1, b: [1, 2] })).not.toBe(contentDigest({ a: 1, b: [2, 1] }))
    expect(contentDigest({ a: '1' })).not.toBe(contentDigest({ a: 1 }))
  })

  test('keeps each element of a list as it was written', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 1, '\t'), (values, space) => {
        const texts = elementTexts(JSON.stringify(values, null, space))
        expect(texts.map((text) => JSON.parse(text))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        )
      }),
    )
    expect(elementTexts('[ 1.0 ,"a,\\"]\\\\", {"x": [1, 2]}]')).toEqual([
      '1.0',
      '"a,\\"]\\\\"',
      '{"x": [1, 2]}',
    ])
  })
})

test('a moment needs a day that exists and an offset', () => {
  expect(parseDateTime('2024-02-29T23:59:59.999999+09:00')).toEqual(new Date('2024-02-29T14:59:59.999Z'))
  const none = [
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-04-31T00:00:00Z',
  ]
  const odd = [
    '2026-04-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01 00:00:00Z',
    '2026-01-01T00:00Z',
    'now',
  ]
  const far = ['0000-01-01T00:00:00Z', '1969-12-31T23:59:59Z', '9999-12-31T23:59:59-14:00']
  expect([...none, ...odd, ...far].filter((text) => parseDateTime(text) !== null)).toEqual([])
})

test('a moment that JavaScript wrote is read as it was', () => {
  const dates = fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(dates, (date) => {
      expect(parseDateTime(date.toISOString())).toEqual(date)
    }),
  )
})

test('a phone number is compared as E.164 where it can be read, else by its digits', () => {
  expect(phoneKey('010-1234-5678', 'KR')).toBe('+821012345678')
  expect(phoneKey('+33 6 12 34 56 78', null)).toBe('+33612345678')
  expect(phoneKey('call 12 34', 'US')).toBe('1234')
  expect(phoneKey('none', 'XX')).toBeNull()
  expect(phoneKey(null, 'KR')).toBeNull()
})

test('a barcode is told to others in its own length, with the zero that a spreadsheet lost', () => {
  expect(shownGtin('0 36000-29145 2')).toBe('036000291452')
  expect(shownGtin('36000291452')).toBe('036000291452')
  expect(shownGtin('4006381333931')).toBe('4006381333931')
  expect(shownGtin('UPC-E 01234565')).toBe('012345000065')
  expect(shownGtin('abc')).toBeNull()
  expect(toGtin14('UPC-E 01234565')).toBe('00012345000065')
})
