import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../support/database.ts'
import { openMailServer, refuses } from '../../support/mail-server.ts'
import { openShop, webOrder } from '../../support/shop.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { changesOf, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await hirePeople(sql)
const mail = await openMailServer()
const olga = await openWebDesk(database).as('olga')

const form = {
  host: '127.0.0.1',
  port: String(mail.port),
  security: 'none',
  username: 'shop',
  password: 'secret-word',
  fromAddress: 'shop@shop.test',
}
const server = async () => (await sql`select * from mail_server`)[0]

beforeEach(async () => {
  await sql`delete from mail_server`
  mail.behaves({})
})

describe('The mail server', () => {
  test('is set up by an owner, and its password neither shown nor written down', async () => {
    expect((await olga.post('/settings/mail', form)).headers.get('location')).toBe(
      '/settings/mail?done=changed',
    )
    expect(await server()).toMatchObject({
      host: '127.0.0.1',
      username: 'shop',
      sealedPassword: 'secret-word',
    })
    await olga.post('/settings/mail', { ...form, password: '', fromAddress: 'desk@shop.test' })
    await olga.post('/settings/mail', { ...form, password: 'other-word', fromAddress: 'desk@shop.test' })
    expect(await server()).toMatchObject({ sealedPassword: 'other-word', fromAddress: 'desk@shop.test' })
    const html = await (await olga.get('/settings/mail')).text()
    expect(html).toContain('value="desk@shop.test"')
    expect(html).not.toMatch(/secret-word|other-word/)
    const changes = (await changesOf(sql, 'mail')).join('\n')
    expect(changes).toMatch(/added[\s\S]*password_changed/)
    expect(changes).not.toMatch(/secret-word|other-word/)
    expect(await wordsOf(await olga.get('/settings/changes'))).toContain('Sender’s address')
  })

  test.each([
    [{ host: 'two hosts' }, 'Type the name of the mail server'],
    [{ host: 'a\r\nb' }, 'Type the name of the mail server'],
    [{ port: '0' }, 'from 1 to 65535'],
    [{ security: 'some' }, 'Choose an encryption'],
    [{ password: '' }, 'Type the password'],
    [{ password: 'a\0b' }, 'Type the password'],
    [{ username: 'a\0b' }, 'on one line'],
    [{ host: 'a\0b' }, 'Type the name of the mail server'],
    [{ fromAddress: 'shop' }, 'Type the sender’s e-mail address'],
    [{ fromAddress: 'shop@shop.test\r\nBcc: a@b.test' }, 'Type the sender’s e-mail address'],
  ])('wrongly set up (%j) stays as it was, and what was typed is kept', async (fields, told) => {
    const response = await olga.post('/settings/mail', { ...form, ...fields })
    expect([response.status, await wordsOf(response)]).toEqual([422, expect.stringContaining(told)])
    expect(await server()).toBeUndefined()
  })

  test('that is another one is not told the password of this one', async () => {
    await olga.post('/settings/mail', form)
    for (const other of [{ host: 'elsewhere.test' }, { port: '26' }, { username: 'somebody' }]) {
      const response = await olga.post('/settings/mail', { ...form, ...other, password: '' })
      expect([response.status, await wordsOf(response)]).toEqual([
        422,
        expect.stringContaining('password again'),
      ])
    }
    expect((await olga.post('/settings/mail', { ...form, username: '', password: '' })).status).toBe(303)
    expect(await server()).toMatchObject({ username: null, sealedPassword: null })
  })

  test('is tried with a letter to whoever asks, and says itself what is wrong', async () => {
    await olga.post('/settings/mail', form)
    await sql`
      update mail_server set away_since = now(), away_tries = 1, away_until = now(), trouble = 'login'`
    expect((await olga.post('/settings/mail/test', {})).headers.get('location')).toBe(
      '/settings/mail?done=tested',
    )
    expect(mail.received.at(-1)?.to).toMatchObject({ text: 'olga@example.com' })
    expect(await server()).toMatchObject({ awaySince: null, lastSentAt: expect.any(Date) })
    mail.behaves({ onAuth: (_, __, done) => done(refuses(535, 'Who are you?')) })
    const words = await wordsOf(await olga.post('/settings/mail/test', {}))
    expect(words).toContain('The test letter was not sent.')
    expect(words).toContain('does not take the user name or the password')
  })

  test('that is removed is gone; the page says which letters did not go out', async () => {
    await olga.post('/settings/mail', form)
    const order = webOrder([{ sku: 'X' }])
    const id = await shop.receive(order)
    await sql`
      insert into letters (order_id, key, seq, kind, status, trouble, ended_at)
      values (${id}, '1:ready', 1, 'ready', 'failed', 'no_address', now())`
    const words = await wordsOf(await olga.get('/settings/mail'))
    expect(words).toContain('1 letter of the last 7 days did not go out')
    expect(words).toContain(`${order.number} Ready for pickup`)
    expect((await olga.post('/settings/mail/removal', {})).status).toBe(303)
    expect(await server()).toBeUndefined()
    expect(await wordsOf(await olga.get('/settings/mail?done=removed'))).toContain(
      'The mail server is removed.',
    )
  })
})
