import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ensureFirstOwner } from '../../server/auth.ts'
import { hashPassword } from '../../server/sign-in/password.ts'
import { addUser, makeWelcome, setPassword } from '../../server/sign-in/users.ts'
import { createTestDatabase } from '../support/database.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const desk = openWebDesk(database)
const PASSWORD = 'left-hand-pedal'

const signIn = (email: string, password: string, headers: Record<string, string> = {}, on = desk) =>
  on.send('/sign-in', { method: 'POST', body: new URLSearchParams({ email, password }), headers })

const cookieFrom = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? ''

const failAlready = (key: string, times: number) =>
  sql`insert into sign_in_failures (key) select ${key} from generate_series(1, ${times})`

beforeAll(async () => {
  const anna = await addUser(sql, 'anna@example.com', 'staff')
  const hash = await hashPassword(PASSWORD)
  await sql.begin((tx) => setPassword(tx, anna?.id ?? '', hash))
})
beforeEach(() => sql`delete from sign_in_failures`)

describe('Somebody signs in', () => {
  test('and comes to the orders, in any letter case of the address', async () => {
    const response = await signIn('Anna@Example.com', PASSWORD)
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/orders')
    const orders = await desk.send('/orders', { headers: { cookie: cookieFrom(response) } })
    expect(orders.status).toBe(200)
    expect(await wordsOf(orders)).toContain('Anna')
  })

  test('over plain http with a cookie that no script reads, over https with one that stays there', async () => {
    const plain = (await signIn('anna@example.com', PASSWORD)).headers.get('set-cookie')
    expect(plain).toMatch(/^kickstand_session=.*HttpOnly; SameSite=Lax$/)
    expect(plain).not.toContain('Secure')
    const behindProxy = openWebDesk(database, { publicUrl: 'https://desk.test' })
    const secure = await signIn('anna@example.com', PASSWORD, {}, behindProxy)
    expect(secure.headers.get('set-cookie')).toMatch(/^__Host-kickstand_session=.*Secure/)
    const headers = { cookie: cookieFrom(secure) }
    expect((await behindProxy.send('/orders', { headers })).status).toBe(200)
  })

  test('and goes on to where they wanted to be', async () => {
    const next = '/orders/northshore/NS-1?done=a'
    const body = new URLSearchParams({ email: 'anna@example.com', password: PASSWORD, next })
    const response = await desk.send('/sign-in', { method: 'POST', body })
    expect(response.headers.get('location')).toBe(next)
  })

  test('and out again: the session is over, also for a copy of its cookie', async () => {
    const headers = { cookie: cookieFrom(await signIn('anna@example.com', PASSWORD)) }
    expect((await desk.send('/sign-out', { method: 'POST', headers })).headers.get('location')).toBe(
      '/sign-in',
    )
    const response = await desk.send('/orders', { headers })
    expect(response.status).toBe(303)
    expect(response.headers.get('location')).toBe('/sign-in?next=%2Forders')
  })

  test('no more with a cookie whose signature was touched', async () => {
    const cookie = await desk.cookieOf((await sql<{ id: string }[]>`select id from users`)[0]?.id ?? '')
    expect((await desk.send('/orders', { headers: { cookie } })).status).toBe(200)
    const touched = cookie.replace(
      /\.[^.]*$/,
      (signature) => `.${[...signature.slice(1)].reverse().join('')}`,
    )
    expect((await desk.send('/orders', { headers: { cookie: touched } })).status).toBe(303)
  })
})

