import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCustomerWords } from '../../domain/customer-search.ts'
import { readFreeLetter } from '../../domain/free-letter.ts'
import { cardNumber, isCardNumber } from '../../domain/gift-cards.ts'
import { checkDigit, printedGtin, shownGtin, toGtin14 } from '../../domain/gtin.ts'
import { checkTemplate } from '../../domain/letter-check.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import { readMailSettings } from '../../domain/mail-settings.ts'
import { AMOUNT_MAX, decimalsOf, formatAmount, parseAmount } from '../../domain/money.ts'
import { formatOpeningHours, parseOpeningHours } from '../../domain/opening-hours.ts'
import { readAccount, readSourcePayment } from '../../domain/payment-account.ts'
import { readProductWords } from '../../domain/product-search.ts'
import { readSourceRules, readStoreRules } from '../../domain/rules-form.ts'
import { readSourceSettings } from '../../domain/source-settings.ts'
import { parseSpecialDays } from '../../domain/special-days.ts'
import { emptyStoreForm, readStoreSettings } from '../../domain/store-settings.ts'
import { parseDateTime } from '../../intake/date-time.ts'
import { phoneKey, phoneSearch } from '../../intake/phone.ts'
import { cursorText, inventoryQuery, listQuery, readQuery } from '../../server/api/query.ts'
import { boundaryOf } from '../../server/imports/multipart.ts'
import { readFilter, searchPatterns } from '../../server/queue/filter.ts'
import { localPath } from '../../server/sign-in/local-path.ts'
import { hostile } from './hostile-texts.ts'

const now = new Date('2026-03-02T09:00:00Z')
const today = '2026-03-02'
const letterStore = {
  name: 'Main',
  address: null,
  email: null,
  currency: 'USD',
  calendar: { timeZone: 'UTC', weekly: null, special: [] },
} as unknown as Parameters<typeof checkTemplate>[1]

const storeForm = (text: string) => ({
  ...emptyStoreForm,
  name: text,
  timeZone: text,
  currency: text,
  hours: text,
})
const rulesForm = (text: string) => ({
  ...{
    pickup: 'own',
    holdDays: text,
    remindHours: text,
    whenEnded: text,
    undoSeconds: text,
    claimMinutes: text,
  },
  ...{ answer: 'on', answerHours: text, remindEveryMinutes: text, remindLastHours: text, whenMissed: text },
  ...{ opens: 'own', hours: text, specialDays: text, lettersOff: [text] },
})

/** Each reads one text, or is given it in all of its fields. */
const parsers: Record<string, (text: string) => unknown> = {
  'opening hours': parseOpeningHours,
  'special days': (text) => parseSpecialDays(text, today),
  'an amount': (text) => [0, 2, 3].map((decimals) => parseAmount(text, decimals)),
  'a currency': decimalsOf,
  'a GTIN': (text) => [toGtin14(text), shownGtin(text)],
  'a moment': parseDateTime,
  'a phone number': (text) => [phoneKey(text, text), phoneSearch(text, 'US')],
  'a mail address': isMailAddress,
  'a gift card': (text) => isCardNumber(cardNumber(text)),
  'a search for customers': readCustomerWords,
  'a search for products': readProductWords,
  'a search of the queue': (text) => {
    const { q } = readFilter({ q: text, status: text, store: text, source: text, page: text })
    return searchPatterns(q)
  },
  'the way back': (text) => {
    for (const path of [localPath(text), localPath(`/${text}`)]) {
      if (path !== undefined) expect(new URL(path, 'http://here').host).toBe('here')
    }
  },
  'a boundary': (text) => [boundaryOf(text), boundaryOf(`multipart/form-data;${text}boundary=x`)],
  'a query of orders': (text) =>
    readQuery(listQuery, { status: text, updatedSince: text, cursor: text, limit: text }),
  'a query of the inventory': (text) => readQuery(inventoryQuery, { cursor: text, limit: text }),
  'a store': (text) => [
    readStoreSettings(
      { ...storeForm(text), specialDays: text, address: text, email: text, language: text },
      now,
    ),
    readStoreSettings({ ...emptyStoreForm, name: 'x', timeZone: 'UTC', currency: 'USD', address: text }, now),
  ],
  'a source': (text) => readSourceSettings({ callbackUrl: text, orderUrl: text, primaryStore: text }),
  'rules of a store': (text) => readStoreRules(rulesForm(text)),
  'rules of a source': (text) => readSourceRules(rulesForm(text), today),
  'a mail server': (text) =>
    readMailSettings(
      { host: text, port: text, security: text, username: text, password: text, fromAddress: text },
      null,
    ),
  'a payment account': (text) => [
    readAccount({ merchantAccount: text, apiKey: text, webhookSecret: text }, false),
    readSourcePayment({ account: text, paymentType: text }),
  ],
  'a letter of one’s own': (text) =>
    readFreeLetter({ to: text, subject: text, text, purpose: 'order' }, true),
  'words of a store’s letter': (text) =>
    checkTemplate({ subject: text, body: text }, letterStore, 'USD', 'en'),
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.constantFrom(...hostile),
  fc
    .array(
      fc.constantFrom(
        'Mon',
        '-',
        '–',
        ' ',
        ',',
        '09:00',
        '24:00',
        '.',
        '0',
        '9',
        '+',
        '@',
        '{{',
        '}}',
        '%}',
        '\n',
      ),
      {
        maxLength: 30,
      },
    )
    .map((parts) => parts.join('')),
)

