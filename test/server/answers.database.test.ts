import { expect, test } from 'vitest'
import { Notices } from '../../server/live/notices.ts'
import { Answers } from '../../server/orders/answers.ts'
import { createTestDatabase } from '../support/database.ts'

const { sql } = await createTestDatabase()
const answers = new Answers(new Notices(sql))
const LONG_MS = 10_000

const say = (order: number, happening: string) =>
  sql`select pg_notify('kickstand_answers', ${JSON.stringify({ order, happening })})`

test('Who waits for an answer hears of it as it is committed; others go on waiting', async () => {
  const [first, twin, other] = await Promise.all([
    answers.expect(1, 'staff:a'),
    answers.expect(1, 'staff:a'),
    answers.expect(2, 'staff:a'),
  ])
  await say(1, 'staff:a')
  expect(await Promise.all([first.settled(LONG_MS), twin.settled(LONG_MS)])).toEqual(['answered', 'answered'])
  expect(await other.settled(50)).toBeNull()
  for (const expectation of [first, twin, other]) expectation.end()
})

test('An answer that came before anybody asked how long to wait is not missed', async () => {
  const expectation = await answers.expect(3, 'staff:b')
  const last = await answers.expect(3, 'staff:last')
  await say(3, 'staff:b')
  await say(3, 'staff:last')
  await last.settled(LONG_MS)
  expect(await expectation.settled(0)).toBe('answered')
})

test('When the ear was cut off, everybody looks again once it listens', async () => {
  const expectation = await answers.expect(4, 'staff:c')
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`
  expect(await expectation.settled(LONG_MS)).toBe('look')
  await say(4, 'staff:c')
  expect(await expectation.settled(LONG_MS)).toBe('answered')
  const again = await answers.expect(4, 'staff:d')
  await say(4, 'staff:d')
  expect(await again.settled(LONG_MS)).toBe('answered')
})
