import { expect, test } from 'vitest'
import { isGuessable } from '../../server/sign-in/guessable.ts'

test.each([
  '12345678',
  'Password1',
  'iloveyou1',
  'Kickstand2026!',
  'anna1234',
  'owner-2026',
  'anna@shop.test',
])('The password %s is guessed first', async (password) =>
  expect(await isGuessable(password, 'anna@shop.test')).toBe(true),
)

test.each(['left-hand-pedal', 'correct-horse-battery', 'counter top 1', 'anna rides a red bicycle'])(
  'The password %s is not',
  async (password) => expect(await isGuessable(password, 'anna@shop.test')).toBe(false),
)
