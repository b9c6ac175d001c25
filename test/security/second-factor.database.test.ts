import { base32 } from '@better-auth/utils/base32'
import { createOTP } from '@better-auth/utils/otp'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commandLine } from '../../server/settings/changes.ts'
import { hashPassword } from '../../server/sign-in/password.ts'
import { removeSecondFactor } from '../../server/sign-in/second-factor-routes.tsx'
import { makeWelcome, setPassword } from '../../server/sign-in/users.ts'
import { changesOf, hirePeople } from '../server/settings/owners.ts'
import { openWebDesk, wordsOf } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'

const database = await createTestDatabase()
const { sql } = database
await hirePeople(sql)
const desk = openWebDesk(database)
const PASSWORD = 'left-hand-pedal'

beforeAll(async () => {
  const hash = await hashPassword(PASSWORD)
  for (const person of ['olga', 'otto', 'mia']) await sql.begin((tx) => setPassword(tx, person, hash))
})
beforeEach(() => sql`delete from sign_in_failures`)

const send = (path: string, fields: Record<string, string>, cookie = '') =>
  desk.send(path, { method: 'POST', body: new URLSearchParams(fields), headers: { cookie } })
const cookiesOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
const see = (path: string, cookie: string) => desk.send(path, { headers: { cookie } })

/** A browser with the right password, before the code. */
async function signIn(person: string, password = PASSWORD) {
  const response = await send('/sign-in', { email: `${person}@example.com`, password })
  return { status: response.status, to: response.headers.get('location'), cookie: cookiesOf(response) }
}

/** The code that the app shows; `at` so many half minutes from now. */
async function codeOf(secret: string, at = 0): Promise<string> {
  const otp = createOTP(new TextDecoder().decode(base32.decode(secret)), { digits: 6, period: 30 })
  return otp.hotp(Math.floor(Date.now() / 30_000) + at)
}

/** Sets it up as a person does without JavaScript. */
async function setUp(person: string) {
  const { cookie } = await signIn(person)
  expect((await send('/account/second-factor/begin', { password: PASSWORD }, cookie)).status).toBe(303)
  const words = await wordsOf(await see('/account/second-factor', cookie))
  const secret = (/type this key into it: ((?:[A-Z2-7]{1,4} )+)/.exec(words)?.[1] ?? '').replaceAll(' ', '')
  const image = await see('/account/second-factor/image.svg', cookie)
  expect([image.headers.get('content-type'), (await image.text()).includes('style=')]).toEqual([
    'image/svg+xml',
    false,
  ])
  const on = await send('/account/second-factor/confirm', { code: await codeOf(secret) }, cookie)
  const codes = (await wordsOf(on)).match(/\b[A-Za-z0-9]{5}-[A-Za-z0-9]{5}\b/g) ?? []
  return { cookie: cookiesOf(on), former: cookie, secret, codes }
}

const forget = async (person: string) => {
  await removeSecondFactor(sql, commandLine, person)
}

