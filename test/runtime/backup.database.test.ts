import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect } from '../../db/client.ts'
import { markOfKey } from '../../runtime/backup/manifest.ts'
import { readBackup } from '../../runtime/backup/read.ts'
import { readTar, tarEnd, tarFile } from '../../runtime/backup/tar.ts'
import { writeBackup } from '../../runtime/backup/write.ts'
import { everything } from '../program/books.ts'
import { createTestDatabase } from '../support/database.ts'
import { databaseUrl } from '../support/postgres-server.ts'
import { openShop, type Shop, webOrder } from '../support/shop.ts'

const { sql } = await createTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'kickstand-backup-'))
const key = Buffer.alloc(32, 7)
const file = join(folder, 'shop.backup')
let shop: Shop
let names = 0

const onServer = async (work: (admin: postgres.Sql) => PromiseLike<unknown>) => {
  const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
  await work(admin)
  await admin.end({ timeout: 1 })
}

/** Without a table, as somebody makes one to restore into. */
async function emptyDatabase() {
  const name = `restored_${process.pid}_${++names}`
  await onServer((admin) => admin`create database ${admin(name)}`)
  const url = databaseUrl(inject('postgresUrl'), name)
  const restored = connect(url, { max: 2, name: 'kickstand-test' })
  afterAll(async () => {
    await restored.end({ timeout: 1 })
    await onServer((admin) => admin`drop database if exists ${admin(name)} with (force)`)
  })
  return { url, sql: restored }
}

const backup = (to: string, more: object = {}) =>
  writeBackup({
    sql,
    file: to,
    version: '0.1.0',
    key,
    withKey: false,
    onStart() {},
    onRead() {},
    signal: AbortSignal.timeout(60_000),
    ...more,
  })

async function* bytesOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000)
}

const restore = (
  url: string,
  bytes: Buffer,
  told: Partial<Pick<Parameters<typeof readBackup>[0], 'onBeginning' | 'onWhole'>> = {},
) =>
  readBackup({
    url,
    bytes: bytesOf(bytes),
    onBeginning() {},
    onWhole() {},
    signal: AbortSignal.timeout(60_000),
    ...told,
  })

