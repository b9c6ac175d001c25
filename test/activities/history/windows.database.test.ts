import type { Client } from '@temporalio/client'
import { expect, it } from 'vitest'
import { archiveClosedRuns } from '../../../activities/history/archive.ts'
import { createTestDatabase } from '../../support/database.ts'
import { silentLog } from '../../support/shop.ts'

const { sql } = await createTestDatabase()
const NOON = Date.UTC(2026, 2, 2, 12)

/** An engine that knows when runs closed, lists them in no order, and forgets what they were. */
function engineWith(closedAt: number[]) {
  const asked: number[] = []
  const between = (query: string) => {
    const [after = 0, to = 0] = [...query.matchAll(/'(\d{4}-[^']+Z)'/g)].map(([, time = '']) =>
      Date.parse(time),
    )
    return closedAt.flatMap((at, index) => (at > after && at <= to ? [index] : []))
  }
  const workflow = {
    count: async (query: string) => ({ count: between(query).length }),
    async *list({ query }: { query: string }) {
      for (const run of between(query).sort((a, b) => (a % 7) - (b % 7) || a - b))
        yield {
          runId: `run${run}`,
          workflowId: 'order:x:1',
          type: 'order',
          closeTime: new Date(closedAt[run] ?? 0),
        }
    },
    getHandle: (_: string, runId: string) => ({
      fetchHistory: async () => {
        asked.push(Number(runId.slice(3)))
        return { events: [] }
      },
    }),
  }
  const connection = { withDeadline: (_: number, call: () => unknown) => call() }
  return { asked, client: { workflow, connection } as unknown as Client }
}

it('a year of runs, a rush of them within a second included, is taken in parts, and none of it is left out', async () => {
  const year = Array.from({ length: 3_000 }, (_, run) => NOON - run * 10_000_000)
  const rush = Array.from({ length: 4_000 }, (_, run) => NOON + (run % 3))
  const { asked, client } = engineWith([...year, ...rush])
  const round = () =>
    archiveClosedRuns({ sql, client, log: silentLog }, { closedUntil: NOON + 60_000, beat: () => {} })
  expect(await round()).toEqual({ isDone: false })
  const inFirst = asked.length
  expect(inFirst).toBeGreaterThanOrEqual(5_000)
  expect(await round()).toEqual({ isDone: true })
  expect(new Set(asked).size).toBe(7_000)
})

it('a round that dies goes on with what it was at', async () => {
  await sql`delete from history_progress`
  const { asked, client } = engineWith(Array.from({ length: 1_500 }, (_, run) => NOON - run * 20_000_000))
  let pages = 0
  const dies = () => {
    if (++pages === 2) throw new Error('the worker died')
  }
  const round = (beat: () => void) =>
    archiveClosedRuns({ sql, client, log: silentLog }, { closedUntil: NOON, beat })
  await expect(round(dies)).rejects.toThrow('the worker died')
  expect(asked.length).toBeLessThan(700)
  expect(await round(() => {})).toEqual({ isDone: true })
  expect(new Set(asked).size).toBe(1_500)
})
