import { beforeAll, describe, expect, test } from 'vitest'
import type { Deadline } from '../../domain/order.ts'
import type { AnswerRules, PickupRules } from '../../domain/rules.ts'
import { readCode128 } from '../paper/read-code128.ts'
import { readPdf } from '../paper/read-pdf.ts'
import { answeringEngine } from '../support/answering-engine.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database, { engine: answeringEngine(() => shop).engine })
await sql`insert into users (id, name, email, role) values ('mia', 'Mia', 'mia@example.com', 'manager')`
const [anna, mia] = [await desk.as('anna'), await desk.as('mia')]
await shop.stock({ sku: 'PEDAL', onHand: 500 })

const HOUR_MS = 3_600_000
const answer: AnswerRules = { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'reject' }
const pickup: PickupRules = { days: 3, remindHours: 24, whenEnded: 'release' }
const address = (number: string) => `/orders/northshore/${number}`
const show = async (number: string, person = anna) => wordsOf(await person.get(address(number)))
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString()
const unpaid = {
  fulfilment: 'reserve',
  payment: { status: 'unpaid', provider: 'till', reference: '', amount: '0.00' },
}

async function received(number: string, more = {}) {
  return shop.receive(webOrder([{ sku: 'PEDAL' }], { number, ...more }))
}

/** What befalls the order by itself, as its workflow tells it at that time. */
async function comes(id: number, kind: Deadline['kind'], lateMs = 0) {
  const [row] = await sql<{ deadlines: { kind: string; at: string }[] }[]>`
    select deadlines from orders where id = ${id}`
  const due = row?.deadlines.find((deadline) => deadline.kind === kind)
  if (!due) throw new Error(`no ${kind} is due: ${JSON.stringify(row)}`)
  await shop.tell(id, { id: `${kind}:${due.at}`, type: kind }, Date.parse(due.at) + lateMs)
}

describe('An order with an answer clock', () => {
  beforeAll(() => shop.rules({ source: { answer } }))

  test('says by when it must be answered, what happens then, and who is reminded before', async () => {
    await received('A-1', { placedAt: ago(1.01) })
    const words = await show('A-1')
    expect(words).toMatch(
      /Answer by \w+, .* [AP]M: then the order is rejected by itself, and the goods go back on the shelf\. 2 hours left/,
    )
    expect(words.match(/A reminder for the desk at/g)).toHaveLength(1)
    await shop.rules({ source: { answer: { ...answer, whenMissed: 'flag' } } })
    await received('A-2', { placedAt: ago(1) })
    expect(await show('A-2')).toContain(': then it is marked as late.')
  })

  test('shows the rules that it was decided by, whatever is set now', async () => {
    await shop.rules({ source: { answer: { ...answer, hours: 8 } } })
    const words = await show('A-1')
    for (const part of [
      'Within 4 business hours of when it was placed.',
      'The desk is reminded every 30 business minutes in the last business hour.',
      'Then it is rejected by itself.',
      'Without end.',
      'For 15 seconds; until then nothing is sent.',
      'Always open (America/Los_Angeles)',
    ]) {
      expect(words).toContain(part)
    }
  })

  test('warns of a miss that was only marked, with what to do', async () => {
    await shop.rules({ source: { answer: { ...answer, whenMissed: 'flag' } } })
    const id = await received('A-3', { placedAt: ago(3.9) })
    await comes(id, 'answerMissed')
    const words = await show('A-3')
    expect(words).toMatch(
      /Nobody answered this order by .*\. Accept or reject it now; the customer still waits\./,
    )
    expect(words).toContain('Nobody answered in time')
    expect(words).toMatch(/Answer by .*M\. \S+/)
  })

  test('is rejected by itself, and says so in its timeline', async () => {
    await shop.rules({ source: { answer } })
    const id = await received('A-4', { placedAt: ago(3.9) })
    await comes(id, 'answerMissed')
    const words = await show('A-4')
    expect(words).toContain('Order A-4 Rejected')
    expect(words).toContain('Nobody answered in time: the order was rejected by itself')
    expect(words).toContain('Rejected because Not answered in time')
    const [{ step } = { step: '' }] = await sql<{ step: string }[]>`
      select step->>'id' as step from orders where id = ${id}`
    const again = await mia.post(
      `${address('A-4')}/reopen`,
      { step, reason: 'We have it after all' },
      { 'hx-request': 'true' },
    )
    const reopened = await wordsOf(again)
    expect(reopened).toContain('Order A-4 New')
    expect(reopened).toMatch(/Mia reopened the order .*We have it after all/)
  })

  test('is only marked where the desk was not running, and says so', async () => {
    const id = await received('A-5', { placedAt: ago(3.9) })
    await comes(id, 'answerMissed', HOUR_MS)
    const words = await show('A-5')
    expect(words).toContain('Order A-5 New')
    expect(words).toContain('The desk was not running as this time came, so it was only marked.')
  })

  test('tells from when to when other rules moved its time, or that they moved nothing', async () => {
    const id = await received('A-9', { placedAt: ago(1) })
    await shop.rules({ source: { answer: { ...answer, hours: 8 } } })
    await shop.tell(id, { id: 'rules:1', type: 'rulesChanged' })
    expect(await show('A-9')).toMatch(/worked out anew To be answered by: .* [AP]M, now .* [AP]M\./)
    await shop.tell(id, { id: 'rules:2', type: 'rulesChanged' })
    expect(await show('A-9')).toContain('worked out anew Nothing moved for this order.')
    await shop.rules({ source: {} })
    await shop.tell(id, { id: 'rules:3', type: 'rulesChanged' })
    expect(await show('A-9')).toMatch(/To be answered by: .* [AP]M, now without end\./)
    await shop.rules({ source: { answer } })
    await shop.act(id, 'reject', { reason: 'damaged' })
  })

  test('tells the open queue of the last one that called for somebody, among the orders it shows', async () => {
    const called = async (query = '') => {
      const html = await (await anna.get(`/orders${query}`)).text()
      return /id="called"[^>]*>([^<]*)</.exec(html)?.[1]
    }
    const id = await received('A-6', { placedAt: ago(3.4), storeCode: 'harbour' })
    expect(await called()).toBe('Order A-5 was not answered in time.')
    await comes(id, 'answerReminder')
    expect(await called()).toBe('Order A-6 still waits for an answer.')
    expect(await called('?store=main')).toBe('Order A-5 was not answered in time.')
    await shop.act(id, 'reject', { reason: 'damaged' })
    expect(await called()).toBe('Order A-5 was not answered in time.')
  })

  test('tells the open queue of those that it ended by itself, as it does of others', async () => {
    await shop.rules({ source: { answer } })
    const called = async () => {
      const html = await (await anna.get('/orders?store=harbour')).text()
      const [, times = '', told] = /id="called" data-called="([^"]*)"[^>]*>([^<]*)</.exec(html) ?? []
      return [times.split(' ').length, told]
    }
    const [first, second] = [
      await received('A-7', { placedAt: ago(3.95), storeCode: 'harbour' }),
      await received('A-8', { placedAt: ago(3.95), storeCode: 'harbour' }),
    ]
    await comes(first, 'answerMissed')
    expect(await called()).toEqual([1, 'Order A-7 was not answered in time: it is rejected.'])
    await comes(second, 'answerMissed')
    expect(await called()).toEqual([2, 'Order A-8 was not answered in time: it is rejected.'])
  })
})

