import { expect, it } from 'vitest'
import { connect } from '../../db/client.ts'
import { createTestDatabase } from '../support/database.ts'

/** patches/postgres: rows that came before an error were counted for the next statement of the connection. */
const { url } = await createTestDatabase()

it('a statement after one that failed in the middle of its rows has all of its own, from the first', async () => {
  const sql = connect(url, { max: 1 })
  try {
    await expect(sql`select 6 / (3 - n) as part from generate_series(1, 3) n`).rejects.toThrow(
      'division by zero',
    )
    expect([...(await sql`select 'here' as word`)]).toEqual([{ word: 'here' }])
  } finally {
    await sql.end()
  }
})

it('a connection that was ended in the middle of its rows is opened again as a new one', async () => {
  const sql = connect(url, { max: 1 })
  try {
    for (let time = 0; time < 3; time++) {
      await expect(
        sql`select case when n = 2000 then pg_terminate_backend(pg_backend_pid())::text else repeat('x', 100) end
          from generate_series(1, 4000) n`,
      ).rejects.toThrow()
      expect([...(await sql`select ${time}::int as time`)]).toEqual([{ time }])
    }
  } finally {
    await sql.end()
  }
})

it('who may not come in is told so', async () => {
  const sql = connect(Object.assign(new URL(url), { pathname: '/nowhere' }).href, { max: 1 })
  await expect(sql`select 1`).rejects.toThrow('does not exist')
  await sql.end({ timeout: 1 })
})
