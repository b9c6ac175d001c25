import type { Sql } from '../../db/client.ts'

const preview = {
  columns: ['sku', 'name', 'price', 'colour'].map((name) => ({ name, isUsed: name !== 'colour' })),
  rows: [
    ['BELL', 'Brass bell', '9.50', 'red'],
    ['x'.repeat(80), 'Pump', 'cheap', '=1+1'],
  ],
}
const figures = { rows: 2_000, added: 900, changed: 1, counted: 0, notes: ['Column colour is not used'] }

/** In the order of their ids, from 1. */
const imports = [
  { state: 'ready', expected: figures, refusedRows: 1 },
  { state: 'running', expected: figures, figures: { ...figures, rows: 700 }, startedAt: new Date() },
  { state: 'done', figures, refusedRows: 1, endedAt: new Date() },
  { state: 'failed', failure: { message: 'The first row names no column sku' }, endedAt: new Date() },
]
export const shownImports = imports.map((_, index) => `/imports/${index + 1}`)

/** What owners and managers see: files brought in, a secret on its way out, things that went wrong. */
export async function fillSetUp(sql: Sql): Promise<void> {
  for (const { state, expected, figures: taken, refusedRows = 0, failure, startedAt, endedAt } of imports) {
    const json = (value: object | undefined) => (value ? sql.json({ ...value }) : null)
    await sql`
      insert into imports (kind, file_name, user_id, state, bytes, bytes_read, preview, expected, figures, refused_rows,
        failure, started_at, ended_at, lease_until)
      values ('products', 'catalogue-2026-spring.csv', 'olga', ${state}, 1000, 400, ${endedAt ? null : json(preview)},
        ${json(expected)}, ${json(taken)}, ${refusedRows}, ${json(failure)}, ${startedAt ?? null}, ${endedAt ?? null},
        now() + interval '1 hour')`
  }
  await sql`
    insert into import_refusals (import_id, seq, row, "column", reason)
    select id, 0, 3, 'price', 'is no amount like 40.49: "cheap"' from imports where refused_rows > 0`
  await sql`insert into retiring_secrets (source, sealed, until) values ('northshore', 'x', now() + interval '1 day')`
  await sql`
    insert into source_troubles (source, kind, hour, count, detail, last_at) values
      ('northshore', 'order', date_trunc('hour', now()), 2, 'NS-1: total is not the sum', now()),
      ('northshore', 'signature', date_trunc('hour', now()), 1, null, now())`
  await sql`
    insert into callbacks (order_id, seq, source, content, status, tries, first_try_at)
    select order_id, seq, 'northshore', '{"status": "new"}', 'waiting', 1, now() from order_events order by order_id, seq limit 1`
  await sql`
    insert into callback_tries (order_id, seq, number, at, http_status, trouble, ms)
    select order_id, seq, 1, now(), 503, 'status', 12 from callbacks where tries = 1`
  await sql`insert into sample_shop default values`
  await sql`insert into password_requests (user_id) values ('ben')`
  await sql`
    insert into setting_changes (actor_kind, user_id, subject_kind, subject, action, before, after)
    values ('person', 'olga', 'store', 'main', 'changed', '{"hours": null}', '{"hours": "Mon-Fri 09:00-18:00"}')`
}
