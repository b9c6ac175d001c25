import type { Sql } from '../../db/client.ts'
import type { DifferenceCode, Repair } from '../../domain/verify/difference.ts'
import type { BooksShown, CheckShown, DifferenceShown } from '../../views/verify/books.ts'
import { shopZone } from '../settings/load-sources.ts'

const CHECKS_SHOWN = 30
const DIFFERENCES_SHOWN = 200

/** The checks that are kept, and what the latest found. */
export async function loadBooks(sql: Sql): Promise<BooksShown> {
  const [checks, timeZone] = await Promise.all([loadChecks(sql), shopZone(sql)])
  const ended = checks.filter(({ state }) => state !== 'running')
  const running = checks.find(({ state }) => state === 'running') ?? null
  const [last] = ended
  return { running, ended, differences: last ? await loadDifferences(sql, last.id) : [], timeZone }
}

const loadChecks = (sql: Sql) => sql<CheckShown[]>`
  select id, state, lease_until is not null as is_taken, orders_total, orders, unchained, differences, skipped,
    error_id, started_at, ended_at
  from book_checks order by id desc limit ${CHECKS_SHOWN + 1}`

interface Row {
  code: DifferenceCode
  orderId: number | null
  source: string
  number: string
  about: string
  expected: string
  found: string
  repair: Repair | null
}

async function loadDifferences(sql: Sql, checkId: number): Promise<DifferenceShown[]> {
  const rows = await sql<Row[]>`
    select code, order_id, coalesce(source, '') as source, coalesce(number, '') as number, about, expected, found, repair
    from book_differences where check_id = ${checkId} order by seq limit ${DIFFERENCES_SHOWN}`
  return rows.map(({ orderId, source, number, ...one }) => ({
    ...one,
    order: orderId === null ? null : { id: orderId, source, number },
  }))
}
