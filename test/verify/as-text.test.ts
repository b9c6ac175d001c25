import { expect, it } from 'vitest'
import { differenceCodes } from '../../domain/verify/difference.ts'
import { checkAsText } from '../../views/verify/as-text.ts'
import { wordsFor } from '../../views/words.ts'

const order = { id: 3, source: 'northshore', number: 'V-3' }
const told = { orders: 1_200, unchained: 0, count: 0, differences: [], skipped: [], repaired: [] }
const words = wordsFor('en')

it('a shop whose books agree is told so in two lines', () => {
  expect(checkAsText(words, told)).toBe('1200 orders checked\nEverything agrees.\n')
})

it('what was left out is told, and nothing is said of it', () => {
  const text = checkAsText(words, { ...told, skipped: ['no_worker'] })
  expect(text).toMatch(/^1200 orders checked\nNo worker was running.*\nWhat was looked at agrees\.\n$/)
})

it('each kind of difference is told with its order, both values, and what to do', () => {
  const differences = differenceCodes.map((code) => ({ code, order, about: 'x', expected: 'a', found: 'b' }))
  const text = checkAsText(words, { ...told, count: 2_000, differences })
  expect(text).toContain('northshore/V-3: The order says something else than its history')
  expect(text).toContain('x: should be a, is b')
  expect(text).toContain(`and ${2_000 - differenceCodes.length} more`)
  expect(text).not.toContain('booksCheck.')
})

it('what was mended is told before what the second look found', () => {
  const difference = {
    code: 'workflow_missing' as const,
    order,
    about: 'order:x',
    expected: 'runs',
    found: '–',
  }
  const text = checkAsText(words, { ...told, repaired: [{ difference, repair: 'woken' }] })
  expect(text).toMatch(/Mended what is safe:\n {2}northshore\/V-3: Woke .*\nChecked again:\n1200 orders/)
})
