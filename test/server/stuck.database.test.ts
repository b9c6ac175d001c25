import { beforeAll, describe, expect, test } from 'vitest'
import { createCarryOut } from '../../activities/effects.ts'
import { createRecord } from '../../activities/record/index.ts'
import { noteSealedSources } from '../../activities/stuck/sealed.ts'
import { noteSilentSources } from '../../activities/stuck/silent.ts'
import { rememberCounts } from '../../db/stuck/counts.ts'
import { findStuck, loadStuck } from '../../db/stuck/list.ts'
import type { StuckKind, StuckRow } from '../../domain/stuck.ts'
import { applyDeed } from '../../server/stuck/deeds.ts'
import { createTestDatabase } from '../support/database.ts'
import { openBox, SEALED_ELSEWHERE, SECRET } from '../support/integrator.ts'
import { tablesWithoutIndex } from '../support/plans.ts'
import { openShop, type Shop, silentLog, webOrder } from '../support/shop.ts'
import { hirePeople } from './settings/owners.ts'
import { openWebDesk, type Person, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
let shop: Shop
let mia: Person
let sam: Person

beforeAll(async () => {
  shop = await openShop(sql)
  await hirePeople(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  const desk = openWebDesk(database)
  mia = await desk.as('mia')
  sam = await desk.as('sam')
  await sql`insert into watch (looked_at) values (now())`
  await sql`update sources set callback_url = 'https://shop.test/hook' where id = 'northshore'`
})

const received = () => shop.receive(webOrder([{ sku: 'HELMET' }]))
const page = async () => wordsOf(await mia.get('/stuck'))
const stuck = async (kind: StuckKind) => {
  const rows = await loadStuck(sql, 100)
  return rows.filter((row) => row.kind === kind)
}
const press = (deed: string, kind: StuckKind, key: string, reason?: string) =>
  mia.post(`/stuck/${deed}`, { kind, key, ...(reason === undefined ? {} : { reason }) })
const decisions = (kind: StuckKind) =>
  sql`select user_id, deed, subject, reason from stuck_decisions where kind = ${kind} order by id`.then(
    (rows) => rows.map(({ userId, deed, reason }) => [userId, deed, reason]),
  )
/** What the sweep would deliver. */
async function deliver() {
  for (const { orderId, id } of await sql<{ orderId: number; id: string }[]>`
    select order_id, id from happenings where status = 'waiting' order by seq`)
    await shop.tell(orderId, { id })
}
const comments = (orderId: number) =>
  sql<{ text: string }[]>`
    select payload ->> 'text' as text from happenings where order_id = ${orderId} and type = 'comment' and status = 'applied'`

describe('The page of what is stuck', () => {
  test('says that nothing is, and is not for everybody', async () => {
    expect(await page()).toContain('Nothing is stuck.')
    expect((await sam.get('/stuck')).status).toBe(403)
    expect(await (await mia.get('/orders')).text()).not.toContain('href="/stuck"')
  })

  test('asks for each kind by its own index', async () => {
    const ofOneRow = ['watch', 'mail_server']
    const read = await tablesWithoutIndex(database.url, (one) => loadStuck(one, 21))
    expect(read.filter((table) => !ofOneRow.includes(table))).toEqual([])
  })
})

describe('A click that nobody carried out', () => {
  test('shows a minute later with its last error, is told again, or is given up with a reason', async () => {
    const orderId = await received()
    const id = await shop.put(orderId, 'accept', {}, { at: new Date(Date.now() - 120_000) })
    await sql`
      insert into last_errors (subject, error_id, error)
      values (${`happening:${orderId}:${id}`}, 'E-17', 'PostgresError 23505')`
    await sql`update happenings set told_at = now(), tells = 4 where id = ${id}`
    expect(await page()).toMatch(/Waiting to be carried out .* PostgresError 23505\. Error E-17 ?\. Next try/)
    await rememberCounts(sql)
    expect(await (await mia.get('/orders')).text()).toContain('href="/stuck"')
    expect(await (await sam.get('/orders')).text()).not.toContain('href="/stuck"')

    const key = `${orderId}:${id}`
    expect((await press('try-now', 'happening', key)).status).toBe(303)
    expect(await sql`select told_at from happenings where id = ${id}`).toEqual([{ toldAt: null }])
    const silent = await press('give-up', 'happening', key, ' ')
    expect([silent.status, await wordsOf(silent)]).toEqual([
      422,
      expect.stringContaining('Say why in a few words.'),
    ])
    expect((await press('give-up', 'happening', key, 'The customer left.')).headers.get('location')).toBe(
      '/stuck?done=give_up',
    )
    expect((await shop.answer(orderId, id))?.status).toBe('failed')
    expect((await shop.row(orderId))?.status).toBe('new')
    await deliver()
    expect(await comments(orderId)).toEqual([
      { text: 'Given up: Waiting to be carried out. The customer left.' },
    ])
    expect((await shop.act(orderId, 'accept'))?.status).toBe('applied')
    expect(await decisions('happening')).toEqual([
      ['mia', 'try_now', null],
      ['mia', 'give_up', 'The customer left.'],
    ])
    expect((await press('give-up', 'happening', key, 'Again.')).status).toBe(409)
    expect(await page()).toContain('Mia gave it up: Waiting to be carried out. The customer left.')
  })

  test('is not given up where it tells what happened elsewhere', async () => {
    const orderId = await received()
    const at = new Date(Date.now() - 120_000)
    const id = await shop.put(orderId, 'captured', { effectKey: 'x', amount: 1 }, { by: null, at })
    const refused = await press('give-up', 'happening', `${orderId}:${id}`, 'No.')
    expect(refused.status).toBe(409)
    expect((await shop.answer(orderId, id))?.status).toBe('waiting')
    await sql`delete from happenings where id = ${id}`
  })
})

test('What could not be carried out in five tries is tried again, and then it is', async () => {
  const orderId = await received()
  const id = await shop.put(orderId, 'comment', { text: 'Hello.' })
  let isBroken = true
  const record = createRecord({
    sql,
    log: silentLog,
    lockLevels: () => Promise.reject(new Error('never asked')),
  })
  await sql`alter table order_events add constraint broken check (type <> 'comment') not valid`
  while (isBroken) {
    isBroken = await record({ orderId, happening: { id }, at: Date.now() }).then(
      () => false,
      () => true,
    )
  }
  await sql`alter table order_events drop constraint broken`
  const [row] = await stuck('happeningFailed')
  expect(row).toMatchObject({ key: `${orderId}:${id}`, tries: 5, trouble: 'PostgresError 23514' })
  expect(row?.errorId).toMatch(/^[0-9a-f-]{36}$/)
  expect((await press('try-now', 'happeningFailed', row?.key ?? '')).status).toBe(303)
  await deliver()
  expect((await shop.answer(orderId, id))?.status).toBe('applied')
  expect(await stuck('happeningFailed')).toEqual([])
})

test('A receipt that could not be made is made again, may fail once more, and can be made by hand', async () => {
  const orderId = await received()
  await shop.act(orderId, 'accept')
  const [effect] = await sql<{ key: string }[]>`select key from effects where order_id = ${orderId}`
  const key = effect?.key ?? ''
  const jam = () => Promise.reject(new Error('paper jam'))
  const carryOut = createCarryOut(
    { sql, log: silentLog, makeReceipt: jam },
    createRecord({ sql, log: silentLog }),
  )
  const untilGivenUp = async () => {
    for (let isOpen = true; isOpen; ) {
      await carryOut({
        orderId,
        key,
        kind: 'receipt',
        notBefore: null,
        isStarted: false,
        at: Date.now(),
      }).catch(() => {})
      const [row] = await sql`select status from effects where key = ${key}`
      isOpen = row?.status === 'open'
    }
  }
  await untilGivenUp()
  const first = (await stuck('paper'))[0]?.errorId
  expect(await page()).toContain(`Error ${first}`)
  expect((await press('try-now', 'paper', key)).status).toBe(303)
  expect(await sql`select status, round, attempts from effects where key = ${key}`).toEqual([
    { status: 'open', round: 2, attempts: 0 },
  ])
  await untilGivenUp()
  expect((await stuck('paper'))[0]?.errorId).not.toBe(first)
  expect((await press('by-hand', 'paper', key, 'Written out.')).status).toBe(303)
  expect(await stuck('paper')).toEqual([])
  await deliver()
  expect(await comments(orderId)).toEqual([
    { text: 'Done by hand: Papers that could not be made. Written out.' },
  ])
})

describe('A website that takes no messages', () => {
  test('shows once an hour is over; all is tried now, given up with a reason, sent again or told by hand', async () => {
    const orderId = await received()
    await sql`
      update callbacks set tries = 3, first_try_at = now() - interval '2 hours', next_try_at = now() + interval '1 hour'
      where order_id = ${orderId}`
    await sql`
      insert into callback_tries (order_id, seq, number, at, http_status, trouble, ms)
      values (${orderId}, 1, 3, now(), 503, 'status', 5)`
    expect(await page()).toContain('northshore: 1 message waits for 2 hours 3 tries. Answer 503. Next try')
    expect((await press('try-now', 'callback', 'northshore')).status).toBe(303)
    expect(await sql`select next_try_at <= now() as due from callbacks where order_id = ${orderId}`).toEqual([
      { due: true },
    ])
    expect((await press('give-up', 'callback', 'northshore', 'That website is gone.')).status).toBe(303)
    expect([await stuck('callback'), await stuck('callbackGivenUp')]).toEqual([[], []])
    expect(await decisions('callbackGivenUp')).toContainEqual(['mia', 'give_up', 'northshore'])

    const later = await received()
    await sql`
      update callbacks set status = 'given_up', ended_at = now(), tries = 9, first_try_at = now() - interval '3 days'
      where order_id = ${later}`
    const [row] = await stuck('callbackGivenUp')
    expect((await press('try-now', 'callbackGivenUp', row?.key ?? '')).status).toBe(303)
    expect(await sql`select status, again_by from callbacks where order_id = ${later}`).toEqual([
      { status: 'waiting', againBy: 'mia' },
    ])
    await sql`update callbacks set status = 'given_up', ended_at = now() where order_id = ${later}`
    expect((await press('by-hand', 'callbackGivenUp', row?.key ?? '', 'Told them by phone.')).status).toBe(
      303,
    )
    expect(await stuck('callbackGivenUp')).toEqual([])
  })
})

describe('Letters and their server', () => {
  const letter = async (values: object) => {
    const orderId = await received()
    const [row] = await sql<{ id: number }[]>`
      insert into letters ${sql({ orderId, key: 'free:x', userId: 'mia', kind: 'free', language: 'en', recipient: 'kim@example.com', subject: 'S', body: 'B', ...values })}
      returning id`
    return { orderId, key: String(row?.id) }
  }
  const hour = 3_600_000

  test('that failed are sent again, and of those that nobody knows of somebody says that they arrived', async () => {
    const failed = await letter({ status: 'failed', trouble: 'rejected', endedAt: new Date() })
    const unknown = await letter({
      status: 'unknown',
      trouble: 'no_answer',
      endedAt: new Date(),
      handedAt: new Date(),
      messageId: '<1@x>',
    })
    expect((await stuck('letter')).map(({ state }) => state).sort()).toEqual(['failed', 'unknown'])
    expect((await press('try-now', 'letter', unknown.key)).status).toBe(409)
    expect((await press('by-hand', 'letter', unknown.key, 'She has it.')).status).toBe(303)
    expect(await sql`select status, settled_by from letters where id = ${unknown.key}`).toEqual([
      { status: 'sent', settledBy: 'mia' },
    ])
    const [row] = await stuck('letter')
    expect(
      await applyDeed(sql, 'by_hand', { row: { ...row, key: unknown.key } as StuckRow, userId: 'sam' }),
    ).toBe(false)
    expect((await press('try-now', 'letter', failed.key)).status).toBe(303)
    expect(await sql`select status, recipient from letters where again_of = ${failed.key}`).toEqual([
      { status: 'waiting', recipient: 'kim@example.com' },
    ])
    expect(await stuck('letter')).toEqual([])
  })

  test('that are tried for more than an hour are tried now, or given up', async () => {
    const { key } = await letter({
      tries: 4,
      firstTryAt: new Date(Date.now() - 2 * hour),
      nextTryAt: new Date(Date.now() + hour),
      trouble: 'put_off',
    })
    expect(await page()).toContain('4 tries.')
    await press('try-now', 'letter', key)
    expect(await sql`select next_try_at <= now() as due from letters where id = ${key}`).toEqual([
      { due: true },
    ])
    expect((await press('give-up', 'letter', key, 'Too late now.')).status).toBe(303)
    expect(await sql`select status from letters where id = ${key}`).toEqual([{ status: 'failed' }])
    expect(await stuck('letter')).toEqual([])
  })

  test('wait for a server that is away, which is tried now', async () => {
    await sql`
      insert into mail_server (host, port, security, from_address, away_since, away_tries, away_until, trouble)
      values ('mail.test', 25, 'none', 'desk@shop.test', now() - interval '1 hour', 7, now() + interval '5 minutes', 'timeout')`
    expect(await page()).toContain('The mail server')
    await press('try-now', 'mail', '')
    expect(await sql`select away_until <= now() as due from mail_server`).toEqual([{ due: true }])
    await sql`delete from mail_server`
  })
})

test('An order that was started in vain and has no status is started at once', async () => {
  const id = await shop.arrive(webOrder([{ sku: 'HELMET' }]))
  await sql`
    update web_orders set received_at = now() - interval '1 hour', starts = 6, started_at = now(), attempts = 2 where id = ${id}`
  expect(await stuck('order')).toMatchObject([{ key: String(id), tries: 6 }])
  await press('try-now', 'order', String(id))
  expect(await sql`select started_at, starts from web_orders where id = ${id}`).toEqual([
    { startedAt: null, starts: 0 },
  ])
  await shop.tell(id, { id: 'received', type: 'received' })
})

test('A payment of unknown outcome is asked for; one that is tried for long can be given up to staff', async () => {
  const orderId = await received()
  await sql`
    update orders set money = ${sql.json({ account: 'online', state: 'unknown', goal: 'take', held: 1100, captured: 0, refunded: 0, captureBefore: null, warned: false, cardType: null, fee: null, trouble: 'E-9', disputes: [] })}
    where id = ${orderId}`
  expect(await page()).toMatch(/Nobody knows whether the money moved .* Error E-9/)
  expect((await press('by-hand', 'money', String(orderId), 'Looked.')).status).toBe(409)
  expect((await press('try-now', 'money', String(orderId))).status).toBe(303)
  await deliver()
  expect(await sql`select kind, status from effects where order_id = ${orderId} and kind = 'lookUp'`).toEqual(
    [{ kind: 'lookUp', status: 'open' }],
  )
  await sql`update effects set created_at = now() - interval '1 hour', attempts = 7 where order_id = ${orderId} and kind = 'lookUp'`
  const key = (await stuck('effect')).find(({ detail }) => detail === 'lookUp')?.key ?? ''
  expect((await press('try-now', 'effect', key)).status).toBe(303)
  expect((await press('give-up', 'effect', key, 'Their API is gone.')).status).toBe(303)
  await deliver()
  expect(await sql`select status from effects where key = ${key}`).toEqual([{ status: 'failed' }])
})

test('What was done about a return and waits is told again, or given up', async () => {
  const orderId = await received()
  const [row] = await sql<{ id: number }[]>`
    insert into returns (order_id, sale_number, n, action_id, status, reason, goods_amount, goods_tax)
    values (${orderId}, 'main-1', 1, 'a', 'opened', 'other', 0, 0) returning id`
  const returnId = row?.id ?? 0
  await sql`
    insert into return_happenings (return_id, id, type, actor_kind, user_id, at, tells, told_at)
    values (${returnId}, 'staff:r1', 'comment', 'staff', 'mia', now() - interval '5 minutes', 5, now())`
  const key = `${returnId}:staff:r1`
  expect(await stuck('return')).toMatchObject([{ key, state: 'waiting', tries: 5 }])
  await press('try-now', 'return', key)
  expect(await sql`select told_at, tells from return_happenings where return_id = ${returnId}`).toEqual([
    { toldAt: null, tells: 0 },
  ])
  await press('give-up', 'return', key, 'Not needed.')
  expect(await sql`select status, refusal from return_happenings where return_id = ${returnId}`).toEqual([
    { status: 'failed', refusal: { code: 'given_up' } },
  ])
  expect(await stuck('return')).toEqual([])
})

describe('What the workers saw', () => {
  test('shows sources that are silent for longer than ever, and no others', async () => {
    await sql`insert into sources (id, kind, secrets) values ('quiet', 'integrator', '{}'), ('slow', 'integrator', '{}')`
    // Every two hours until ten hours ago; and every day until a day ago.
    for (const [source, hours, last] of [
      ['quiet', 2, 10],
      ['slow', 24, 25],
    ] as const) {
      await sql`
        insert into web_orders (source, number, raw, digest, recorded_at, received_at)
        select ${source}, 'S' || n, '{}', 'd', now(), now() - make_interval(hours => ${last} + n * ${hours})
        from generate_series(0, 14) n`
    }
    await noteSilentSources(sql)
    expect((await stuck('source')).map(({ source, detail }) => [source, detail])).toEqual([['quiet', '7200']])
    expect(await page()).toContain('quiet: its longest pause was 2 h for 10 hours')
    await sql`
      insert into web_orders (source, number, raw, digest, recorded_at) values ('quiet', 'BACK', '{}', 'd', now())`
    await noteSilentSources(sql)
    expect(await stuck('source')).toEqual([])
  })

  test('shows sources whose secret the shop’s key does not open, told once, until one has a new secret', async () => {
    await sql`insert into sources (id, kind, secrets) values ('lost', 'integrator', ${[SEALED_ELSEWHERE]})`
    const told: object[] = []
    const deps = {
      sql,
      secrets: openBox,
      log: { ...silentLog, error: (details: object) => void told.push(details) },
    }
    await noteSealedSources(deps)
    await noteSealedSources(deps)
    const [row] = await stuck('source')
    expect(told).toEqual([{ subject: 'source:lost', errorId: row?.errorId }])
    expect(await page()).toContain('lost: this shop’s key does not open its secret')
    expect(await rememberCounts(sql)).toMatchObject({ source: 1 })
    await sql`update sources set secrets = ${[SECRET]} where id = 'lost'`
    await noteSealedSources(deps)
    expect(await stuck('source')).toEqual([])
  })

  test('shows that Temporal is away, that no worker looks, and workflows that fail', async () => {
    const orderId = await received()
    const [order] = await sql`select source, number from orders where id = ${orderId}`
    const id = `order:${order?.source}:${order?.number}`
    await sql`
      update watch set looked_at = now() - interval '10 minutes', engine_away_since = now() - interval '9 minutes',
        engine_trouble = 'ServiceError'`
    await sql`
      insert into failing_workflows (id, order_id, since, attempts, trouble)
      values (${id}, ${orderId}, now() - interval '1 hour', 12, 'nondeterministic')`
    const words = await page()
    for (const said of ['No worker runs', 'Temporal does not answer', `12 tries. nondeterministic.`])
      expect(words).toContain(said)
    const tried = await press('try-now', 'workflow', id)
    expect([tried.status, await wordsOf(tried)]).toEqual([
      409,
      expect.stringContaining('Temporal does not answer, and only it can do this.'),
    ])
    expect(await findStuck(sql, 'workflow', id)).not.toBeNull()
  })

  test('is told to whoever measures', async () => {
    const metrics = await (
      await openWebDesk(database, { metricsToken: 'x'.repeat(16) }).send('/metrics', {
        headers: { authorization: `Bearer ${'x'.repeat(16)}` },
      })
    ).text()
    expect(metrics).toContain('kickstand_stuck{kind="workflow"} 1')
    expect(metrics).toContain('kickstand_stuck{kind="letter"} 0')
  })
})

test('What somebody decided stays as it was written', async () => {
  await expect(sql`update stuck_decisions set reason = 'x' where deed = 'give_up'`).rejects.toThrow(
    'append-only',
  )
})
