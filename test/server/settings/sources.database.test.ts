import { beforeEach, describe, expect, test } from 'vitest'
import { createApi } from '../../../server/api/index.ts'
import { website } from '../../support/api.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openBox, SEALED_ELSEWHERE, signedHeaders } from '../../support/integrator.ts'
import { pedals } from '../../support/orders.ts'
import { silentLog } from '../../support/shop.ts'
import { openWebDesk, type Person, wordsOf } from '../web-desk.ts'
import { changesOf, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
await hirePeople(sql)
const desk = openWebDesk(database)
const olga: Person = await desk.as('olga')

let sources = 0
let id = ''
beforeEach(async () => {
  await sql`
    insert into stores (code, name, time_zone, currency) values ('main', 'Main', 'America/Los_Angeles', 'USD')
    on conflict do nothing`
  id = `shop-${++sources}`
})

const plain = { primaryStore: '', callbackUrl: '', orderUrl: '' }
const secretIn = (html: string) => /value="(whsec_[A-Za-z0-9+/=]+)"/.exec(html)?.[1] ?? ''

async function made(fields: Record<string, string> = {}): Promise<string> {
  const response = await olga.post('/settings/sources', { ...plain, id, ...fields })
  expect(response.status).toBe(200)
  return secretIn(await response.text())
}
async function rotated(overlapHours: string): Promise<string> {
  return secretIn(await (await olga.post(`/settings/sources/${id}/rotate`, { overlapHours })).text())
}
/** Over the whole desk, as the website reaches it. */
async function asks(secret: string): Promise<number> {
  const headers = signedHeaders('', { secret })
  return (await desk.send(`/api/v1/sources/${id}/orders`, { headers })).status
}
/** Sooner than what is kept in memory grows old (5 s): other processes hear of it through the database. */
const SOON_MS = 4_000

async function until(holds: () => Promise<boolean>) {
  const end = Date.now() + SOON_MS
  while (!(await holds())) if (Date.now() > end) throw new Error('it never became so')
}

describe('An owner connects a website', () => {
  test('and its secret, shown once, signs orders', async () => {
    const secret = await made({ primaryStore: 'main', orderUrl: 'https://x.example/{number}' })
    expect(await asks(secret)).toBe(200)
    expect(await asks(`whsec_${Buffer.alloc(32, 1).toString('base64')}`)).toBe(401)
    const page = await (await olga.get(`/settings/sources/${id}`)).text()
    expect(page).not.toContain(secret)
    expect(page).toContain('value="https://x.example/{number}"')
    expect(await changesOf(sql, id)).toEqual([
      `olga: added {"kind":"integrator","orderUrl":"https://x.example/{number}","callbackUrl":null,"primaryStore":"main"}`,
    ])
  })

  test.each([
    [{ id: 'my shop' }, 'The name needs'],
    [{ id: '..' }, 'not dots alone'],
    [{ id: 'a\0b' }, 'The name needs'],
    [{ callbackUrl: 'shop.example' }, 'Type a whole address'],
    [{ callbackUrl: 'javascript:alert(1)' }, 'Type a whole address'],
    [{ callbackUrl: 'https://x.example/\0' }, 'Type a whole address'],
    [{ callbackUrl: `https://x.example/${'x'.repeat(2_000)}` }, 'Type a whole address'],
    [{ callbackUrl: 'https://anna:secret@x.example/' }, 'no name and no password'],
    [{ orderUrl: 'https://x.example/orders' }, 'must hold {number}'],
    [{ primaryStore: 'moon' }, 'There is no such store'],
    [{ primaryStore: 'a\0' }, 'There is no such store'],
  ])('wrongly (%j) and is told what and where', async (fields, told) => {
    const response = await olga.post('/settings/sources', { ...plain, id, ...fields })
    expect(response.status).toBe(422)
    expect(await wordsOf(response)).toContain(told)
    expect(await sql`select from sources where id = ${id}`).toHaveLength(0)
  })

  test('twice, and the first one stands', async () => {
    const secret = await made()
    const again = await olga.post('/settings/sources', { ...plain, id })
    expect([again.status, await wordsOf(again)]).toEqual([422, expect.stringContaining('already')])
    expect(await asks(secret)).toBe(200)
  })
})

describe('A secret', () => {
  test('is shown with the codes of the stores that orders can name', async () => {
    const response = await olga.post('/settings/sources', { ...plain, id })
    expect(await response.text()).toContain('id="stores" type="text" readonly="" value="main"')
  })

  test('that is rotated leaves the old one good for as long as was said, then it ends by itself', async () => {
    const old = await made()
    let now = new Date()
    const api = createApi({
      sql,
      secrets: openBox,
      publicUrl: () => 'http://shop.test',
      log: silentLog,
      clock: () => now,
    })
    const asksAt = async (secret: string, minutes: number) => {
      now = new Date(Date.now() + minutes * 60_000)
      const timestamp = Math.floor(now.getTime() / 1_000)
      return (await website(api, id).get('/orders', signedHeaders('', { secret, timestamp }))).status
    }
    expect(await asksAt(old, 0)).toBe(200)
    const next = await rotated('2')
    expect([await asksAt(old, 0), await asksAt(next, 0)]).toEqual([200, 200])
    expect([await asksAt(old, 119), await asksAt(next, 119)]).toEqual([200, 200])
    expect([await asksAt(old, 121), await asksAt(next, 121)]).toEqual([401, 200])
    expect(await wordsOf(await olga.get(`/settings/sources/${id}`))).toContain('An old secret is good until')
  })

  test('that is rotated with no overlap, or revoked, ends at once in every process', async () => {
    const first = await made()
    const other = createApi({ sql, secrets: openBox, publicUrl: () => 'http://shop.test', log: silentLog })
    const asksOther = async (secret: string) =>
      (await website(other, id).get('/orders', signedHeaders('', { secret }))).status
    expect([await asks(first), await asksOther(first)]).toEqual([200, 200])
    const second = await rotated('0')
    await until(async () => (await asks(first)) === 401 && (await asksOther(first)) === 401)
    const third = await rotated('24')
    expect([await asks(second), await asks(third)]).toEqual([200, 200])
    await olga.post(`/settings/sources/${id}/revoke`, {})
    await until(async () => (await asks(second)) === 401 && (await asksOther(second)) === 401)
    expect(await asks(third)).toBe(200)
    expect((await changesOf(sql, id)).slice(1)).toEqual([
      'olga: secret_rotated {"overlapHours":0}',
      'olga: secret_rotated {"overlapHours":24}',
      'olga: secret_revoked',
    ])
    const kept = JSON.stringify(await sql`select * from setting_changes`)
    for (const secret of [first, second, third]) expect(kept).not.toContain(secret)
  })

  test('can’t be rotated without end, and only by whole hours', async () => {
    await made()
    for (let time = 0; time < 3; time++) await rotated('24')
    const tooMany = await olga.post(`/settings/sources/${id}/rotate`, { overlapHours: '24' })
    expect([tooMany.status, await wordsOf(tooMany)]).toEqual([422, expect.stringContaining('End them first')])
    for (const overlapHours of ['', '-1', '1.5', '721', '1e2']) {
      const refused = await olga.post(`/settings/sources/${id}/rotate`, { overlapHours })
      const html = await refused.text()
      expect(refused.status).toBe(422)
      expect(html).toMatch(new RegExp(`id="overlapHours"[^>]*value="${overlapHours}"`))
      // What a form is answered with is of the same part of the desk.
      expect(html).toContain('<a href="/settings" aria-current="page">')
    }
    expect(await sql`select from retiring_secrets where source = ${id}`).toHaveLength(3)
  })
})

describe('A source', () => {
  test('says that its secret can’t be opened, until it has a new one', async () => {
    await made()
    const page = async () => wordsOf(await olga.get(`/settings/sources/${id}`))
    const said = 'Its secret was sealed with another key than this shop’s'
    expect(await page()).not.toContain(said)
    await sql`update sources set secrets = ${[SEALED_ELSEWHERE]} where id = ${id}`
    expect(await page()).toContain(said)
    await rotated('0')
    expect(await page()).not.toContain(said)
  })

  test('that is deactivated is a stranger until it is reactivated', async () => {
    const secret = await made()
    expect(await asks(secret)).toBe(200)
    await olga.post(`/settings/sources/${id}/deactivate`, {})
    await until(async () => (await asks(secret)) === 401)
    await olga.post(`/settings/sources/${id}/reactivate`, {})
    await until(async () => (await asks(secret)) === 200)
    expect((await changesOf(sql, id)).slice(1)).toEqual(['olga: deactivated', 'olga: reactivated'])
  })

  test('is changed with what was before kept; a change of nothing is none', async () => {
    await made({ callbackUrl: 'https://a.example/' })
    const path = `/settings/sources/${id}`
    expect((await olga.post(path, { ...plain, callbackUrl: 'https://b.example/' })).status).toBe(303)
    expect((await olga.post(path, { ...plain, callbackUrl: 'https://b.example/' })).status).toBe(303)
    expect((await changesOf(sql, id)).slice(1)).toEqual([
      'olga: changed {"callbackUrl":"https://a.example/"} → {"callbackUrl":"https://b.example/"}',
    ])
    const wrong = await olga.post(path, { ...plain, callbackUrl: '<b>' })
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('value="&lt;b&gt;"')])
    expect((await olga.post('/settings/sources/nobody', plain)).status).toBe(404)
    expect((await olga.get('/settings/sources/%00')).status).toBe(404)
  })

  test('shows its orders of today where its store is, when it was here, and what was refused', async () => {
    const secret = await made({ primaryStore: 'main' })
    const body = JSON.stringify([pedals(`${id}-1`), pedals(`${id}-2`, { total: '1.00' }), pedals(`${id}-3`)])
    // A desk rests for ten seconds after it wrote who was here; another one has not written yet.
    const other = openWebDesk(database)
    const sent = await other.send(`/api/v1/sources/${id}/orders`, {
      method: 'POST',
      body,
      headers: signedHeaders(body, { secret }),
    })
    expect(sent.status).toBe(202)
    await sql`update web_orders set received_at = now() - interval '25 hours' where number = ${`${id}-3`}`
    await until(
      async () => (await sql`select from sources where id = ${id} and last_seen_at is not null`).length > 0,
    )
    const words = await wordsOf(await olga.get(`/settings/sources/${id}`))
    expect(words).toContain('Orders today 1')
    expect(words).toContain('less than a minute ago')
  })
})

