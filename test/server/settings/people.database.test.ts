import { beforeEach, describe, expect, test } from 'vitest'
import type { Queryable } from '../../../db/client.ts'
import { ensureFirstOwner } from '../../../server/auth.ts'
import { commandLine } from '../../../server/settings/changes.ts'
import { addPerson, changePerson, deactivate } from '../../../server/settings/people.ts'
import { hashPassword } from '../../../server/sign-in/password.ts'
import { setPassword } from '../../../server/sign-in/users.ts'
import { createTestDatabase } from '../../support/database.ts'
import { HOST, openWebDesk, type Person, wordsOf } from '../web-desk.ts'
import { changesOf, forgetEverything, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const desk = openWebDesk(database)
const PASSWORD = 'left-hand-pedal'
const passwordHash = await hashPassword(PASSWORD)
let olga: Person
let otto: Person

beforeEach(async () => {
  await forgetEverything(sql, true)
  await hirePeople(sql)
  ;[olga, otto] = await Promise.all([desk.as('olga'), desk.as('otto')])
})

const roleOf = async (id: string) =>
  (await sql<{ role: string }[]>`select role from users where id = ${id}`)[0]?.role
const isActive = async (id: string) =>
  (await sql`select from users where id = ${id} and deactivated_at is null`).length === 1
const signIn = (email: string, password = PASSWORD) =>
  desk.send('/sign-in', { method: 'POST', body: new URLSearchParams({ email, password }) })
const givePassword = (id: string) => sql.begin((tx) => setPassword(tx, id, passwordHash))
const linkIn = (html: string) => /value="(http[^"]*\/welcome\/[^"]+)"/.exec(html)?.[1] ?? ''
const pathOf = (link: string) => new URL(link).pathname

describe('An owner adds a person', () => {
  test('and gets a link, shown once, with which the person sets a password and is in', async () => {
    const added = await olga.post('/settings/people', {
      email: ' Anna@Example.com ',
      name: 'Anna',
      role: 'staff',
    })
    expect(added.status).toBe(200)
    const link = linkIn(await added.text())
    expect(new URL(link).host).toBe(HOST)
    const entered = await desk.send(pathOf(link), {
      method: 'POST',
      body: new URLSearchParams({ password: PASSWORD }),
    })
    expect(entered.status).toBe(303)
    expect((await signIn('anna@example.com')).status).toBe(303)
    const [anna] = await sql<{ id: string }[]>`select id from users where email = 'anna@example.com'`
    expect(await changesOf(sql, anna?.id ?? '')).toEqual([
      'olga: added {"role":"staff"}',
      `${anna?.id}: password_changed`,
      `${anna?.id}: signed_in {"by":"link"}`,
      `${anna?.id}: signed_in {"by":"password"}`,
    ])
    const page = await (await olga.get(`/settings/people/${anna?.id}`)).text()
    expect(page).not.toContain('/welcome/')
  })

  test.each([
    [{ email: 'nobody', name: '', role: 'staff' }, 'Type an e-mail address'],
    [{ email: 'a\0@example.com', name: '', role: 'staff' }, 'Type an e-mail address'],
    [{ email: 'a@example.com', name: 'x'.repeat(201), role: 'staff' }, 'The name needs'],
    [{ email: 'a@example.com', name: 'A\0', role: 'staff' }, 'The name needs'],
    [{ email: 'a@example.com', name: '<b>A', role: 'king' }, 'Choose a role'],
    [{ email: 'SAM@example.com', name: 'Sam', role: 'staff' }, 'There is somebody with this address'],
  ])('wrongly (%#), is told so, and finds what was typed', async (fields, told) => {
    const response = await olga.post('/settings/people', fields)
    expect(response.status).toBe(422)
    expect(await wordsOf(response.clone())).toContain(told)
    expect(await response.text()).toContain(`value="${fields.name.replace('<b>', '&lt;b&gt;')}"`)
    expect(await sql`select from users`).toHaveLength(4)
  })
})

describe('The command line', () => {
  test('adds people by the same rules, and its changes are kept like everybody’s', async () => {
    const added = await addPerson(sql, commandLine, { email: 'new@example.com', role: 'manager' })
    expect(added).toMatchObject({ ok: true })
    const again = await addPerson(sql, commandLine, { email: 'NEW@example.com', role: 'staff' })
    expect(again).toEqual({ ok: false, why: 'known' })
    const id = added.ok ? added.person.id : ''
    expect(await changesOf(sql, id)).toEqual(['command: added {"role":"manager"}'])
    const words = await wordsOf(await olga.get('/settings/changes'))
    expect(words).toContain('Command line Added person New')
  })

  test('is not who made the first owner: the first start did', async () => {
    const emptyShop = await createTestDatabase()
    const { sql: empty } = emptyShop
    await ensureFirstOwner(empty, { firstOwner: { email: 'first@example.com', password: PASSWORD } })
    const [owner] = await empty<{ id: string }[]>`select id from users`
    expect(await changesOf(empty, owner?.id ?? '')).toEqual([
      'command: added {"role":"owner","firstStart":true}',
    ])
    const first = await openWebDesk(emptyShop).as(owner?.id ?? '')
    const page = await first.get('/settings/changes')
    expect(await wordsOf(page)).toContain('The first start Added person First Role Owner')
  })
})

describe('An owner changes a person', () => {
  test('and the new role counts from the next page on', async () => {
    const mia = await desk.as('mia')
    expect((await mia.get('/settings/people')).status).toBe(403)
    const changed = await olga.post('/settings/people/mia', { name: 'Mia', role: 'owner' })
    expect(changed.headers.get('location')).toBe('/settings/people/mia?done=changed')
    expect((await mia.get('/settings/people')).status).toBe(200)
    expect(await changesOf(sql, 'mia')).toEqual(['olga: changed {"role":"manager"} → {"role":"owner"}'])
  })

  test('or deactivates them: out at once on every device, until reactivated', async () => {
    await givePassword('sam')
    const sam = await desk.as('sam')
    const link = linkIn(await (await olga.post('/settings/people/sam/link', {})).text())
    await olga.post('/settings/people/sam/deactivate', {})
    expect((await sam.get('/orders')).status).toBe(303)
    expect((await signIn('sam@example.com')).status).toBe(401)
    expect((await desk.send(pathOf(link))).status).toBe(410)
    expect((await olga.post('/settings/people/sam/link', {})).status).toBe(409)
    await olga.post('/settings/people/sam/reactivate', {})
    expect((await sam.get('/orders')).status).toBe(303)
    expect((await signIn('sam@example.com')).status).toBe(303)
    expect(await changesOf(sql, 'sam')).toEqual([
      'olga: link_made',
      'olga: deactivated',
      'command: sign_in_failed {"failures":1}',
      'olga: reactivated',
      'sam: signed_in {"by":"password"}',
    ])
  })

  test('or only signs them out everywhere', async () => {
    const sam = await desk.as('sam')
    expect(await wordsOf(await olga.get('/settings/people/sam'))).toContain('One device is signed in')
    await olga.post('/settings/people/sam/sign-out', {})
    expect((await sam.get('/orders')).status).toBe(303)
    expect(await isActive('sam')).toBe(true)
  })

  test('but never the own role or access', async () => {
    const demoted = await olga.post('/settings/people/olga', { name: 'Olga', role: 'staff' })
    expect(demoted.status).toBe(409)
    expect(await wordsOf(demoted)).toContain('Ask another owner')
    expect((await olga.post('/settings/people/olga/deactivate', {})).status).toBe(409)
    expect([await roleOf('olga'), await isActive('olga')]).toEqual(['owner', true])
  })

  test('or makes a link for nobody: there is no such page', async () => {
    expect((await olga.post('/settings/people/nobody/link', {})).status).toBe(404)
    expect((await olga.get('/settings/people/%00')).status).toBe(404)
  })
})

describe('The last owner', () => {
  test('stays: of two owners who demote or deactivate each other at once, one is left', async () => {
    for (let round = 0; round < 10; round++) {
      await sql`update users set role = 'owner', deactivated_at = null where id in ('olga', 'otto')`
      const answers = await Promise.all([
        olga.post('/settings/people/otto', { name: 'Otto', role: 'staff' }),
        round % 2 === 0
          ? otto.post('/settings/people/olga', { name: 'Olga', role: 'manager' })
          : otto.post('/settings/people/olga/deactivate', {}),
      ])
      expect(answers.map(({ status }) => status).sort()).toContain(303)
      const left = await sql`select from users where role = 'owner' and deactivated_at is null`
      expect(left, `round ${round}`).toHaveLength(1)
      ;[olga, otto] = await Promise.all([desk.as('olga'), desk.as('otto')])
    }
  })

  test('stays, whoever writes it: of two at once the database lets one wait and refuses it', async () => {
    const demote = (on: Queryable, id: string) => on`update users set role = 'staff' where id = ${id}`
    let second: Promise<unknown> = Promise.resolve()
    await sql.begin(async (tx) => {
      await demote(tx, 'olga')
      second = sql.begin((other) => demote(other, 'otto')).catch((error: Error) => error)
      await untilDoneOrWaiting(second)
    })
    expect(await second).toMatchObject({ constraint_name: 'users_last_owner' })
    expect(await sql`select id from users where role = 'owner'`).toEqual([{ id: 'otto' }])
  })

  /** Until the statement is over, or stands before somebody's lock. */
  async function untilDoneOrWaiting(statement: Promise<unknown>) {
    let isDone = false
    void statement.then(() => {
      isDone = true
    })
    const end = Date.now() + 10_000
    while (!isDone && Date.now() < end) {
      const waiting = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      if (waiting.length > 0) return
    }
  }

  test('stays for the command line, too, with a reason', async () => {
    await deactivate(sql, commandLine, 'otto')
    expect(await changePerson(sql, commandLine, 'olga', { name: 'Olga', role: 'staff' })).toEqual({
      ok: false,
      why: 'last_owner',
    })
    expect(await deactivate(sql, commandLine, 'olga')).toEqual({ ok: false, why: 'last_owner' })
    expect(await changesOf(sql, 'olga')).toEqual([])
  })

  test('is no owner any more when the page is older than the demotion', async () => {
    await changePerson(sql, commandLine, 'otto', { name: 'Otto', role: 'staff' })
    const late = await addPerson(
      sql,
      { kind: 'person', userId: 'otto' },
      { email: 'x@example.com', role: 'owner' },
    )
    expect(late).toEqual({ ok: false, why: 'not_owner' })
  })
})

describe('A lost password', () => {
  const ask = (email: string) =>
    desk.send('/sign-in/help', { method: 'POST', body: new URLSearchParams({ email }) })

  test('is asked about without a word on who has an account, and shown to owners until a link is made', async () => {
    const answers = await Promise.all(['sam@example.com', 'nobody@example.com', 'x\0y'].map(ask))
    expect(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`)).toEqual(
      Array(3).fill('303 /sign-in/help?asked'),
    )
    expect(await wordsOf(await olga.get('/settings/people'))).toContain('Asks for a new password')
    await olga.post('/settings/people/sam/link', {})
    expect(await wordsOf(await olga.get('/settings/people'))).not.toContain('Asks for a new password')
  })

  test('is asked about ten times from one address, then no more for a while', async () => {
    for (let time = 0; time < 10; time++) expect((await ask('sam@example.com')).status).toBe(303)
    const limited = await ask('mia@example.com')
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '900'])
    expect(await sql`select from password_requests`).toHaveLength(1)
  })
})

describe('One’s own account', () => {
  const change = (person: Person, old: string, next: string) =>
    person.post('/account/password', { old, new: next })

  test('has a new password only for the old one; other devices are signed out, this one stays', async () => {
    await givePassword('sam')
    const [here, there] = await Promise.all([desk.as('sam'), desk.as('sam')])
    const wrong = await change(here, 'guess-guess', 'top-tube-bag')
    expect(wrong.status).toBe(422)
    expect(await wordsOf(wrong)).toContain('present password is not right')
    expect((await change(here, PASSWORD, 'short')).status).toBe(422)
    expect((await there.get('/orders')).status).toBe(200)
    expect((await change(here, PASSWORD, 'top-tube-bag')).headers.get('location')).toBe(
      '/account?done=password',
    )
    expect([(await here.get('/orders')).status, (await there.get('/orders')).status]).toEqual([200, 303])
    expect((await signIn('sam@example.com', 'top-tube-bag')).status).toBe(303)
  })

  test('is not open to guessing at a page that was left open', async () => {
    await givePassword('sam')
    const sam = await desk.as('sam')
    await change(sam, 'guess-guess', 'top-tube-bag')
    await sql`insert into sign_in_failures (key)
      select key from sign_in_failures, generate_series(1, 9) where key like 'account:%'`
    expect((await change(sam, PASSWORD, 'top-tube-bag')).status).toBe(429)
  })

  test('shows the own devices and ends those that one names, nobody else’s', async () => {
    const [here, there] = await Promise.all([desk.as('sam'), desk.as('sam')])
    await sql`update sessions set user_agent = 'Mozilla/5.0 (iPhone) CriOS/1 Safari/1' where user_id = 'sam'`
    expect(await wordsOf(await here.get('/account'))).toContain('Chrome on iPhone')
    const olgas = await sql<{ id: string }[]>`select id from sessions where user_id = 'olga'`
    await here.post('/account/sessions', { session: olgas[0]?.id ?? '' })
    expect((await olga.get('/orders')).status).toBe(200)
    await here.post('/account/sessions', { session: 'others' })
    expect([(await here.get('/orders')).status, (await there.get('/orders')).status]).toEqual([200, 303])
  })

  test('tells when somebody was here last, with one more statement a minute and not a page', async () => {
    const sam = await desk.as('sam')
    await sam.get('/orders')
    const seenAt = async () => (await sql`select last_seen_at from users where id = 'sam'`)[0]?.lastSeenAt
    expect(await seenAt()).toBeNull()
    await sql`update sessions set updated_at = now() - interval '2 minutes' where user_id = 'sam'`
    await sam.get('/orders')
    const first = await seenAt()
    await sam.get('/orders')
    expect(first).toBeInstanceOf(Date)
    expect(await seenAt()).toEqual(first)
  })
})
