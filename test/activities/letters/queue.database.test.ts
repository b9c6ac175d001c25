import { beforeEach, describe, expect, it } from 'vitest'
import { queueLetters, takeBackLetters } from '../../../activities/letters/queue.ts'
import type { AskedLetter } from '../../../domain/letters.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openShop, webOrder } from '../../support/shop.ts'

const { sql } = await createTestDatabase()
const shop = await openShop(sql)
await shop.stock({ sku: 'BELL', onHand: 1_000 })

const order = (more = {}) => webOrder([{ sku: 'BELL' }], more)
const ask = (orderId: number, kinds: AskedLetter[], notBefore: Date | null = null, seq = 1) =>
  sql.begin(async (tx) => void (await queueLetters(tx, { orderId, seq, kinds, notBefore })))
const lettersOf = (orderId: number) =>
  sql`select key, kind, status, trouble, not_before, next_try_at from letters where order_id = ${orderId} order by id`

beforeEach(async () => {
  await sql`delete from letters`
  await sql`delete from mail_server`
  await sql`
    insert into mail_server (host, port, security, from_address) values ('mail.shop.test', 25, 'none', 'shop@shop.test')`
  await sql`update stores set rules = '{}', email = null`
  await sql`update sources set rules = '{}'`
  await sql`update customers set email = 'kim@example.com'`
})

describe('a letter that an event asks for', () => {
  it('waits for the end of the undo time, once, however often the event is written', async () => {
    const id = await shop.receive(order())
    const end = new Date(Date.now() + 15_000)
    await ask(id, ['taken_on'], end)
    await ask(id, ['taken_on'], end)
    expect(await lettersOf(id)).toEqual([
      {
        key: '1:taken_on',
        kind: 'taken_on',
        status: 'waiting',
        trouble: null,
        notBefore: end,
        nextTryAt: end,
      },
    ])
  })

  it('is not written where there is no mail server', async () => {
    await sql`delete from mail_server`
    const id = await shop.receive(order())
    await ask(id, ['taken_on'])
    expect(await lettersOf(id)).toEqual([])
  })

  it('is not written where the store or the source has switched it off', async () => {
    const id = await shop.receive(order())
    await sql`update stores set rules = ${sql.json({ lettersOff: ['ready'] })} where code = 'main'`
    await sql`update sources set rules = ${sql.json({ lettersOff: ['taken_on'] })}`
    await ask(id, ['taken_on', 'ready', 'shipped'])
    expect((await lettersOf(id)).map(({ kind }) => kind)).toEqual(['shipped'])
  })

  it('to a customer without an address has failed, for staff to see', async () => {
    const { email: _, ...customer } = order().customer
    const id = await shop.receive(order({ customer }))
    await sql`update customers set email = ' '`
    await ask(id, ['taken_on'])
    expect(await lettersOf(id)).toMatchObject([{ status: 'failed', trouble: 'no_address' }])
  })

  it('goes to the store only where the store has named an address', async () => {
    const id = await shop.receive(order())
    await ask(id, ['answer_due'])
    expect(await lettersOf(id)).toEqual([])
    await sql`update stores set email = 'counter@shop.test' where code = 'main'`
    await ask(id, ['answer_due'])
    expect(await lettersOf(id)).toMatchObject([{ kind: 'answer_due', status: 'waiting' }])
  })
})

describe('a step that is taken back', () => {
  it('keeps its letters in the shop as long as they have not left it', async () => {
    const id = await shop.receive(order())
    await ask(id, ['taken_on', 'ready', 'shipped', 'rejected'])
    await sql`
      update letters set status = 'sending', handed_at = now(), tries = 1, first_try_at = now(), language = 'en',
        recipient = 'kim@example.com', subject = 'Ready', body = 'Ready', message_id = '<a@b>' where kind = 'ready'`
    await sql`update letters set tries = 1, first_try_at = now() where kind = 'shipped'`
    await sql`update letters set status = 'failed', ended_at = now(), trouble = 'rejected' where kind = 'rejected'`
    await sql.begin((tx) => takeBackLetters(tx, id, 1))
    expect((await lettersOf(id)).map(({ status }) => status)).toEqual([
      'taken_back',
      'sending',
      'taken_back',
      'failed',
    ])
  })

  it('takes those back that came of it later, not those before it, nor word of money that did go back', async () => {
    const id = await shop.receive(order())
    await sql`
      insert into order_events (order_id, seq, happening_id, type, actor_kind, to_status, version, inputs, outcome, at)
      select order_id, n, n, 'comment', actor_kind, to_status, version, '{}', '{}', at
      from order_events, generate_series(2, 3) n where order_id = ${id} and seq = 1`
    await ask(id, ['taken_on'], null, 1)
    await ask(id, ['ready'], null, 2)
    await ask(id, ['reminder', 'refunded'], null, 3)
    await sql.begin((tx) => takeBackLetters(tx, id, 2))
    expect((await lettersOf(id)).map(({ key, status }) => [key, status])).toEqual([
      ['1:taken_on', 'waiting'],
      ['2:ready', 'taken_back'],
      ['3:reminder', 'taken_back'],
      ['3:refunded', 'waiting'],
    ])
  })
})
