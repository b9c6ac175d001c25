import { expect, it } from 'vitest'
import { claimDue, giveUpLate, nextDue } from '../../../activities/letters/claim.ts'
import { queueLetters } from '../../../activities/letters/queue.ts'
import { readLetterOrder } from '../../../db/letter-order.ts'
import { loadLateLetters } from '../../../server/letters/late.ts'
import { loadLetters } from '../../../server/letters/load.ts'
import { createTestDatabase } from '../../support/database.ts'
import { tablesWithoutIndex } from '../../support/plans.ts'

const database = await createTestDatabase()

it.each([
  ['claimed', (sql) => claimDue(sql, new Date(), 3)],
  ['waited for', (sql) => nextDue(sql, new Date(), 3)],
  ['given up', (sql) => giveUpLate(sql, new Date())],
  [
    'asked for',
    (sql) =>
      sql.begin(
        async (tx) =>
          void (await queueLetters(tx, { orderId: 1, seq: 1, kinds: ['ready'], notBefore: null })),
      ),
  ],
  ['written', (sql) => readLetterOrder(sql, 1)],
  ['shown', (sql) => loadLetters(sql, 1)],
  ['listed as late', (sql) => loadLateLetters(sql)],
] as [string, Parameters<typeof tablesWithoutIndex>[1]][])('letters are %s by an index', async (_, work) => {
  const small = ['mail_server']
  const read = await tablesWithoutIndex(database.url, work)
  expect(read.filter((table) => !small.includes(table))).toEqual([])
})
