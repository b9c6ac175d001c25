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
  await fillLetters(sql)
  await fillPayments(sql)
  await sql`insert into sample_shop default values`
  await sql`insert into password_requests (user_id) values ('ben')`
  await sql`
    insert into setting_changes (actor_kind, user_id, subject_kind, subject, action, before, after)
    values ('person', 'olga', 'store', 'main', 'changed', '{"hours": null}', '{"hours": "Mon-Fri 09:00-18:00"}')`
}

/** A mail server that is away, and of each order a letter in one of the states there are. */
async function fillLetters(sql: Sql): Promise<void> {
  await sql`
    insert into mail_server (host, port, security, username, sealed_password, from_address, away_since, away_tries,
      away_until, trouble, answer)
    values ('smtp.shop.test', 587, 'starttls', 'shop', 'x', 'shop@shop.test', now(), 1, now() + interval '1 hour',
      'login', '535 Wrong password')`
  await sql`
    insert into letters (order_id, key, seq, kind, status, not_before, next_try_at, tries, first_try_at, handed_at, ended_at,
      language, recipient, subject, body, message_id, trouble, answer, template_fault)
    select e.order_id, e.seq || ':' || kind, e.seq, kind, l.status, null, now() + interval '1 hour', 1, now(), now(),
      case when l.status not in ('waiting', 'sending') then now() end, 'ko', 'kim@example.com', '주문이 준비되었습니다',
      E'안녕하세요.\n\n1 × Bell', '<' || e.order_id || e.seq || kind || '@shop.test>', trouble,
      case when trouble is not null then '451 Come back later' end, case when l.status = 'sent' then 'undefined variable' end
    from (select distinct on (order_id) order_id, seq from order_events order by order_id, seq) e
      cross join (values ('taken_on', 'sent', null), ('ready', 'waiting', 'put_off'), ('rejected', 'failed', 'rejected'),
        ('shipped', 'unknown', 'no_answer'), ('reminder', 'taken_back', 'outdated')) as l (kind, status, trouble)`
}

/** An account whose last notice was not signed by its secret; and orders whose money stands in every way there is. */
async function fillPayments(sql: Sql): Promise<void> {
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret, webhook_secret_at, unsigned_at)
    values ('online', 'stripe', 'Online sales', 'x', 'x', now(), now() + interval '1 minute')`
  await sql`
    insert into provider_notices (account, id, type, reference, at)
    values ('online', 'evt_1', 'payment_intent.succeeded', 'pi_1', now())`
  await sql`update sources set payment_account = 'online' where id = 'northshore'`
  const dispute = {
    id: 'dp_1',
    status: 'needs_response',
    reason: 'fraudulent',
    amount: 2_200,
    evidenceBy: inDays(6),
  }
  const ways = [
    { state: 'held', captureBefore: inDays(1) },
    {
      state: 'captured',
      captured: 2_200,
      refunded: 500,
      fee: 94,
      trouble: 'expired_card',
      disputes: [dispute],
    },
    { state: 'declined', trouble: 'insufficient_funds' },
    { state: 'unknown', trouble: 'b7a7f1f6-0000-4000-8000-000000000000' },
  ]
  for (const [place, way] of ways.entries()) {
    const money = {
      account: 'online',
      held: 2_200,
      captured: 0,
      refunded: 0,
      captureBefore: null,
      warned: false,
    }
    const more = { cardType: 'visa', fee: null, trouble: null, disputes: [] }
    await sql`
      update orders set money = ${sql.json({ ...money, ...more, ...way })}, capture_before = ${way.captureBefore ?? null}
      where id = (select id from orders where currency is not null order by id offset ${place} limit 1)`
  }
  await sql`
    insert into payments (order_id, happening_id, kind, method, amount, currency, reference, merchant_account, payment_type,
      card_type, fee, at)
    select id, 'taken', 'ecommerce', 'stripe', 2200, currency, 'pi_1', 'Online sales', 'eCommerce', 'visa', 94, now()
    from orders where money ->> 'state' = 'captured'`
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