/** Where an expression tries each end of a row again, the row takes its square: these would take hours. */
const LONG = 200_000
const rows = [
  ' ',
  '\t',
  '\n',
  '0',
  '9',
  'a',
  'A',
  '.',
  ',',
  ';',
  ':',
  '-',
  '+',
  '@',
  '"',
  '\\',
  '(',
  '[',
  '{',
  '%',
  '=',
  'é',
]
const longTexts = rows.flatMap((sign) => {
  const row = sign.repeat(LONG)
  return [`${row}\u0001`, `1.${row}x`, `Mon a${row}b`, `a${row}b`, `2026-03-03 ${row}x`, `a@${row}b`]
})
const pairs = ['09:00-10:00,', 'Mon ', ' ,', 'a.', '0.', '1e', '; ', '{{x}}', '{% if x %}', '\r\n'].map(
  (pair) => pair.repeat(LONG / 4),
)

describe.each(Object.entries(parsers))('%s', (_, parse) => {
  test('is read or refused, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        parse(text)
      }),
      { numRuns: 300 },
    )
  })

  test('is read or refused in no time, however long the text', () => {
    for (const text of [...longTexts, ...pairs]) parse(text)
  })
})

describe('what is written is read as it was', () => {
  const minute = fc.integer({ min: 0, max: 1_439 })

  test('opening hours', () => {
    const span = fc.tuple(fc.integer({ min: 1, max: 7 }), minute, fc.integer({ min: 1, max: 600 }))
    fc.assert(
      fc.property(fc.uniqueArray(span, { selector: ([day]) => day, minLength: 1, maxLength: 7 }), (spans) => {
        const week = spans
          .map(([day, from, length]) => ({ day, from, to: Math.min(from + length, 1_440) }))
          .toSorted((a, b) => a.day - b.day)
        expect(parseOpeningHours(formatOpeningHours(week))).toEqual(week)
      }),
    )
  })

  test('amounts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: AMOUNT_MAX }),
        fc.integer({ min: 0, max: 4 }),
        (minor, decimals) => {
          expect(parseAmount(formatAmount(minor, decimals), decimals)).toBe(minor)
        },
      ),
    )
  })

  test('barcodes, in the length in which they are printed', () => {
    const payload = fc
      .constantFrom(7, 11, 12, 13)
      .chain((length) => fc.stringMatching(new RegExp(`^[1-9]\\d{${length - 1}}$`)))
    fc.assert(
      fc.property(payload, (digits) => {
        const code = `${digits}${checkDigit(digits)}`
        const gtin = toGtin14(code)
        expect(gtin).toBe(code.padStart(14, '0'))
        expect(toGtin14(printedGtin(gtin ?? ''))).toBe(gtin)
      }),
    )
  })

  test('phone numbers, once they are E.164', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+(1|82|31|33)\d{8,10}$/), (typed) => {
        const key = phoneKey(typed, null)
        expect(phoneKey(key, null)).toBe(key)
      }),
    )
  })

  test('cursors, and no other text is one', () => {
    const transaction = fc.stringMatching(/^\d{1,18}$/)
    fc.assert(
      fc.property(transaction, fc.nat(), (at, id) => {
        const read = readQuery(listQuery, { cursor: cursorText([at, id]) })
        expect(read).toEqual({ ok: true, query: { cursor: [at, id] } })
      }),
    )
    const bits = [
      [],
      [1],
      ['x', 1],
      ['1', -1],
      ['1', 1.5],
      ['1', 1, 1],
      ['1', '1'],
      [null, null],
      [`1${'0'.repeat(18)}`, 1],
    ]
    for (const wrong of bits) {
      expect(readQuery(listQuery, { cursor: cursorText(wrong as string[]) }).ok).toBe(false)
    }
    for (const wrong of [
      ['a\0', 'b'],
      ['\ud800', 'b'],
      ['x'.repeat(501), 'b'],
    ]) {
      expect(readQuery(inventoryQuery, { cursor: cursorText(wrong) }).ok).toBe(false)
    }
  })
})