describe('A wrong sign-in', () => {
  test('says the same of a wrong password as of an unknown person, and keeps the address', async () => {
    const wrong = await signIn('anna@example.com', 'right-hand-pedal')
    const unknown = await signIn('nobody@example.com', PASSWORD)
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const pages = await Promise.all([wrong.text(), unknown.text()])
    expect(pages[0]).toContain('value="anna@example.com"')
    const [one, other] = pages.map((page) =>
      page.replace(/value="[^"]*"/g, '').replace(/<title>.*?<\/title>/, ''),
    )
    expect(one).toBe(other)
  })

  test.each([
    ['', ''],
    ['anna@example.com\0', PASSWORD],
    [`${'a'.repeat(5_000)}@example.com`, PASSWORD],
    ['anna@example.com', 'x'.repeat(5_000)],
  ])('with nonsense (%#) is wrong and nothing worse', async (email, password) => {
    expect((await signIn(email, password)).status).toBe(401)
  })

  test('ten times locks that account for 15 minutes, even for the right password', async () => {
    await signIn('anna@example.com', 'guess')
    const [failure] = await sql<
      { key: string }[]
    >`select key from sign_in_failures where key like 'account:%'`
    await failAlready(failure?.key ?? '', 8)
    expect((await signIn('anna@example.com', PASSWORD)).status).toBe(303)
    await signIn('ANNA@example.com', 'guess')
    const locked = await signIn('anna@example.com', PASSWORD)
    expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900'])
    expect((await signIn('zoe@example.com', 'guess')).status).toBe(401)
    await sql`update sign_in_failures set failed_at = now() - interval '16 minutes'`
    expect((await signIn('anna@example.com', PASSWORD)).status).toBe(303)
  })

  test('a hundred times from one address locks that address', async () => {
    await failAlready('address:unknown', 99)
    expect((await signIn('anna@example.com', PASSWORD)).status).toBe(303)
    expect((await signIn('zoe@example.com', 'guess')).status).toBe(401)
    const locked = await signIn('anna@example.com', PASSWORD)
    expect(locked.status).toBe(429)
    expect(await wordsOf(locked)).toContain('Wait 15 minutes')
  })

  test('counts by the address that the proxy names, where there is one', async () => {
    const proxied = openWebDesk(database, { publicUrl: 'https://desk.test' })
    const from = (address: string) =>
      signIn('anna@example.com', PASSWORD, { 'x-forwarded-for': `6.6.6.6, ${address}` }, proxied)
    await failAlready('address:203.0.113.7', 100)
    expect((await from('203.0.113.7')).status).toBe(429)
    expect((await from('203.0.113.8')).status).toBe(303)
  })
})

describe('A one-time link', () => {
  const setTo = (token: string, password: string) =>
    desk.send(`/welcome/${token}`, { method: 'POST', body: new URLSearchParams({ password }) })

  test('is not used up by looking, sets the password once, ends other sessions, and signs in', async () => {
    const carl = await addUser(sql, 'carl@example.com', 'manager')
    const before = { cookie: await desk.cookieOf(carl?.id ?? '') }
    const token = await makeWelcome(sql, carl?.id ?? '')
    for (let look = 1; look <= 2; look++) {
      expect(await wordsOf(await desk.send(`/welcome/${token}`))).toContain('carl@example.com')
    }
    expect((await setTo(token, 'short')).status).toBe(422)
    const entered = await setTo(token, 'long-enough')
    expect(entered.status).toBe(303)
    expect((await desk.send('/orders', { headers: { cookie: cookieFrom(entered) } })).status).toBe(200)
    expect((await desk.send('/orders', { headers: before })).status).toBe(303)
    expect((await setTo(token, 'other-password')).status).toBe(410)
    expect((await signIn('carl@example.com', 'long-enough')).status).toBe(303)
  })

  test('ends when a newer one is made, after a day, and is not to be read in the database', async () => {
    const dora = await addUser(sql, 'dora@example.com', 'staff')
    const first = await makeWelcome(sql, dora?.id ?? '')
    const second = await makeWelcome(sql, dora?.id ?? '')
    expect((await desk.send(`/welcome/${first}`)).status).toBe(410)
    expect((await desk.send(`/welcome/${second}`)).status).toBe(200)
    const kept = JSON.stringify(await sql`select * from verifications`)
    expect(kept).not.toContain(second)
    await sql`update verifications set expires_at = now() - interval '1 second'`
    expect((await desk.send(`/welcome/${second}`)).status).toBe(410)
  })
})

describe('The first owner', () => {
  test('is made once, by whichever process is first, and only of an empty shop', async () => {
    expect(await ensureFirstOwner(sql, { firstOwner: undefined })).toBeNull()
    const empty = await createTestDatabase()
    const made = await Promise.all([1, 2].map(() => ensureFirstOwner(empty.sql, { firstOwner: undefined })))
    const owners = made.filter((owner) => owner !== null)
    expect(owners).toHaveLength(1)
    expect(owners[0]?.email).toBe('owner@kickstand.local')
    const there = openWebDesk(empty)
    expect((await signIn('owner@kickstand.local', owners[0]?.password ?? '', {}, there)).status).toBe(303)
    expect(await empty.sql`select role from users`).toMatchObject([{ role: 'owner' }])
  })

  test('is the configured one where there is one, whose password is never printed', async () => {
    const empty = await createTestDatabase()
    const firstOwner = { email: 'Olga@example.com', password: 'bottom-bracket' }
    expect(await ensureFirstOwner(empty.sql, { firstOwner })).toBeNull()
    const there = openWebDesk(empty)
    expect((await signIn('olga@example.com', 'bottom-bracket', {}, there)).status).toBe(303)
  })
})
