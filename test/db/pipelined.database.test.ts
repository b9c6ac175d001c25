import { expect, it } from 'vitest'
import { pipelined } from '../../db/pipelined.ts'
import { createTestDatabase } from '../support/database.ts'

const { sql } = await createTestDatabase()
await sql`create table said (word text)`

it('gives what each part brought, in their order', async () => {
  const [first, , third] = await sql.begin((tx) =>
    pipelined([tx`select 1 as n`, null, tx`select 3 as n`.then(([row]) => row?.n)]),
  )
  expect([first[0]?.n, third]).toEqual([1, 3])
})

it('keeps a slow part within the transaction that a quick one breaks', async () => {
  let isSaid = Promise.resolve()
  const slow = async (tx: typeof sql) => {
    await tx`select pg_sleep(0.05)`
    await tx`insert into said values ('outside')`
  }
  const broken = sql.begin((tx) => {
    const saying = slow(tx as unknown as typeof sql)
    isSaid = saying
    return pipelined([Promise.reject(new Error('no stock level')), saying])
  })
  await expect(broken).rejects.toThrow('no stock level')
  await isSaid.catch(() => null)
  expect(await sql`select word from said`).toEqual([])
})
