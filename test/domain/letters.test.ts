import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTemplate, sampleOrders } from '../../domain/letter-check.ts'
import { letterDates } from '../../domain/letter-dates.ts'
import { letterFacts, localeOf } from '../../domain/letter-facts.ts'
import { weekInWords } from '../../domain/letter-hours.ts'
import { isOutdated, type LetterStore, languageOf } from '../../domain/letter-order.ts'
import { renderLetter, writeLetter } from '../../domain/letter-render.ts'
import { builtInTemplate } from '../../domain/letter-words.ts'
import { customerLetters, type Language, languages, storeLetters } from '../../domain/letters.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import { parseOpeningHours } from '../../domain/opening-hours.ts'

const store: LetterStore = {
  code: 'main',
  name: 'Main Street',
  address: '1 Main Street\nPasadena',
  email: 'counter@shop.test',
  language: 'en',
  calendar: {
    timeZone: 'America/Los_Angeles',
    weekly: parseOpeningHours('Mon-Fri 09:00-18:00, Sat 10:00-16:00') ?? [],
    special: [],
  },
}
const orders = sampleOrders(store, 'USD')
const [whole, bare, sent] = orders
const kinds = [...customerLetters, ...storeLetters]
const each = kinds.flatMap((kind) => languages.map((language) => [kind, language] as const))

describe('The built-in letter', () => {
  it.each(each)('%s in %s can be written of every order, and says which', (kind, language) => {
    for (const order of orders) {
      const { written } = writeLetter(
        kind,
        language,
        null,
        letterFacts(order, language, 'http://desk.test/orders/1'),
      )
      expect(`${written.subject} ${written.body}`).toContain('NS-100001')
      expect(`${written.subject}${written.body}`).not.toMatch(/[{}]|undefined|null|\n{3}|^\s|\s$/)
      expect(written.subject).not.toMatch(/\s{2}/)
    }
    expect(checkTemplate(builtInTemplate(kind, language), store, 'USD', language)).toEqual([])
  })

  it('is another one in each language', () => {
    for (const kind of kinds) {
      expect(new Set(languages.map((language) => builtInTemplate(kind, language).body)).size).toBe(
        languages.length,
      )
    }
  })

  const bodyOf = (kind: (typeof kinds)[number], order = whole) =>
    writeLetter(kind, 'en', null, letterFacts(order, 'en', null)).written.body

  it('says how much went back, and of a part of it no more than that', () => {
    expect(bodyOf('refunded')).toContain('We have refunded $40.49 of what you paid for your order NS-100001.')
    expect(bodyOf('refunded')).not.toContain('LL Mountain Pedal')
    const all = { ...whole, refund: whole.total }
    expect(bodyOf('refunded', all)).toContain('We have refunded what you paid for your order')
    expect(bodyOf('refunded', all)).toContain('LL Mountain Pedal')
  })

  it('says until when goods are held and when the store is open, by the store’s clock', () => {
    expect(bodyOf('ready')).toContain('We keep it for you until Thursday, March 12 at 11:00 AM.')
    expect(bodyOf('ready')).toContain('Monday – Friday: 9:00 AM – 6:00 PM\nSaturday: 10:00 AM – 4:00 PM')
    expect(bodyOf('ready')).toContain('2 × LL Mountain Pedal  $80.98')
  })

  it('says of money only what became of it', () => {
    expect(bodyOf('rejected')).toContain('up to two weeks')
    expect(bodyOf('rejected')).toContain('no longer in stock')
    expect(bodyOf('rejected', bare)).not.toContain('card')
    expect(bodyOf('taken_on', { ...bare, total: 100 })).toContain('You pay in the store')
  })

  it('names carrier and number of what was sent', () => {
    const body = bodyOf('shipped', sent)
    expect(body).toContain('Carrier: CJ Logistics\nTracking number: 6889')
  })

  it('calls people by the names they have', () => {
    const korean = { ...whole, customer: { firstName: '길동', lastName: '홍', email: null } }
    expect(writeLetter('ready', 'ko', null, letterFacts(korean, 'ko', null)).written.body).toMatch(
      /^홍길동 님, /,
    )
    expect(bodyOf('ready', bare)).toMatch(/^Hello,/)
  })
})

