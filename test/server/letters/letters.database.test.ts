import { beforeEach, describe, expect, it } from 'vitest'
import { queueLetters } from '../../../activities/letters/queue.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openShop, webOrder } from '../../support/shop.ts'
import { hirePeople } from '../settings/owners.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await hirePeople(sql)
await shop.stock({ sku: 'BELL', onHand: 10 })
await sql`insert into mail_server (host, port, security, from_address) values ('mail.test', 25, 'none', 's@shop.test')`
const order = webOrder([{ sku: 'BELL' }])
const id = await shop.receive(order)
const desk = openWebDesk(database)
const anna = await desk.as('anna')
const page = `/orders/northshore/${order.number}`

const lettersOf = () => sql`select * from letters where order_id = ${id} order by id`
const written = {
  status: 'sent',
  tries: 1,
  firstTryAt: new Date(),
  handedAt: new Date(),
  endedAt: new Date(),
  language: 'en',
  recipient: 'kim@example.com',
  subject: 'We are on it',
  body: 'Hello <Kim>',
  messageId: '<a@b>',
}

beforeEach(async () => {
  await sql`delete from letters`
  await sql.begin(
    async (tx) =>
      void (await queueLetters(tx, {
        orderId: id,
        seq: 1,
        kinds: ['taken_on'],
        notBefore: new Date(Date.now() + 15_000),
      })),
  )
})

describe('The order’s page', () => {
  it('says when a letter goes out that is held back', async () => {
    expect(await wordsOf(await anna.get(page))).toMatch(
      /Taken on Waiting Goes out at [\d:]+ [AP]M, after the undo time/,
    )
  })

  it('shows what the customer got, and what the mail server said of what failed', async () => {
    await sql`update letters set ${sql(written)}`
    expect(await wordsOf(await anna.get(page))).toContain(
      'What it says, to kim@example.com We are on it Hello <Kim>',
    )
    await sql`update letters set status = 'failed', trouble = 'rejected', answer = '550 No such person'`
    expect(await wordsOf(await anna.get(page))).toContain(
      'Failed The mail server refused it. It said: “550 No such person”',
    )
    await sql`update letters set status = 'unknown', trouble = 'no_answer', answer = null`
    expect(await wordsOf(await anna.get(page))).toContain('It may have arrived')
  })

  it('says so where there is no mail server, and leads owners to where one is set up', async () => {
    const [server] = await sql`delete from mail_server returning host, port, security, from_address`
    await sql`delete from letters`
    expect(await wordsOf(await anna.get(page))).toContain('No mail server is set up')
    expect(await (await anna.get(page)).text()).not.toContain('/settings/mail')
    expect(await (await (await desk.as('olga')).get(page)).text()).toContain('href="/settings/mail"')
    await sql`insert into mail_server ${sql(server ?? {})}`
  })
})

describe('A letter that has ended', () => {
  it('of which nobody knows can be said to have arrived, and is late no more; another can not', async () => {
    const [first] = await lettersOf()
    const arrived = `${page}/letters/${first?.id}/arrived`
    await sql`update letters set ${sql({ ...written, status: 'failed', trouble: 'rejected' })}`
    await anna.post(arrived, {})
    expect(await lettersOf()).toMatchObject([{ status: 'failed', settledBy: null }])
    await sql`update letters set status = 'unknown', trouble = 'no_answer'`
    expect(await wordsOf(await anna.get(page))).toContain('It has arrived')
    const answer = await anna.post(arrived, {})
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${page}#letter-${first?.id}`])
    expect(await lettersOf()).toMatchObject([{ status: 'sent', settledBy: 'anna' }])
    expect(await wordsOf(await anna.get(page))).toContain('Anna found out that it has arrived.')
    expect(await wordsOf(await anna.get('/orders/late-letters'))).toContain('No letter of the last 7 days')
  })

  it('is sent again in the same words, elsewhere too, once for each form', async () => {
    await sql`update letters set ${sql(written)}`
    const [first] = await lettersOf()
    const form = { actionId: 'click-1', to: 'other@example.com' }
    const again = `${page}/letters/${first?.id}/again`
    const answers = [await anna.post(again, form), await anna.post(again, form)]
    const [, second, third] = await lettersOf()
    expect(third).toBeUndefined()
    expect(answers.map(({ headers }) => headers.get('location'))).toEqual(
      Array(2).fill(`${page}#letter-${second?.id}`),
    )
    expect(second).toMatchObject({
      status: 'waiting',
      recipient: 'other@example.com',
      subject: 'We are on it',
      body: 'Hello <Kim>',
      userId: 'anna',
      againOf: first?.id,
      messageId: null,
    })
    expect(await wordsOf(await anna.get(page))).toContain('Sent again by Anna.')
  })

  it('that had nowhere to go is written anew', async () => {
    await sql`update letters set status = 'failed', trouble = 'no_address', ended_at = now()`
    const [first] = await lettersOf()
    await anna.post(`${page}/letters/${first?.id}/again`, { to: 'kim@example.com' })
    expect((await lettersOf())[1]).toMatchObject({ subject: expect.stringContaining(order.number) })
  })

  it('is not sent while it waits, nor to what is no address', async () => {
    const [first] = await lettersOf()
    const again = `${page}/letters/${first?.id}/again`
    expect((await anna.post(again, { to: 'kim@example.com' })).status).toBe(409)
    await sql`update letters set ${sql(written)}`
    expect((await anna.post(again, { to: 'kim' })).status).toBe(422)
    expect((await anna.post(`${page}/letters/999/again`, { to: 'kim@example.com' })).status).toBe(409)
    expect(await lettersOf()).toHaveLength(1)
  })
})