describe('An order that is ready', () => {
  const made = async (number: string, more = {}) => {
    const id = await received(number, more)
    await shop.act(id, 'accept')
    await shop.act(id, 'ready', { location: 'Shelf 7' })
    return id
  }

  beforeAll(() => shop.rules({ store: { pickup } }))

  test('shows its hold place and until when it is held, and is found by the place', async () => {
    await made('H-1')
    const words = await show('H-1')
    expect(words).toMatch(/Held until .*: then the order is released by itself.*3 days left/)
    expect(words).toMatch(/The customer is reminded at/)
    expect(words.match(/Hold place Shelf 7/g)).toHaveLength(2)
    expect(await wordsOf(await anna.get('/orders?q=shelf+7'))).toContain('H-1')
  })

  test('has a shelf label with its sale’s number', async () => {
    const label = await anna.get(`${address('H-1')}/label.pdf`)
    expect(label.headers.get('content-type')).toBe('application/pdf')
    const [page] = readPdf(Buffer.from(await label.arrayBuffer()))
    expect(page?.lines).toEqual(expect.arrayContaining(['H-1', 'Shelf 7', 'Kim Okafor', 'Items|1']))
    const [row] = await sql<{ saleNumber: string }[]>`select sale_number from orders where number = 'H-1'`
    expect(readCode128(page?.bars ?? [])).toBe(row?.saleNumber)
    await received('H-9', { customer: { firstName: 'Who', lastName: 'Knows' } })
    expect((await anna.get(`${address('H-9')}/label.pdf`)).status).toBe(404)
    expect(await show('H-9')).not.toContain('Shelf label')
  })

  test('says of a reservation that was released by itself what became of it', async () => {
    const id = await made('H-2', unpaid)
    await comes(id, 'holdEnded')
    const words = await show('H-2')
    expect(words).toContain('Nobody collected the goods in time: they were released by themselves')
    expect(words).toMatch(/Rejected because Not collected What became of it Not bought/)
  })

  test('says of a reservation whether it was bought, and why not', async () => {
    const id = await made('H-3', unpaid)
    await shop.act(id, 'complete', { resolution: 'not_bought', resolutionReason: 'Too small' })
    expect(await show('H-3')).toContain('What became of it Not bought: Too small')
    const bought = await made('H-4', unpaid)
    await shop.act(bought, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
    expect(await show('H-4')).toContain('What became of it Bought')
  })

  test('is refused a hold that is over before it begins, and takes one by day or time', async () => {
    const id = await made('H-5')
    const post = async (holdUntil: string) =>
      wordsOf(await anna.post(`${address('H-5')}/extend-hold`, { holdUntil }, { 'hx-request': 'true' }))
    expect(await post('2020-01-01')).toContain('This day is over already.')
    expect(await post('soon')).toContain('There is a problem')
    const later = new Date(Date.now() + 10 * 24 * HOUR_MS).toISOString().slice(0, 16)
    expect(await post(later)).toContain('Held longer.')
    expect((await shop.row(id))?.holdByHand).toBe(true)
  })
})

describe('A step', () => {
  beforeAll(() => shop.rules({}))

  const undo = async (number: string, step: string, person = anna) =>
    wordsOf(await person.post(`${address(number)}/undo`, { step }, { 'hx-request': 'true' }))
  const stepOf = async (id: number) => {
    const [row] = await sql<{ step: string }[]>`select step->>'id' as step from orders where id = ${id}`
    return row?.step ?? ''
  }

  test('can be taken back for as long as the store says, and the timeline keeps both', async () => {
    const id = await received('U-1')
    await shop.act(id, 'accept')
    expect(await show('U-1')).toMatch(/Anna accepted the order at .*Nothing has been sent yet: undo it until/)
    const words = await undo('U-1', await stepOf(id))
    expect(words).toContain('Undone.')
    expect(words).toContain('Order U-1 New')
    expect(words).toContain('Anna took back: Accept order')
    expect(words).toMatch(/Anna accepted the order In Process Taken back/)
    expect(words).not.toContain('Nothing has been sent yet')
  })

  test('can’t be taken back later, and the page says who can still help', async () => {
    const id = await received('U-2')
    await shop.act(id, 'accept')
    await sql`update orders set step = jsonb_set(step, '{until}', to_jsonb(now() - interval '1 second')) where id = ${id}`
    expect(await show('U-2')).not.toContain('Nothing has been sent yet')
    const words = await undo('U-2', await stepOf(id))
    expect(words).toContain('The time to undo this is over')
    expect(words).toContain('A manager or an owner can reopen an order that is closed.')
    expect(words).toContain('Order U-2 In Process')
  })

  test('that closed an order is taken back later by a manager with a reason, and by nobody else', async () => {
    const id = await received('U-3')
    await shop.act(id, 'reject', { reason: 'damaged' })
    const step = await stepOf(id)
    const reopen = (person: typeof anna, reason = 'It was another one') =>
      person.post(`${address('U-3')}/reopen`, { step, reason }, { 'hx-request': 'true' })
    const refused = await reopen(anna)
    expect(refused.status).toBe(403)
    expect(await wordsOf(refused)).toContain(
      'Reopening a closed order is for: Manager or Owner. Nothing changed. Mia can help.',
    )
    expect(await show('U-3')).toContain('Order U-3 Rejected')
    expect((await reopen(mia, '')).status).toBe(422)
    const words = await wordsOf(await reopen(mia))
    expect(words).toContain('Reopened.')
    expect(words).toContain('Mia reopened the order and took back: Reject order')
    expect(words).toContain('It was another one')
    expect((await reopen(mia)).status).toBe(409)
  })

  test('that took money at the till gives it back, and what is left to pay is left again', async () => {
    const id = await received('U-4', unpaid)
    await shop.act(id, 'accept')
    await shop.act(id, 'ready')
    await shop.act(id, 'complete', { collectedBy: 'Kim', idChecked: ['card'], payment: 'cash' })
    const words = await undo('U-4', await stepOf(id))
    expect(words).toContain('Order U-4 Ready for Pickup')
    expect(words).toMatch(/\$11\.00 at the till by cash, .* taken back Left to pay: \$11\.00/)
  })
})

test('Another promised day is asked for, and the letter only offered where one can go out', async () => {
  const id = await received('P-1')
  await shop.act(id, 'accept')
  expect(await show('P-1')).not.toContain('Tell the customer')
  await sql`
    insert into mail_server (host, port, security, from_address) values ('mail.test', 25, 'none', 'shop@example.com')`
  expect(await show('P-1')).toContain('Tell the customer By letter')
  await shop.rules({ source: { lettersOff: ['new_day'] } })
  expect(await show('P-1')).not.toContain('Tell the customer')
  const post = (readyBy: string) =>
    anna.post(`${address('P-1')}/change-ready-by`, { readyBy }, { 'hx-request': 'true' })
  expect((await post('')).status).toBe(422)
  const day = new Date(Date.now() + 30 * 24 * HOUR_MS).toISOString().slice(0, 10)
  const words = await wordsOf(await post(day))
  expect(words).toContain('Another day is promised.')
  expect(words).toMatch(
    /Promised for \w+ \d+, \d+: when that day is over, it is marked as late\. \d+ days left/,
  )
})