describe('The language of a letter', () => {
  it.each([
    ['ko', null, 'ko'],
    ['fr-CA', 'KR', 'fr'],
    ['NL_be', 'BE', 'nl'],
    ['tlh', 'NL', 'nl'],
    [null, 'kr', 'ko'],
    [null, 'BE', 'fr'],
    [null, null, 'fr'],
  ])(
    'of an order that asks for %s and is sent to %s is %s in a French store',
    (askedLanguage, country, told) => {
      expect(languageOf({ ...whole, askedLanguage, country, store: { ...store, language: 'fr' } })).toBe(told)
    },
  )
})

describe('A letter that waited', () => {
  const noon = new Date('2026-03-12T12:00:00Z')
  const [before, after] = [new Date(noon.getTime() - 1), new Date(noon.getTime() + 1)]
  const stands = { status: 'ready_for_pickup', holdUntil: null, respondBy: null } as const
  it.each([
    ['taken_on', { status: 'in_process' }, false],
    ['taken_on', { status: 'ready_for_pickup' }, true],
    ['taken_on', { status: 'shipped' }, true],
    ['ready', { status: 'completed' }, true],
    ['new_day', { status: 'ready_for_pickup' }, true],
    ['reminder', { holdUntil: after }, false],
    ['reminder', { holdUntil: before }, true],
    ['hold_ended', { holdUntil: before }, false],
    ['hold_ended', { holdUntil: after }, true],
    ['answer_due', { status: 'new', respondBy: after }, false],
    ['answer_due', { status: 'new', respondBy: before }, true],
    ['answer_missed', { status: 'in_process' }, true],
    ['answer_missed', { status: 'rejected' }, false],
    ['shipped', { status: 'completed' }, false],
    ['refunded', { status: 'rejected' }, false],
  ] as const)('%s of an order that is %j: outdated %s', (kind, order, told) => {
    expect(isOutdated(kind, { ...stands, ...order }, noon)).toBe(told)
  })
})

describe('A store’s own words', () => {
  const check = (body: string, subject = 'Hello') => checkTemplate({ subject, body }, store, 'USD', 'en')

  it.each([
    ['{{ order.colour }}', 'unknown_name', 'order.colour'],
    ['x{% if order.fulfilment == "delivery" %}{{ oder.number }}{% endif %}', 'unknown_name', 'oder'],
    ['{{ order.number | shout }}', 'unknown_filter', 'shout'],
    ['{% if order.number %}', 'syntax', 'not closed'],
    ['{{ order.colour.dark | upcase }}', 'unknown_name', 'order.colour.dark'],
    ['{{ foo.bar }}', 'unknown_name', 'foo.bar'],
    ['{% include "/etc/passwd" %}', 'unknown_tag', 'include'],
    ['{% render "x" %}', 'unknown_tag', 'render'],
    ['{% layout "x" %}', 'unknown_tag', 'layout'],
    ['a\0b', 'unseen', ''],
    ['{{ order.number', 'syntax', 'not closed'],
    ['{% for i in (1..1000000) %}{{ i }}{% endfor %}', 'too_much', 'limit'],
    ['   ', 'empty', ''],
    ['x'.repeat(20_001), 'too_long', '20000'],
  ])('%s are refused, with what is wrong', (body, code, told) => {
    const [fault] = check(body)
    expect(fault).toMatchObject({ field: 'body', code })
    expect(fault?.words).toContain(told)
  })

  it('are good where every sort of order has what they name', () => {
    expect(
      check('{% for line in lines %}{{ line.quantity | times: 2 }}{% endfor %} {{ order.number }}'),
    ).toEqual([])
    expect(check('ok', '{{ order.hold_until }}')).toMatchObject([{ field: 'subject' }])
  })

  it('never get out of the engine, and never break the letter, whatever they are', () => {
    const facts = letterFacts(whole, 'en', null)
    const part = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.constantFrom(
        '{{',
        '}}',
        '{%',
        '%}',
        ' if ',
        ' for ',
        ' endfor ',
        ' order.number ',
        ' | ',
        ' constructor ',
        '\r\n',
      ),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.array(part, { maxLength: 12 }), (subject, body) => {
        const own = { subject: subject.join(''), body: body.join('') }
        const { written } = writeLetter('ready', 'en', own, facts)
        expect(written.subject).not.toMatch(/[\r\n]/)
        expect(written.body).not.toBe('')
        expect(renderLetter(own, facts)).toHaveProperty('ok')
      }),
      { numRuns: 300 },
    )
  })
})

