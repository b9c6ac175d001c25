import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimDue, nextDue } from '../../../activities/letters/claim.ts'
import { type LetterDeps, startLetters } from '../../../activities/letters/index.ts'
import { queueLetters } from '../../../activities/letters/queue.ts'
import type { Dispatcher } from '../../../activities/outbox/dispatcher.ts'
import { LETTERS_CHANNEL } from '../../../db/channels.ts'
import type { AskedLetter } from '../../../domain/letters.ts'
import { createTestDatabase } from '../../support/database.ts'
import { until } from '../../support/engine.ts'
import { openBox } from '../../support/integrator.ts'
import { openMailServer, refuses } from '../../support/mail-server.ts'
import { openShop, silentLog, webOrder } from '../../support/shop.ts'

const { sql } = await createTestDatabase()
const shop = await openShop(sql)
const mail = await openMailServer()
await shop.stock({ sku: 'BELL', onHand: 10_000 })

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const limits = { connectMs: 1_000, answerMs: 500, wholeMs: 5_000 }
let ahead = 0
const now = () => new Date(Date.now() + ahead)
const dispatchers: Dispatcher[] = []

async function dispatch(more: Partial<LetterDeps> = {}) {
  const started = await startLetters({ sql, secrets: openBox, log: silentLog, own: [], now, limits, ...more })
  dispatchers.push(started)
  return started
}

/** Lets time pass for whoever looks at the clock. */
async function later(ms: number) {
  ahead += ms
  await sql.notify(LETTERS_CHANNEL, '')
}

/** An order that was taken on, whose letter is asked for. */
async function asked(
  kinds: AskedLetter[] = ['taken_on'],
  { more = {}, notBefore = null as Date | null } = {},
) {
  const id = await shop.receive(webOrder([{ sku: 'BELL' }], more))
  await sql`update orders set status = 'in_process' where id = ${id}`
  await ask(id, kinds, notBefore)
  return id
}
const ask = (orderId: number, kinds: AskedLetter[], notBefore: Date | null = null, seq = 1) =>
  sql.begin(async (tx) => void (await queueLetters(tx, { orderId, seq, kinds, notBefore })))

/** An order with as many events, whatever they are. */
async function withEvents(count: number) {
  const id = await shop.receive(webOrder([{ sku: 'BELL' }]))
  await sql`
    insert into order_events (order_id, seq, happening_id, type, actor_kind, to_status, version, inputs, outcome, at)
    select order_id, n, n, 'comment', actor_kind, to_status, version, '{}', '{}', at
    from order_events, generate_series(2, ${count}) n where order_id = ${id} and seq = 1`
  return id
}
const standsAt = (orderId: number, status: string, undoUntil: Date | null = null) => sql`
  update orders set status = ${status}, step = ${undoUntil && JSON.stringify({ until: undoUntil })}::text::jsonb
  where id = ${orderId}`
const statusesOf = async (orderId: number) =>
  (await sql`select kind, status from letters where order_id = ${orderId} order by id`).map(
    ({ kind, status }) => `${kind} ${status}`,
  )

const letterOf = async (orderId: number) => {
  const [row] = await sql`select * from letters where order_id = ${orderId} order by id desc limit 1`
  return row
}
const letterIs = (orderId: number, status: string, tries?: number) =>
  until(async () => {
    const row = await letterOf(orderId)
    return (
      row?.status === status && row.leaseUntil === null && (tries === undefined || row.tries === tries) && row
    )
  }, `the letter of ${orderId} to be ${status}`)

beforeEach(async () => {
  ahead = 0
  mail.received.length = 0
  mail.behaves({})
  await sql`delete from letters`
  await sql`update happenings set status = 'refused', refusal = '{}', answered_at = now() where status = 'waiting'`
  await sql`delete from letter_templates`
  await mail.setUp(sql)
  await sql`update stores set email = 'counter@shop.test'`
})

afterEach(async () => {
  for (const one of dispatchers.splice(0)) await one.stop()
})