describe('A letter that did not go out', () => {
  it('is told of on the queue, and leads to its order, until somebody has sent it again', async () => {
    expect(await wordsOf(await anna.get('/orders'))).not.toContain('did not go out')
    await sql`update letters set ${sql({ ...written, status: 'unknown', trouble: 'no_answer' })}`
    const [first] = await lettersOf()
    expect(await wordsOf(await anna.get('/orders'))).toContain('1 letter of the last 7 days did not go out')
    const list = await (await anna.get('/orders/late-letters')).text()
    expect(list).toContain(`href="${page}#letter-${first?.id}"`)
    await anna.post(`${page}/letters/${first?.id}/again`, { to: 'kim@example.com' })
    expect(await wordsOf(await anna.get('/orders'))).not.toContain('did not go out')
    expect(await wordsOf(await anna.get('/orders/late-letters'))).toContain(
      'No letter of the last 7 days has failed',
    )
  })

  it('is forgotten after a week', async () => {
    await sql`update letters set status = 'failed', trouble = 'no_address', ended_at = now() - interval '8 days'`
    expect(await wordsOf(await anna.get('/orders'))).not.toContain('did not go out')
  })
})

describe('A letter by hand', () => {
  const typed = {
    to: 'kim@example.com',
    subject: 'Your bell',
    text: 'It rings.',
    purpose: 'order',
    actionId: 'w-1',
  }

  it('begins with the customer’s name, and waits to be sent under the writer’s', async () => {
    const form = await wordsOf(await anna.get(`${page}/letters/new`))
    expect(form).toContain('Hello Kim,')
    expect(form).toContain('The customer most likely reads English')
    await anna.post(`${page}/letters/new`, typed)
    await anna.post(`${page}/letters/new`, typed)
    const [, letter, other] = await lettersOf()
    expect(other).toBeUndefined()
    expect(letter).toMatchObject({
      kind: 'free',
      status: 'waiting',
      userId: 'anna',
      body: 'It rings.',
      seq: null,
    })
    expect(await wordsOf(await anna.get(page))).toContain(
      'Written by hand Waiting Goes out in a moment. Written by Anna.',
    )
  })

  it.each([
    [{ to: 'kim@example.com, all@example.com' }, 'one e-mail address'],
    [{ to: 'a@b.test\r\nBcc: c@d.test' }, 'one e-mail address'],
    [{ subject: 'a\nBcc: c@d.test' }, 'The subject needs'],
    [{ subject: ' ' }, 'The subject needs'],
    [{ text: '' }, 'The text needs'],
    [{ text: 'a\0b' }, 'a sign that can’t be seen'],
    [{ subject: 'a\0b' }, 'The subject needs'],
    [{ to: 'kim\0@example.com' }, 'one e-mail address'],
    [{ text: 'x'.repeat(10_001) }, 'The text needs'],
    [{ purpose: 'advertising' }, 'not agreed to advertising'],
    [{ purpose: 'spam' }, 'Choose what the letter is for'],
  ])('wrongly (%j) comes back with what was typed', async (fields, told) => {
    const response = await anna.post(`${page}/letters/new`, { ...typed, ...fields })
    expect(response.status).toBe(422)
    expect(await wordsOf(response)).toContain(told)
    expect(await lettersOf()).toHaveLength(1)
  })

  it('may be advertising for a customer who agreed, and is not sent again when the customer does not any more', async () => {
    await sql`update customers set include_in_communications = true`
    await anna.post(`${page}/letters/new`, { ...typed, purpose: 'advertising' })
    const letter = (await lettersOf())[1]
    expect(letter?.advertising).toBe(true)
    await sql`update letters set ${sql(written)} where id = ${letter?.id ?? 0}`
    await sql`update customers set include_in_communications = false`
    expect((await anna.post(`${page}/letters/${letter?.id}/again`, { to: 'kim@example.com' })).status).toBe(
      409,
    )
  })

  it('of an order that can’t be named is not found', async () => {
    for (const address of ['/orders/northshore/a%00b/letters/new', '/orders/%00/1/letters/1/arrived']) {
      expect((await anna.post(address, typed)).status).toBe(404)
    }
  })

  it('is not taken where there is no mail server', async () => {
    const [server] = await sql`delete from mail_server returning host, port, security, from_address`
    const response = await anna.post(`${page}/letters/new`, typed)
    expect([response.status, await wordsOf(response)]).toEqual([
      422,
      expect.stringContaining('No mail server is set up'),
    ])
    await sql`insert into mail_server ${sql(server ?? {})}`
  })
})