describe('An e-mail address', () => {
  it.each([
    'kim@example.com',
    "o'neil+shop@mail.example.co.uk",
    'kim@localhost',
    '김@예시.한국',
    'a@xn--bcher-kva.example',
  ])('%s is one', (text) => expect(isMailAddress(text)).toBe(true))

  it.each([
    '',
    'kim',
    '@example.com',
    'kim@',
    'a@b.test,c@d.test',
    'Kim <kim@example.com>',
    'a@b.test\r\nBcc: c@d.test',
    'a b@c.test',
    'a@b@c.test',
    '"a"@b.test',
    'a@-b.test',
    'a@b..test',
    `${'a'.repeat(65)}@b.test`,
    `a@${'b'.repeat(255)}`,
    'a@b.test\n',
    'a@[127.0.0.1]',
  ])('%j is none', (text) => expect(isMailAddress(text)).toBe(false))
})

describe('Opening hours in a letter', () => {
  const calendar = { timeZone: 'Europe/Amsterdam', weekly: null, special: [] }
  const told = (hours: string, language: Language = 'nl', locale: string = language) =>
    weekInWords(
      { ...calendar, weekly: parseOpeningHours(hours) ?? [] },
      language,
      letterDates(language, locale, calendar.timeZone),
    )

  it('stand together where days are alike, and say nothing where nobody has set them', () => {
    expect(told('Mon 09:00-12:00, Mon 13:00-18:00, Fri-Sat 20:00-02:00')).toBe(
      'maandag: 9:00 – 12:00, 13:00 – 18:00\nvrijdag – zaterdag: 20:00 – 2:00',
    )
    expect(weekInWords(calendar, 'nl', letterDates('nl', 'nl', calendar.timeZone))).toBeNull()
  })

  it.each([
    ['en', 'en-US', 'Every day, around the clock', 'Monday: around the clock\nSunday: 6:00 PM – midnight'],
    ['ko', 'ko-KR', '매일 24시간', '월요일: 24시간\n일요일: 오후 6시 – 밤 12시'],
    ['fr', 'fr', 'Tous les jours, 24 heures sur 24', 'lundi: 24 heures sur 24\ndimanche: 18:00 – minuit'],
    ['nl', 'nl', 'Elke dag, de klok rond', 'maandag: de klok rond\nzondag: 18:00 – 24:00'],
  ] as const)('are told as people say them, in %s', (language, locale, always, some) => {
    expect(told('Mon-Sun 00:00-24:00', language, locale)).toBe(always)
    expect(told('Mon 00:00-24:00, Sun 18:00-24:00', language, locale)).toBe(some)
  })
})

describe('The times of a letter', () => {
  it.each([
    [
      'ko',
      'KRW',
      '11월 1일 일요일',
      '11월 1일 일요일 오후 7시',
      '11월 1일 일요일 오후 7:30',
      '11월 1일 일요일 밤 12시',
    ],
    [
      'fr',
      'EUR',
      'dimanche 1er novembre',
      'dimanche 1er novembre à 19:00',
      'dimanche 1er novembre à 19:30',
      'dimanche 1er novembre à minuit',
    ],
    [
      'en',
      'USD',
      'Sunday, November 1',
      'Sunday, November 1 at 7:00 PM',
      'Sunday, November 1 at 7:30 PM',
      'the end of Sunday, November 1',
    ],
    [
      'nl',
      'EUR',
      'zondag 1 november',
      'zondag 1 november om 19:00',
      'zondag 1 november om 19:30',
      'zondag 1 november om 24:00',
    ],
  ] as const)('are as a shop writes them in %s', (language, currency, day, full, half, end) => {
    const dates = letterDates(language, localeOf(language, currency), 'Asia/Seoul')
    expect([
      dates.day('2026-11-01'),
      dates.moment(new Date('2026-11-01T19:00:00+09:00')),
      dates.end(new Date('2026-11-01T19:30:00+09:00')),
      dates.end(new Date('2026-11-02T00:00:00+09:00')),
    ]).toEqual([day, full, half, end])
  })
})
