import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { rotateHome } from '../../runtime/commands/key.ts'
import { opensWith, resealAll } from '../../runtime/reseal.ts'
import { homeKey, secretBox } from '../../runtime/secret-box.ts'
import { sessionSecret } from '../../server/auth.ts'
import { createTestDatabase } from '../support/database.ts'

const { sql } = await createTestDatabase()
const [former, next] = [randomBytes(32), randomBytes(32)]
const box = secretBox(former)

beforeAll(async () => {
  await sql`insert into users (id, name, email, role) values ('olga', 'Olga', 'olga@example.com', 'owner')`
  await sql`
    insert into sources (id, kind, secrets)
    values ('northshore', 'integrator', ${[box.seal('first'), box.seal('second')]}), ('none', 'integrator', '{}')`
  await sql`
    insert into retiring_secrets (source, sealed, until) values ('northshore', ${box.seal('old')}, now() + interval '1 day')`
  await sql`
    insert into payment_accounts (id, provider, merchant_account, api_key, webhook_secret)
    values ('online', 'stripe', 'Online', ${box.seal('sk_1')}, ${box.seal('whsec_1')})`
  await sql`
    insert into mail_server (host, port, security, username, sealed_password, from_address)
    values ('mail.shop', 587, 'starttls', 'desk', ${box.seal('post')}, 'desk@shop.test')`
  const seal = (data: string) => symmetricEncrypt({ key: sessionSecret(former), data })
  await sql`
    insert into two_factors (id, user_id, secret, backup_codes) values ('f', 'olga', ${await seal('totp')}, ${await seal('[]')})`
  await sql`
    insert into sessions (id, token, user_id, expires_at) values ('s', 't', 'olga', now() + interval '1 day')`
})

/** Whatever looks sealed, wherever it stands: a new column has to be sealed anew, too. */
async function everythingSealed(): Promise<string[]> {
  const columns = await sql<{ name: string; columnName: string }[]>`
    select table_name as name, column_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in ('text', 'ARRAY', 'jsonb')`
  const found: string[] = []
  for (const { name, columnName } of columns) {
    const rows = await sql<{ text: string }[]>`
      select ${sql(columnName)}::text as text from ${sql(name)} where ${sql(columnName)}::text ~ 'v1\\.[A-Za-z0-9_-]{30,}'`
    found.push(...rows.flatMap(({ text }) => text.match(/v1\.[A-Za-z0-9_-]{30,}/g) ?? []))
  }
  return found
}

describe('Another key', () => {
  test('seals nothing where one secret does not open with the present one, and says which', async () => {
    const before = await everythingSealed()
    await expect(resealAll(sql, randomBytes(32), next)).rejects.toThrow('A secret of source northshore')
    expect(await everythingSealed()).toEqual(before)
    expect(await sql`select from sessions`).toHaveLength(1)
  })

  test('opens everything that was sealed, and the former one nothing any more; everybody signs in again', async () => {
    expect(await everythingSealed()).toHaveLength(6)
    expect(await opensWith(sql, next)).toBe(false)
    expect(await resealAll(sql, former, next)).toBe(8)
    const opened = (await everythingSealed()).map((sealed) => secretBox(next).open(sealed))
    expect(opened.sort()).toEqual(['first', 'old', 'post', 'second', 'sk_1', 'whsec_1'])
    expect([await opensWith(sql, next), await opensWith(sql, former)]).toEqual([true, false])
    const [factor] = await sql<{ secret: string }[]>`select secret from two_factors`
    const key = sessionSecret(next)
    expect(await symmetricDecrypt({ key, data: factor?.secret ?? '' })).toBe('totp')
    expect(await sql`select from sessions`).toEqual([])
    const changes = await sql`select action, after from setting_changes`
    expect(changes).toMatchObject([{ action: 'key_rotated', after: { secrets: 8 } }])
  })

  test('that was interrupted takes its place by another run, in a shop that has second factors alone, too', async () => {
    await sql`truncate sources, payment_accounts, mail_server cascade`
    const home = mkdtempSync(join(tmpdir(), 'kickstand-key-'))
    const write = (name: string, key: Buffer) =>
      writeFileSync(join(home, name), `${key.toString('base64')}\n`, { mode: 0o600 })
    // As a power cut leaves it: all is sealed with the next key, which is not in its place.
    write('key', former)
    write('key.next', next)
    expect(() => homeKey({ key: undefined }, home)).toThrow('key rotate')
    expect(await rotateHome(sql, home)).toBe(0)
    expect(readdirSync(home)).toEqual(['key'])
    expect(homeKey({ key: undefined }, home)).toEqual(next)
    // Nothing is taken from a shop that can't be sealed anew: it starts as before, and no key is ever deleted.
    write('key', former)
    write('key.next', randomBytes(32))
    await expect(rotateHome(sql, home)).rejects.toThrow('The second factor of olga')
    expect(readdirSync(home).sort()).toEqual(['key', 'key.unused', 'key.unused-2'])
    expect(await opensWith(sql, next)).toBe(true)
    rmSync(home, { recursive: true })
  })
})
