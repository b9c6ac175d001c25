import { expect, it } from 'vitest'
import type { CheckRun } from '../../activities/verify/run.ts'
import { takeCheck, takeCheckAnew } from '../../activities/verify/run.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const shop = await openShop(sql)
await shop.stock({ sku: 'HELMET', onHand: 100 })
const id = await shop.receive(webOrder([{ sku: 'HELMET', quantity: 1 }]))
await sql.begin(async (tx) => {
  await tx`set local session_replication_role = 'replica'`
  await tx`update order_lines set allocated = 0 where order_id = ${id}`
})

/** Ended by hand once the order was looked at. */
async function leaveInTheMiddle(run: CheckRun | null): Promise<void> {
  const stop = () => {
    throw new Error('that will do')
  }
  await expect(run?.carryOut({ sql, engine: null }, stop, () => {})).rejects.toThrow('that will do')
  await run?.giveBack()
}

/** What it tells whoever carries it out, of orders alone. */
async function told(run: CheckRun | null): Promise<string[]> {
  const codes: string[] = []
  await run?.carryOut(
    { sql, engine: null },
    ({ differences }) => codes.push(...differences.map(({ code }) => code)),
    () => {},
  )
  return codes
}

const checks = () => sql`select state, orders, differences from book_checks order by id`

it('A check that was left in the middle begins anew for whoever tells what it found', async () => {
  await leaveInTheMiddle(await takeCheckAnew(sql))
  const again = await takeCheckAnew(sql)
  expect(await told(again)).toContain('allocation_differs')
  const kept = await sql`select from book_differences where check_id = ${again?.id ?? 0}`
  expect(await checks()).toEqual([{ state: 'done', orders: 1, differences: kept.length }])
})

it('The nightly check goes on where the last one was left, and counts what that had found', async () => {
  await leaveInTheMiddle(await takeCheck(sql))
  const rest = await takeCheck(sql)
  expect(await told(rest)).toEqual([])
  expect(rest?.differences).toBeGreaterThan(0)
})