describe('An owner who set up a second factor', () => {
  test('is asked for a code beside the password, and let in by it once', async () => {
    const other = await signIn('olga')
    const { secret, cookie, codes } = await setUp('olga')
    expect(codes).toHaveLength(10)
    expect((await see('/settings/people', cookie)).status).toBe(200)
    expect((await see('/orders', other.cookie)).status).toBe(303)

    const asked = await signIn('olga')
    expect([asked.status, asked.to]).toEqual([303, '/sign-in/code'])
    expect((await see('/orders', asked.cookie)).status).toBe(303)
    expect(await wordsOf(await see('/sign-in/code', asked.cookie))).toContain('The six digits')
    const wrong = await send('/sign-in/code', { code: '000000' }, asked.cookie)
    expect([wrong.status, await wordsOf(wrong)]).toEqual([401, expect.stringContaining('is not right')])
    const code = await codeOf(secret, 1)
    const entered = await send(
      '/sign-in/code',
      { code: ` ${code.slice(0, 3)} ${code.slice(3)}`, next: '/orders' },
      asked.cookie,
    )
    expect([entered.status, entered.headers.get('location')]).toEqual([303, '/orders'])
    expect((await see('/orders', cookiesOf(entered))).status).toBe(200)

    const again = await signIn('olga')
    const stolen = await send('/sign-in/code', { code }, again.cookie)
    expect([stolen.status, await wordsOf(stolen)]).toEqual([401, expect.stringContaining('Sign in again')])
    expect((await changesOf(sql, 'olga')).slice(-3)).toEqual([
      'olga: signed_in {"by":"password"}',
      'olga: second_factor_on',
      'olga: signed_in {"by":"code"}',
    ])
    await forget('olga')
  })

  test('comes in by each of the kept codes once, where the app is lost, with or without the hyphen', async () => {
    const { codes } = await setUp('olga')
    const [first = '', second = ''] = codes
    const enter = async (code: string) => send('/sign-in/code', { code }, (await signIn('olga')).cookie)
    expect((await enter(first)).status).toBe(303)
    expect((await enter(first)).status).toBe(401)
    expect((await enter(second.replace('-', ' '))).status).toBe(303)
    await forget('olga')
  })

  test('guesses five times, then the password is asked again; nothing tells which of the two was wrong', async () => {
    await setUp('olga')
    const { cookie } = await signIn('olga')
    const answers: number[] = []
    let last = ''
    for (let tries = 0; tries < 6; tries++) {
      const answer = await send('/sign-in/code', { code: '000000' }, cookie)
      answers.push(answer.status)
      last = await wordsOf(answer)
    }
    expect(answers).toEqual([401, 401, 401, 401, 401, 401])
    expect(last).toContain('Too many wrong codes')
    expect((await signIn('olga', 'wrong password')).status).toBe(401)
    await forget('olga')
  })

  test('is not passed by with a one-time link, and comes in again once it was reset by whoever runs the desk', async () => {
    await setUp('olga')
    const token = await makeWelcome(sql, 'olga')
    const set = await send(`/welcome/${token}`, { password: PASSWORD })
    expect([set.headers.get('location'), set.headers.getSetCookie()]).toEqual(['/sign-in', []])
    expect((await signIn('olga')).to).toBe('/sign-in/code')
    await forget('olga')
    expect((await signIn('olga')).to).toBe('/orders')
  })

  test('takes it off with the password, and not without', async () => {
    const { cookie } = await setUp('olga')
    expect((await send('/account/second-factor/end', { password: 'guess-guess' }, cookie)).status).toBe(422)
    expect((await signIn('olga')).to).toBe('/sign-in/code')
    const off = await send('/account/second-factor/end', { password: PASSWORD }, cookie)
    expect((await see('/orders', cookiesOf(off))).status).toBe(200)
    expect((await signIn('olga')).to).toBe('/orders')
  })
})

describe('An owner who asks a second factor of owners and managers', () => {
  test('keeps those without one off the pages beside the orders, and nobody off the orders', async () => {
    const olga = await desk.as('olga')
    await olga.post('/settings/people/second-factor', [
      ['role', 'manager'],
      ['role', 'staff'],
    ])
    const mia = await desk.as('mia')
    const money = await mia.get('/money')
    expect([money.status, money.headers.get('location')]).toEqual([303, '/account/second-factor'])
    expect(await wordsOf(await mia.get('/account/second-factor'))).toContain(
      'The owner asks for a second factor',
    )
    expect((await mia.get('/orders')).status).toBe(200)
    expect((await (await desk.as('sam')).get('/orders')).status).toBe(200)
    const { cookie } = await setUp('mia')
    expect((await see('/money', cookie)).status).toBe(200)
    expect(await wordsOf(await olga.get('/settings/people/mia'))).toMatch(
      /Active Second factor .* user reset /,
    )
    expect(await changesOf(sql, 'sign-in')).toEqual([
      'olga: changed {"secondFactor":[]} → {"secondFactor":["manager"]}',
    ])
  })
})

describe('Failed sign-ins', () => {
  test('are noted when they begin and when they lock the account, and no more often', async () => {
    await signIn('otto', 'guess-guess')
    await sql`insert into sign_in_failures (key) select key from sign_in_failures, generate_series(1, 8)`
    await signIn('otto', 'guess-guess')
    await signIn('nobody', 'guess-guess')
    expect(await changesOf(sql, 'otto')).toEqual([
      'command: sign_in_failed {"failures":1}',
      'command: sign_in_failed {"failures":10}',
    ])
  })
})