beforeAll(async () => {
  shop = await openShop(sql)
  await shop.stock({ sku: 'HELMET', onHand: 100 })
  for (let n = 0; n < 20; n++) {
    const id = await shop.receive(
      webOrder([{ sku: n % 3 ? 'HELMET' : 'UNKNOWN' }], { note: 'A\ttab,\nlines \\N and "한국"' }),
    )
    if (n % 2) await shop.act(id, 'accept')
  }
  await sql`insert into users (id, name, email, role) values ('olga', 'Olga', 'olga@example.com', 'owner')`
  await sql`insert into sessions (id, token, user_id, expires_at) values ('s', 't', 'olga', now() + interval '1 day')`
  await backup(file)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('A backup', () => {
  test('is one file for its owner alone, without the key unless it is asked for', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).includes(key.toString('base64'))).toBe(false)
    const withKey = join(folder, 'with-key.backup')
    await backup(withKey, { withKey: true })
    expect(readFileSync(withKey).includes(key.toString('base64'))).toBe(true)
    const { url } = await emptyDatabase()
    const told: unknown[] = []
    const stopping = restore(url, readFileSync(withKey), {
      onBeginning({ keyMark, hasKey }, own) {
        told.push(keyMark, hasKey, own?.toString().trim())
        throw new Error('seen enough')
      },
    })
    await expect(stopping).rejects.toThrow('seen enough')
    expect(told).toEqual([markOfKey(key), true, key.toString('base64')])
  })

  test('restored, is the same to the last byte, goes on counting, and keeps every rule', async () => {
    const { url, sql: restored } = await emptyDatabase()
    const { rows } = await restore(url, readFileSync(file))
    expect(rows).toBeGreaterThan(100)
    const { watch: _, sessions: had, ...before } = await everything(sql)
    const { watch: __, sessions: kept, ...after } = await everything(restored)
    expect(after).toEqual(before)
    const next = (one: typeof sql) => one`
      insert into web_orders (source, number, raw, digest) values ('northshore', ${`next-${Math.random()}`}, '{}', 'd') returning id`
    expect(await next(restored)).toEqual(await next(sql))
    expect(await restored`select engine_id, rebuild_after from watch`).toEqual([
      { engineId: null, rebuildAfter: 20 },
    ])
    // Some may have ended since.
    expect([had?.slice(0, 2), kept]).toEqual(['1 ', '0 '])
    await expect(restored`update stock_levels set on_hand = -1`).rejects.toThrow('check')
    const transactions = (one: typeof sql) =>
      one`select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as x`
    const [there] = await transactions(restored)
    const [highest] = await sql`select max(changed_xid::text::bigint) as x from orders`
    expect(there?.x).toBeGreaterThan(highest?.x)
  })

  test('is of one moment while the shop goes on', async () => {
    const busy = join(folder, 'busy.backup')
    let isDone = false
    const selling = (async () => {
      while (!isDone) await shop.receive(webOrder([{ sku: 'HELMET' }]))
    })()
    await backup(busy)
    isDone = true
    await selling
    const { url, sql: restored } = await emptyDatabase()
    await restore(url, readFileSync(busy))
    expect(
      await restored`
      select from web_orders w left join orders o on o.id = w.id left join order_events e on e.order_id = w.id
      where w.recorded_at is not null and (o.id is null or e.seq is null)`,
    ).toEqual([])
    expect(
      await restored`
      select s.on_hand, (select sum(quantity) from stock_movements m where m.product_id = s.product_id and m.store = s.store) as moved
      from stock_levels s where s.on_hand <> (select sum(quantity) from stock_movements m where m.product_id = s.product_id and m.store = s.store)`,
    ).toEqual([])
  })

  test('never takes the place of another file, and leaves nothing where it can’t be written', async () => {
    await expect(backup(file)).rejects.toThrow('exists already: name another file')
    await expect(backup(join(folder, 'nowhere', 'x'))).rejects.toThrow('does not exist')
    const stopped = join(folder, 'stopped.backup')
    const stopping = new AbortController()
    await expect(
      backup(stopped, { signal: stopping.signal, onRead: () => stopping.abort() }),
    ).rejects.toThrow()
    for (const path of [stopped, `${stopped}.part`])
      expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('What is no whole backup', () => {
  /** The same for all: each leaves it without a row. */
  let target: Awaited<ReturnType<typeof emptyDatabase>>
  beforeAll(async () => {
    target = await emptyDatabase()
  })
  const changed = async (change: (name: string, body: Buffer) => Buffer | null) => {
    const parts: Buffer[] = []
    for await (const { name, body } of readTar(bytesOf(readFileSync(file)))) {
      const to = change(name, body)
      if (to) parts.push(tarFile({ name, body: to }, new Date()))
    }
    return Buffer.concat([...parts, tarEnd()])
  }
  const other = (name: string, to: (text: string) => string) =>
    changed((one, body) => (one === name ? Buffer.from(to(body.toString())) : body))

  test.each<[string, () => Promise<Buffer>, string]>([
    [
      'cut short',
      async () => readFileSync(file).subarray(0, readFileSync(file).length * 0.6),
      'ends too soon',
    ],
    ['something else', async () => Buffer.from('PK'.repeat(2_000)), 'it is no backup'],
    [
      'without its end',
      () => changed((name, body) => (name === 'checksums.json' ? null : body)),
      'ends too soon',
    ],
    [
      'short of a table',
      () => changed((name, body) => (name.startsWith('data/stock_movements') ? null : body)),
      'stock_movements is damaged',
    ],
    [
      'of other figures',
      () => other('checksums.json', (text) => text.replace(/"sha256": "..../, '"sha256": "0000')),
      'is damaged',
    ],
    [
      'of a newer Kickstand',
      () => other('backup.json', (text) => text.replace(/"count": \d+/, '"count": 9999')),
      'made by a newer Kickstand',
    ],
    [
      'of a format to come',
      () => other('backup.json', (text) => text.replace('"format": 1', '"format": 2')),
      'does not know',
    ],
  ])('is refused, and nothing of it stays: %s', async (_, make, sentence) => {
    const { url, sql: restored } = target
    await expect(restore(url, await make())).rejects.toThrow(sentence)
    const [tables] = await restored`select to_regclass('public.orders') as orders`
    if (tables?.orders) expect(await restored`select from orders`).toEqual([])
  })

  test('the rows are kept once the key is in its place, and not without it', async () => {
    const { url, sql: restored } = target
    const stopped = restore(url, readFileSync(file), {
      onWhole() {
        throw new Error('no room for the key')
      },
    })
    await expect(stopped).rejects.toThrow('no room for the key')
    expect(await restored`select from orders`).toEqual([])
  })

  test('one byte changed is found', async () => {
    const bytes = readFileSync(file)
    const at = bytes.indexOf('data/order_events') + 700
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const { url, sql: restored } = target
    await expect(restore(url, bytes)).rejects.toThrow('damaged')
    expect(await restored`select from orders`).toEqual([])
  })
})

test('A backup of an earlier Kickstand is brought up to date', async () => {
  const { url: oldUrl, sql: old } = await emptyDatabase()
  const { makeSchema } = await import('../../runtime/backup/schema.ts')
  await makeSchema(oldUrl, { tag: '0024_letters_settled', count: 25 })
  await old`insert into stores (code, name, time_zone, currency) values ('main', 'Main', 'UTC', 'USD')`
  const earlier = join(folder, 'earlier.backup')
  await backup(earlier, { sql: old })
  const { url, sql: restored } = await emptyDatabase()
  await restore(url, readFileSync(earlier))
  expect(await restored`select code from stores`).toEqual([{ code: 'main' }])
  expect(await restored`select from watch`).toEqual([])
})
