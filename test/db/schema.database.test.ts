import { expect, test } from 'vitest'
import { migrate } from '../../db/client.ts'
import { createTestDatabase } from '../support/database.ts'

const { sql, url } = await createTestDatabase()

test('migrating twice, and by several processes at once, leaves one schema', async () => {
  await Promise.all([migrate(url), migrate(url), migrate(url)])
  const [row] = await sql<{ count: number }[]>`select count(*) from pg_tables where schemaname = 'public'`
  expect(row?.count).toBeGreaterThan(20)
})

test('a stock level below zero is impossible', async () => {
  await sql`insert into stores (code, name, time_zone, currency) values ('main', 'Main', 'UTC', 'USD')`
  await sql`insert into products (sku, name) values ('a', 'A')`
  const level = sql`insert into stock_levels (store, product_id, on_hand) select 'main', id, -1 from products`
  await expect(level).rejects.toThrow('violates check constraint')
})