describe('a customer’s letter', () => {
  it('arrives with the shop’s name, in words, and is kept as it went out', async () => {
    await dispatch()
    const id = await asked()
    const letter = await letterIs(id, 'sent', 1)
    const [arrived] = mail.received
    expect(arrived?.from?.text).toBe('"Main Street" <shop@shop.test>')
    expect(arrived?.to).toMatchObject({ text: 'kim@example.com' })
    expect(arrived?.replyTo?.text).toBe('"Main Street" <counter@shop.test>')
    expect(arrived?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(arrived?.subject).toBe(letter.subject)
    expect(arrived?.text?.trim()).toBe(letter.body)
    expect(arrived?.messageId).toBe(letter.messageId)
    expect(letter).toMatchObject({ recipient: 'kim@example.com', language: 'en', trouble: null })
    expect(letter.body).toContain('1 × Line 1  $10.00')
  })

  it('is in the order’s own language, else that of its country, else the store’s', async () => {
    await dispatch()
    const customer = { firstName: '길동', lastName: '홍', email: 'kim@example.com' }
    const sent = async (more: object) => {
      const letter = await letterIs(await asked(['taken_on'], { more: { customer, ...more } }), 'sent')
      return [letter.language, letter.subject]
    }
    const french = { customer: { ...customer, language: 'fr-CA' }, shippingAddress: { country: 'KR' } }
    expect((await sent(french))[0]).toBe('fr')
    const [language, subject] = await sent({ shippingAddress: { country: 'KR' } })
    expect([language, subject]).toEqual(['ko', expect.stringContaining('준비하고 있습니다')])
    expect(mail.received.at(-1)?.text).toContain('홍길동 님, 안녕하세요.')
    await sql`update stores set language = 'nl' where code = 'main'`
    expect((await sent({ shippingAddress: { country: 'BE' } }))[0]).toBe('nl')
    await sql`update stores set language = 'en' where code = 'main'`
  })

  it('is not sent before the undo time is over, nor while an undo waits', async () => {
    await dispatch()
    const id = await asked(['taken_on'], { notBefore: new Date(Date.now() + 15 * SECOND) })
    const other = await asked()
    await letterIs(other, 'sent')
    expect(await letterOf(id)).toMatchObject({ status: 'waiting', tries: 0 })
    const undo = await shop.put(id, 'undo')
    await later(16 * SECOND)
    await letterIs(await asked(), 'sent')
    expect(await letterOf(id)).toMatchObject({ status: 'waiting', tries: 0 })
    await sql`
      update happenings set status = 'refused', refusal = '{}', answered_at = now() where order_id = ${id} and id = ${undo}`
    await later(0)
    await letterIs(id, 'sent')
    expect(mail.received).toHaveLength(3)
  })

  it('is not sent any more when the order has moved on', async () => {
    const id = await asked(['ready'])
    await dispatch()
    expect(await letterIs(id, 'taken_back')).toMatchObject({ trouble: 'outdated' })
    expect(mail.received).toEqual([])
  })

  it('says it in the store’s own words, and in the built-in ones where those can not be used', async () => {
    const own = {
      store: 'main',
      kind: 'taken_on',
      language: 'en',
      subject: 'Got it, {{ customer.first_name }}',
    }
    await sql`insert into letter_templates ${sql({ ...own, body: 'Yours: {{ order.number }}' })}`
    await dispatch()
    const first = await letterIs(await asked(), 'sent')
    expect(first).toMatchObject({ subject: 'Got it, Kim', templateFault: null })
    await sql`update letter_templates set body = '{{ order.colour }}'`
    const second = await letterIs(await asked(), 'sent')
    expect(second.subject).toContain('We are on it')
    expect(second.templateFault).toContain('colour')
  })

  it('with an address that is none, or more than one, has failed and goes nowhere', async () => {
    await dispatch()
    for (const email of [
      'kim',
      'a@b.test, c@d.test',
      'a@b.test\r\nBcc: all@d.test',
      '<a@b.test>',
      'a b@c.test',
    ]) {
      const id = await asked(['taken_on'], { notBefore: new Date(Date.now() + HOUR) })
      await sql`
        update web_orders set raw = jsonb_set(raw::jsonb, '{customer,email}', ${JSON.stringify(email)}::text::jsonb)::text
        where id = ${id}`
      await later(HOUR)
      expect(await letterIs(id, 'failed')).toMatchObject({ trouble: 'bad_address' })
    }
    expect(mail.received).toEqual([])
  })

  it('that is advertising is not sent to who does not agree to that any more', async () => {
    const [first, second] = [await asked([]), await asked([])]
    await sql`update customers set include_in_communications = true`
    const advertise = (orderId: number) => sql`
      insert into letters (order_id, key, kind, user_id, advertising, language, recipient, subject, body)
      values (${orderId}, 'free:1', 'free', 'anna', true, 'en', 'kim@example.com', 'New bells', 'Ring!')`
    await sql`update orders set customer_id = 'C1' where id in (${first}, ${second})`
    await advertise(first)
    mail.behaves({
      onRcptTo: (_, __, done) => {
        void sql`update customers set include_in_communications = false`.then(() => done())
      },
    })
    await dispatch()
    expect(await letterIs(first, 'taken_back')).toMatchObject({ trouble: 'no_consent' })
    const sessions = mail.sessions.size
    await advertise(second)
    await later(0)
    expect(await letterIs(second, 'taken_back')).toMatchObject({ trouble: 'no_consent', tries: 1 })
    expect([mail.received.length, mail.sessions.size]).toEqual([0, sessions])
  })

  it('can not be made to hold another header', async () => {
    await sql`update stores set name = ${'Shop\r\nBcc: all@d.test'} where code = 'main'`
    const own = { store: 'main', kind: 'taken_on', language: 'en', subject: 'A\nBcc: {{ customer.name }}' }
    await sql`insert into letter_templates ${sql({ ...own, body: 'x' })}`
    const customer = { firstName: 'Kim\r\nBcc: all@d.test', email: 'kim@example.com' }
    await dispatch()
    await letterIs(await asked(['taken_on'], { more: { customer } }), 'sent')
    const [arrived] = mail.received
    expect([...(arrived?.headers.keys() ?? [])]).not.toContain('bcc')
    expect(arrived?.raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im)
    await sql`update stores set name = 'Main Street' where code = 'main'`
  })
})

describe('letters of one order', () => {
  it('go out in the order of their events: one that was put off holds the next back, not that of another reader', async () => {
    const id = await withEvents(3)
    await standsAt(id, 'ready_for_pickup')
    mail.behaves({ answer: (done) => done(refuses(451, 'Greylisted, come back')) })
    await ask(id, ['ready'], null, 1)
    await dispatch()
    await letterIs(id, 'waiting', 1)
    mail.behaves({})
    await ask(id, ['reminder'], null, 2)
    await ask(id, ['hold_ended'], null, 3)
    await letterIs(id, 'sent')
    expect(await statusesOf(id)).toEqual(['ready waiting', 'reminder waiting', 'hold_ended sent'])
    expect((await nextDue(sql, now(), 3))?.getTime()).toBeGreaterThan(Date.now())
    await later(6 * SECOND)
    await until(async () => (await statusesOf(id))[1] === 'reminder sent', 'both')
    expect(mail.received.slice(2).map(({ subject }) => subject)).toEqual([
      expect.stringContaining('Ready for you'),
      expect.stringContaining('Still waiting for you'),
    ])
  })

  it('hold back nothing by what is outdated: that is taken back as the next one goes out', async () => {
    const id = await withEvents(2)
    await ask(id, ['taken_on'], null, 1)
    await sql`update letters set next_try_at = now() + interval '6 hours'`
    await ask(id, ['ready'], null, 2)
    await standsAt(id, 'ready_for_pickup')
    await dispatch()
    await letterIs(id, 'sent')
    expect(await statusesOf(id)).toEqual(['taken_on taken_back', 'ready sent'])
  })

  it('are not outdated by a step that may still be undone', async () => {
    const id = await withEvents(2)
    await ask(id, ['taken_on'], null, 1)
    const end = new Date(Date.now() + 15 * SECOND)
    await standsAt(id, 'ready_for_pickup', end)
    expect(await claimDue(sql, now(), 3)).toEqual([])
    expect((await nextDue(sql, now(), 3))?.getTime()).toBe(end.getTime() + 2 * SECOND)
    await standsAt(id, 'in_process')
    await dispatch()
    await letterIs(id, 'sent')
  })
})

describe('a mail server that is awkward', () => {
  it('gets a letter that it put off again, the same one, after a pause', async () => {
    mail.behaves({ answer: (done) => done(refuses(451, 'Greylisted, come back')) })
    await dispatch()
    const id = await asked()
    expect(await letterIs(id, 'waiting', 1)).toMatchObject({
      trouble: 'put_off',
      answer: expect.stringContaining('Greylisted'),
    })
    mail.behaves({})
    await later(6 * SECOND)
    await letterIs(id, 'sent', 2)
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(1)
  })

  it('that refuses the recipient for good has the letter fail, in its own words', async () => {
    mail.behaves({ onRcptTo: (_, __, done) => done(refuses(550, 'No such person here')) })
    await dispatch()
    const letter = await letterIs(await asked(), 'failed', 1)
    expect(letter).toMatchObject({ trouble: 'rejected', recipient: 'kim@example.com' })
    expect(letter.answer).toContain('No such person here')
    await letterIs(await asked(), 'failed', 1)
  })

  it('that breaks off after the message leaves it unknown, and gets it from nobody by itself', async () => {
    mail.behaves({ answer: () => mail.dropAll() })
    await dispatch()
    const id = await asked()
    expect(await letterIs(id, 'unknown', 1)).toMatchObject({ trouble: 'no_answer' })
    mail.behaves({})
    await later(80 * HOUR)
    await letterIs(await asked(), 'sent')
    expect(await letterOf(id)).toBeDefined()
    expect(mail.received).toHaveLength(2)
  })

  it('that says nothing after the message leaves it unknown, too', async () => {
    mail.behaves({ answer: () => undefined })
    await dispatch()
    await letterIs(await asked(), 'unknown', 1)
    expect(mail.received).toHaveLength(1)
  })

  it('that is away is left alone, is no letter’s fault, and is asked again with one letter', async () => {
    mail.behaves({ onConnect: (_, done) => done(refuses(421, 'Closed for the night')) })
    await dispatch()
    const first = await asked()
    const isAway = (tries: number) =>
      until(async () => {
        const [server] = await sql`select * from mail_server`
        return server?.awayTries >= tries && server
      }, 'the server to be away')
    expect(await isAway(1)).toMatchObject({
      trouble: 'unwilling',
      answer: expect.stringContaining('Closed for the night'),
    })
    const second = await asked()
    const before = mail.sessions.size
    await later(700 * SECOND)
    await isAway(2)
    expect(mail.sessions.size).toBe(before + 1)
    mail.behaves({})
    await later(700 * SECOND)
    for (const id of [first, second]) await letterIs(id, 'sent')
    expect(await sql`select away_since, away_tries, trouble from mail_server`).toEqual([
      { awaySince: null, awayTries: 0, trouble: null },
    ])
    expect(mail.received).toHaveLength(2)
  })

  it('that is away and is set anew is not blamed for what was there before, and letters go out at once', async () => {
    let refuse = () => {}
    mail.behaves({
      onConnect: (_, done) => {
        refuse = () => done(refuses(421, 'Closed for the night'))
      },
    })
    await dispatch({ limits: { ...limits, answerMs: 5_000 } })
    const sessions = mail.sessions.size
    const id = await asked()
    await until(async () => mail.sessions.size > sessions, 'the server to be asked')
    await sql`update mail_server set host = 'localhost'`
    mail.behaves({})
    refuse()
    await letterIs(id, 'sent', 2)
    expect(await sql`select away_since from mail_server`).toEqual([{ awaySince: null }])
  })

  it('that is away is asked with the next letter where the one to ask it with is not to be sent', async () => {
    const [outdated, good] = [await asked(['ready']), await asked()]
    await sql`
      update mail_server set away_since = now(), away_tries = 5, away_until = now() - interval '1 second',
        trouble = 'refused'`
    await dispatch()
    await letterIs(good, 'sent')
    expect(await letterOf(outdated)).toMatchObject({ status: 'taken_back' })
  })

  it('that hangs, is not there, or wants another password, says which', async () => {
    const troubleWith = async () => {
      const dispatcher = await dispatch()
      await asked()
      const server = await until(async () => {
        const [row] = await sql`select trouble from mail_server where trouble is not null`
        return row
      }, 'the server to be in trouble')
      await dispatcher.stop()
      await sql`delete from letters`
      return server.trouble
    }
    mail.behaves({ onConnect: () => undefined })
    expect(await troubleWith()).toBe('timeout')
    await mail.setUp(sql, { port: 1 })
    expect(await troubleWith()).toBe('refused')
    await mail.setUp(sql, { host: 'mail.invalid' })
    expect(await troubleWith()).toBe('unknown_host')
    mail.behaves({ onAuth: (_, __, done) => done(refuses(535, 'Wrong password')) })
    await mail.setUp(sql, { username: 'shop', sealedPassword: openBox.seal('secret') })
    expect(await troubleWith()).toBe('login')
    mail.behaves({})
    await mail.setUp(sql, { security: 'starttls' })
    expect(await troubleWith()).toBe('tls')
    await mail.setUp(sql, { host: '169.254.169.254' })
    expect(await troubleWith()).toBe('forbidden_address')
    expect(mail.received).toEqual([])
  })

  it('is told nothing, no password and no letter, before the line is encrypted', async () => {
    const trusting = { tls: { rejectUnauthorized: false } }
    for (const [server, security] of [
      [await openMailServer({ secure: true }), 'tls'],
      [await openMailServer({ disabledCommands: [] }), 'starttls'],
    ] as const) {
      await server.setUp(sql, { security, username: 'shop', sealedPassword: openBox.seal('secret') })
      const strict = await dispatch()
      const id = await asked()
      await until(
        async () => (await sql`select from mail_server where trouble = 'tls'`).length > 0,
        'no trust',
      )
      expect(server.received).toEqual([])
      await strict.stop()
      await server.setUp(sql, { security, username: 'shop', sealedPassword: openBox.seal('secret') })
      const dispatcher = await dispatch(trusting)
      await letterIs(id, 'sent')
      expect(server.received).toHaveLength(1)
      await dispatcher.stop()
    }
  })

  it('is not there at all: letters wait, and after three days have failed', async () => {
    const id = await asked()
    await sql`delete from mail_server`
    ahead = 73 * HOUR
    await dispatch()
    expect(await letterIs(id, 'failed')).toMatchObject({ trouble: 'no_server' })
  })
})

describe('several senders', () => {
  it('send each letter once between them', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => asked()))
    await Promise.all([dispatch(), dispatch()])
    for (const id of ids) await letterIs(id, 'sent')
    expect(mail.received).toHaveLength(20)
    expect(new Set(mail.received.map(({ messageId }) => messageId)).size).toBe(20)
  })

  it('take up what another left before it was handed over, and never what it had handed over', async () => {
    const [left, handed] = [await asked(), await asked()]
    expect(await claimDue(sql, now(), 2)).toHaveLength(2)
    await sql`
      update letters set status = 'sending', handed_at = now(), language = 'en', recipient = 'kim@example.com',
        subject = 'x', body = 'x', message_id = '<a@b>' where order_id = ${handed}`
    // A clock that is ahead of the others' ends no lease.
    ahead = HOUR
    await dispatch()
    await letterIs(await asked(), 'sent')
    expect(mail.received).toHaveLength(1)
    expect(await letterOf(handed)).toMatchObject({ status: 'sending' })
    await sql`update letters set lease_until = now() where lease_until is not null`
    await later(0)
    await letterIs(left, 'sent', 2)
    await letterIs(handed, 'unknown', 1)
    expect(mail.received).toHaveLength(2)
  })

  it('with their hands full note what was never answered, and look again when they have room', async () => {
    const id = await asked()
    await sql`
      update letters set status = 'sending', handed_at = now(), language = 'en', recipient = 'kim@example.com',
        tries = 1, first_try_at = now(), lease_until = now() - interval '1 second', subject = 'x', body = 'x',
        message_id = '<a@b>' where order_id = ${id}`
    expect(await claimDue(sql, now(), 0)).toEqual([])
    expect(await letterOf(id)).toMatchObject({ status: 'unknown' })
    await asked()
    expect(await nextDue(sql, now(), 0)).toBeNull()
  })

  it('told to stop leave a letter to the next that they had not handed over, and blame nobody', async () => {
    const silent = { ...limits, answerMs: 30_000, wholeMs: 30_000 }
    let isAsked = false
    mail.behaves({
      onRcptTo: () => {
        isAsked = true
      },
    })
    const id = await asked()
    const stopped = await dispatch({ limits: silent })
    await until(async () => isAsked, 'the server to be asked')
    await stopped.stop()
    expect(await letterOf(id)).toMatchObject({ status: 'waiting', leaseUntil: null })
    expect(await sql`select trouble from mail_server`).toEqual([{ trouble: null }])
    mail.behaves({})
    await dispatch()
    await letterIs(id, 'sent', 2)
    expect(mail.received).toHaveLength(1)
  })

  it('told to stop say at once that nobody knows of a letter that they had handed over', async () => {
    mail.behaves({ answer: () => undefined })
    const id = await asked()
    const stopped = await dispatch({ limits: { ...limits, answerMs: 30_000, wholeMs: 30_000 } })
    await until(async () => mail.received.length === 1, 'the letter to be handed over')
    await stopped.stop()
    expect(await letterOf(id)).toMatchObject({ status: 'unknown', trouble: 'no_answer' })
  })

  it('give a letter back that was taken back while the mail server was being asked', async () => {
    let id = 0
    mail.behaves({
      onRcptTo: (_, __, done) => {
        void sql`update letters set status = 'taken_back', ended_at = now() where order_id = ${id}`.then(() =>
          done(),
        )
      },
    })
    id = await asked()
    await dispatch()
    await until(
      async () => mail.sessions.size > 0 && (await letterOf(id))?.status === 'taken_back',
      'the undo',
    )
    mail.behaves({})
    await letterIs(await asked(), 'sent')
    expect(mail.received).toHaveLength(1)
  })
})
