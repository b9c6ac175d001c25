import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Locale, locales, wordsFor } from '../../views/words.ts'

type Tree = { [key: string]: string | Tree }

const leaves = (tree: Tree, path = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[path + name, value]] : leaves(value, `${path}${name}.`),
  )
const keysOf = (locale: Locale) => leaves(locales[locale]).map(([key]) => key)
const singular = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '')

function sources(folder: string, ending = /\.tsx?$/): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ending.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

describe('The words', () => {
  const code = [...sources('views'), ...sources('server')].join('\n')
  const asked = [...code.matchAll(/['"`]([a-zA-Z]+(?:\.(?:[\w-]+|\$\{[^}]+\}))+)['"`]/g)].map(
    ([, key = '']) => key,
  )
  // The browser's scripts get these words with the page, and name them by their last part.
  const scripts = sources('views/scripts', /\.js$/).join('\n')
  for (const [, word = ''] of scripts.matchAll(/'(\w+)'/g)) asked.push(`live.${word}`)
  const patterns = asked.map(
    (key) => new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]+\}/g, '[\\w-]+')}$`),
  )

  test('hold none that no page says', () => {
    const unused = keysOf('en').filter((key) => !patterns.some((pattern) => pattern.test(singular(key))))
    expect(unused.filter((key) => key !== 'unknown')).toEqual([])
  })

  test('of every language are the same, with the same figures in them', () => {
    const figures = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()
    const english = new Map(leaves(locales.en).map(([key, text]) => [singular(key), figures(text)]))
    for (const locale of Object.keys(locales) as Locale[]) {
      const theirs = new Map(leaves(locales[locale]).map(([key, text]) => [singular(key), figures(text)]))
      expect([...theirs.keys()].sort()).toEqual([...english.keys()].sort())
      for (const [key, names] of theirs) expect([key, names]).toEqual([key, english.get(key)])
    }
  })
})

describe('In English', () => {
  const words = wordsFor('en')
  const now = new Date('2026-03-02T12:00:00Z')
  const ago = (seconds: number) => words.age(new Date(now.getTime() - seconds * 1_000), now)

  test.each([
    [130, '2 min'],
    [7_800, '2 hr, 10 min'],
    [86_400, '1 day'],
    [3 * 86_400 + 7_200 + 60, '3 days, 2 hr'],
  ])('what took %i seconds is told in its two largest units', (seconds, told) => {
    const from = new Date('2026-03-02T09:00:00Z')
    expect(words.elapsed(from, new Date(from.getTime() + seconds * 1_000))).toBe(told)
  })

  test('an age is told in its largest unit', () => {
    expect([0, 59, 60, 3_599, 3_600, 86_399, 86_400, 864_000].map(ago)).toEqual([
      'less than a minute',
      'less than a minute',
      '1 minute',
      '59 minutes',
      '1 hour',
      '23 hours',
      '1 day',
      '10 days',
    ])
    expect(ago(-100)).toBe('less than a minute')
  })

  test.each([
    ['Kim Okafor', 'Orders that match “Kim Okafor”, open ones first'],
    ['Kim \u202erofakO', 'Orders that match “\u2068Kim \u202erofakO\u2069”, open ones first'],
    ['a\u2069b \u2066c', 'Orders that match “\u2068ab c\u2069”, open ones first'],
    ['נועה', 'Orders that match “\u2068נועה\u2069”, open ones first'],
  ])('what somebody wrote does not turn the words around it: %j', (search, told) => {
    expect(words.t('queue.found', { search })).toBe(told)
  })

  test('money has the decimals of its currency', () => {
    expect([words.money(4_049, 'USD'), words.money(4_049, 'KRW'), words.money(4_049, 'KWD')]).toEqual([
      '$40.49',
      '₩4,049',
      'KWD\u00a04.049',
    ])
  })

  test('a time is that of the store', () => {
    const at = new Date('2026-03-02T02:30:00Z')
    expect(words.dateTime(at, 'America/Los_Angeles')).toMatch(/^Mar 1, 2026, 6:30\sPM$/)
    expect(words.dateTime(at, 'Asia/Seoul')).toMatch(/^Mar 2, 2026, 11:30\sAM$/)
    expect(words.day('2026-03-02')).toBe('Mar 2, 2026')
  })

  test.each([
    ['2026-03-03T18:40:00Z', 'Tue, Mar 3, 10:40 AM'],
    ['2026-03-04T08:00:00Z', 'the end of Tue, Mar 3'],
    ['2025-12-30T18:40:00Z', 'Tue, Dec 30, 2025, 10:40 AM'],
    ['2026-12-01T18:40:00Z', 'Tue, Dec 1, 2026, 10:40 AM'],
    ['2027-01-01T08:00:00Z', 'the end of Thu, Dec 31, 2026'],
    ['2027-03-03T18:40:00Z', 'Wed, Mar 3, 2027, 10:40 AM'],
  ])('an appointment at %s reads %s', (at, told) => {
    const shown = words.appointment(new Date(at), 'America/Los_Angeles', now)
    expect(shown.replace(/\s/g, ' ')).toBe(told)
  })

  test('a count decides between one and many', () => {
    expect(words.t('problem.short', { line: '1', count: 1 })).toContain('1 piece is')
    expect(words.t('problem.short', { line: '1', count: 2 })).toContain('2 pieces are')
  })

  test('what somebody typed is never taken for a word of ours', () => {
    const typed = '{{line}} $t(signIn.title) <b>'
    expect(words.t('matching.line', { line: '1', description: typed })).toBe(`Line 1: ${typed}`)
  })
})