describe('What goes wrong with a source', () => {
  test('is counted by the hour, and strangers are not counted', async () => {
    const secret = await made()
    const { SourceDiary } = await import('../../../intake/source-diary.ts')
    const diary = new SourceDiary(sql, silentLog)
    diary.refusedSignature(id)
    diary.refusedSignature('nobody')
    await until(async () => (await sql`select from source_troubles where source = ${id}`).length === 1)
    const later = new SourceDiary(sql, silentLog)
    later.refusedOrders(id, ['A-1: total \0 \ud800 is not the sum'])
    await until(async () => (await sql`select from source_troubles where source = ${id}`).length === 2)
    expect(await sql`select from source_troubles where source = 'nobody'`).toHaveLength(0)
    const words = await wordsOf(await olga.get(`/settings/sources/${id}`))
    expect(words).toContain('1 request badly signed')
    expect(words).toContain('A-1: total is not the sum')
    expect(await asks(secret)).toBe(200)
  })
})

describe('Messages to a website', () => {
  test('that did not arrive are shown with their last try, and lead to their orders', async () => {
    await made({ callbackUrl: 'https://x.example/' })
    const [order] = await sql<{ id: number }[]>`
      insert into web_orders (source, number, raw, digest) values (${id}, 'C-1', '{}', 'x') returning id`
    const orderId = order?.id ?? 0
    await sql`insert into orders (id, source, number, status) values (${orderId}, ${id}, 'C-1', 'archived')`
    await sql`
      insert into order_events (order_id, seq, happening_id, type, actor_kind, to_status, version, inputs, outcome, at)
      select ${orderId}, seq, 'h' || seq, 'archive', 'staff', 'archived', 1, '{}', '{}', now() from generate_series(1, 2) seq`
    await sql`
      insert into callbacks (order_id, seq, source, content, status, tries, first_try_at, ended_at) values
        (${orderId}, 1, ${id}, '{"status": "rejected"}', 'given_up', 9, now(), now()),
        (${orderId}, 2, ${id}, '{"status": "archived"}', 'waiting', 2, now(), null)`
    await sql`
      insert into callback_tries (order_id, seq, number, at, http_status, trouble, ms)
      values (${orderId}, 2, 2, now(), 503, 'status', 12)`
    expect(await wordsOf(await olga.get('/settings/sources'))).toContain(
      '1 message given up 1 message tried in vain',
    )
    const page = await olga.get(`/settings/sources/${id}`)
    expect(await page.clone().text()).toContain(`href="/orders/${id}/C-1"`)
    expect(await wordsOf(page)).toContain('Not taken. Answer 503.')
  })
})
