import { beforeEach, describe, expect, test } from 'vitest'
import { effectOf } from '../../../server/settings/effect.ts'
import { tellOpenOrders, tellThoseUnderWay } from '../../../server/settings/rearm.ts'
import { createTestDatabase } from '../../support/database.ts'
import { tablesWithoutIndex } from '../../support/plans.ts'
import { openShop, webOrder } from '../../support/shop.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { changesOf, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await hirePeople(sql)
const desk = openWebDesk(database)
const olga = await desk.as('olga')

const storePath = '/settings/stores/main'
const sourcePath = '/settings/sources/northshore/rules'
const hold = { pickup: 'own', holdDays: '7', remindHours: '24', whenEnded: 'release' }
const ofStore = { ...hold, undoSeconds: '20', claimMinutes: '10' }
const answer = {
  answer: 'on',
  answerHours: '4',
  remindLastHours: '1',
  remindEveryMinutes: '30',
  whenMissed: 'reject',
}
const ofSource = { ...answer, opens: 'store', hours: '', specialDays: '', pickup: 'store' }
const main = {
  name: 'Main Street',
  timeZone: 'America/Los_Angeles',
  currency: 'USD',
  hours: 'Mon-Sun 09:00-18:00',
  specialDays: '',
  address: '',
  email: '',
  language: 'en',
}

/** As orders stand that came some time ago. */
async function stands(number: string, status: string, fields: Record<string, unknown> = {}) {
  const id = await shop.arrive(webOrder([{ sku: 'X' }], { number }))
  await sql`
    insert into orders ${sql({
      id,
      source: 'northshore',
      number,
      status,
      store: 'main',
      fulfilment: 'pickup',
      currency: 'USD',
      total: 100,
      placedAt: new Date('2026-03-02T17:00:00Z'),
      ...fields,
    })}`
}

await stands('OPEN', 'product_match_failed')
await stands('OLDER', 'customer_id_required', { placedAt: new Date('2026-03-02T16:00:00Z') })
await stands('HARBOUR', 'product_match_failed', {
  store: 'harbour',
  placedAt: new Date('2026-03-03T16:00:00Z'),
})
await stands('CLOSED', 'archived')
await stands('SUPPLIER', 'product_match_failed', { fulfilment: 'supplier' })

let seen = 0
/** The orders that were told of other rules since somebody asked last. */
async function told(): Promise<string[]> {
  const rows = await sql<{ number: string; seq: number }[]>`
    select w.number, h.seq from happenings h join web_orders w on w.id = h.order_id
    where type = 'rulesChanged' and actor_kind = 'system' and status = 'waiting' and h.seq > ${seen} order by h.seq`
  seen = rows.at(-1)?.seq ?? seen
  return rows.map(({ number }) => number)
}
beforeEach(() => told())

describe('Other rules of a store', () => {
  test('are kept and noted, and each of its open orders is told once, the oldest first', async () => {
    const saved = await olga.post(`${storePath}/rules`, ofStore)
    expect(saved.headers.get('location')).toBe(`${storePath}/rules?done=changed`)
    const [store] = await sql`select rules from stores where code = 'main'`
    const pickup = { days: 7, remindHours: 24, whenEnded: 'release' }
    expect(store?.rules).toEqual({ pickup, undoSeconds: 20, claimMinutes: 10 })
    expect(await told()).toEqual(['OLDER', 'OPEN'])
    expect(await changesOf(sql, 'main')).toEqual([
      'olga: changed {"pickup":"none","holdDays":null,"whenEnded":null,"remindHours":null,"undoSeconds":15} → ' +
        '{"pickup":"own","holdDays":7,"whenEnded":"release","remindHours":24,"undoSeconds":20}',
    ])
    const words = await wordsOf(await olga.get('/settings/changes'))
    expect(words).toContain('When nobody has collected the goods – → Release the order by itself')
  })

  test('are told to nobody when the same form comes again, or when no clock follows from them', async () => {
    await olga.post(`${storePath}/rules`, ofStore)
    expect((await olga.post(`${storePath}/rules`, { ...ofStore, undoSeconds: '0' })).status).toBe(303)
    expect(await told()).toEqual([])
  })

  test('leave alone what another page sets', async () => {
    await sql`update stores set rules = rules || '{"lettersOff": ["ready"]}' where code = 'main'`
    await olga.post(`${storePath}/rules`, { ...ofStore, claimMinutes: '30' })
    const [store] = await sql`select rules from stores where code = 'main'`
    expect(store?.rules).toMatchObject({ lettersOff: ['ready'], claimMinutes: 30 })
  })

  test('of a store that is not there are not found', async () => {
    expect((await olga.post('/settings/stores/nowhere/rules', ofStore)).status).toBe(404)
  })
})

describe('Other hours of a store', () => {
  test.each([
    { hours: 'Mon-Sun 09:00-18:00' },
    { specialDays: `${day(3)} closed\n${day(4)} 10:00-12:00, 13:00-15:00` },
    { timeZone: 'America/Denver' },
  ])('(%j) are told to its open orders', async (fields) => {
    await olga.post(storePath, { ...main, hours: '', ...fields })
    expect(await told()).toEqual(['OLDER', 'OPEN'])
    await olga.post(storePath, { ...main, hours: '', ...fields })
    expect(await told()).toEqual([])
  })

  test('are not what another name, address or mail is', async () => {
    await olga.post(storePath, main)
    await told()
    const named = { ...main, name: 'High Street', address: '1 High Street', email: 'high@shop.example' }
    expect((await olga.post(storePath, named)).status).toBe(303)
    expect(await told()).toEqual([])
  })

  test('keep the days that are just over, which the form does not show any more', async () => {
    const closed = (date: string) => ({ date, spans: [] })
    await sql`update stores set special_days = ${sql.json([closed(day(-90)), closed(day(-2)), closed(day(5))])}
      where code = 'main'`
    const page = await (await olga.get(storePath)).text()
    expect(page).toMatch(new RegExp(`<textarea[^>]*name="specialDays"[^>]*>${day(5)} closed</textarea>`))
    expect(page).toContain(`${day(-2)} closed`)
    await olga.post(storePath, { ...main, name: 'Main Street', specialDays: `${day(5)} closed` })
    expect(await told()).toEqual([])
    await olga.post(storePath, { ...main, specialDays: `${day(6)} closed` })
    const [store] = await sql`select special_days from stores where code = 'main'`
    expect(store?.specialDays).toEqual([closed(day(-2)), closed(day(6))])
  })
})

describe('Other rules of a source', () => {
  test('are told to its open orders in every store', async () => {
    const own = { ...ofSource, opens: 'own', hours: 'Mon-Fri 10:00-17:00', specialDays: `${day(9)} closed` }
    const fields = [...Object.entries(own), ['lettersOff', 'ready'], ['lettersOff', 'shipped']] as [
      string,
      string,
    ][]
    expect((await olga.post(sourcePath, fields)).status).toBe(303)
    expect(await told()).toEqual(['OLDER', 'OPEN', 'HARBOUR'])
    const [source] = await sql`select hours, special_days, rules from sources where id = 'northshore'`
    expect(source?.rules).toEqual({
      answer: { hours: 4, remindEveryMinutes: 30, remindLastHours: 1, whenMissed: 'reject' },
      pickup: 'store',
      lettersOff: ['ready', 'shipped'],
    })
    expect(source?.hours).toHaveLength(5)
    expect(source?.specialDays).toEqual([{ date: day(9), spans: [] }])
    const page = await (await olga.get(sourcePath)).text()
    expect(page).toContain('value="Mon-Fri 10:00-17:00"')
    await olga.post(sourcePath, fields)
    expect(await told()).toEqual([])
  })

  test('may be as short as seconds; hours that can’t be read are one fault, not two', async () => {
    const short = { ...ofSource, answerHours: '0.005', remindLastHours: '0' }
    expect((await olga.post(sourcePath, short)).status).toBe(303)
    const words = await wordsOf(await olga.post(sourcePath, { ...ofSource, answerHours: '0' }))
    expect(words).toContain('more than 0 and up to 200')
    expect(words).not.toContain('from 0 to the business hours')
    await olga.post(sourcePath, ofSource)
  })

  test('that concern letters alone move no clock', async () => {
    await olga.post(sourcePath, ofSource)
    await told()
    await olga.post(sourcePath, { ...ofSource, lettersOff: 'taken_on' })
    expect(await told()).toEqual([])
  })

  test.each([
    [{ answer: 'maybe' }, 'Choose one'],
    [{ answerHours: '0' }, 'more than 0 and up to 200'],
    [{ answerHours: '201' }, 'more than 0 and up to 200'],
    [{ answerHours: 'four' }, 'more than 0 and up to 200'],
    [{ remindEveryMinutes: '0.5' }, 'at least 1'],
    [{ remindLastHours: '4.5' }, 'from 0 to the business hours'],
    [{ remindLastHours: '1', remindEveryMinutes: '1' }, 'more than 48 reminders'],
    [{ opens: 'own', hours: '' }, 'Type hours like'],
    [{ opens: 'own', hours: 'Mon 09:00-10:00', specialDays: '\nChristmas' }, 'line 2: write it like'],
    [{ pickup: 'own', holdDays: '366' }, 'whole days from 0 to 365'],
    [{ pickup: 'own', holdDays: '1.5' }, 'whole days from 0 to 365'],
    [{ pickup: 'own', holdDays: '1', remindHours: '49' }, 'no more than the goods are held'],
    [{ pickup: 'own', holdDays: '1', whenEnded: 'sell' }, 'Choose one'],
    [{ lettersOff: 'answer_due' }, 'Choose one'],
  ])('that can’t be (%j) are refused with a sentence, and stay typed', async (fields, sentence) => {
    const response = await olga.post(sourcePath, {
      ...ofSource,
      remindHours: '',
      whenEnded: 'flag',
      ...fields,
    })
    expect(response.status).toBe(422)
    const html = await response.clone().text()
    for (const typed of Object.values(fields))
      if (/^[\d.]+$/.test(typed)) expect(html).toContain(`value="${typed}"`)
    expect(await wordsOf(response)).toContain(sentence)
    expect(await told()).toEqual([])
  })
})

describe('A preview', () => {
  test('of a store says what its hours come to, and keeps nothing', async () => {
    const closed = `${day(0, 'UTC')} closed\n${day(1, 'UTC')} closed`
    const typed = { ...main, timeZone: 'UTC', hours: 'Mon-Sun 00:00-24:00', specialDays: closed }
    const before = await sql`select * from stores where code = 'main'`
    const words = await wordsOf(await olga.post(`${storePath}?preview`, typed))
    expect(words).toMatch(/Four business hours from now is .*, 4:00 AM \(UTC\)/)
    expect(words.match(/Closed Special day/g)).toHaveLength(2)
    expect(words.match(/00:00-24:00/g)).toHaveLength(5)
    expect(await sql`select * from stores where code = 'main'`).toEqual(before)
    expect(await told()).toEqual([])
  })

  test('of a store to be added needs no name yet', async () => {
    const words = await wordsOf(
      await olga.post('/settings/stores?preview', { ...main, code: '', name: '', hours: 'Mon 09:00-10:00' }),
    )
    expect(words).not.toContain('There is a problem')
    expect(words).toContain('The next seven days')
    expect(words.match(/ Closed /g)).toHaveLength(6)
  })

  test.each([
    ['2026-12-25', 'line 1: write it like'],
    [`${day(3)} closed\n2026-02-30 closed`, 'line 2: there is no such date'],
    ['2020-12-25 closed', 'line 1: the date must be within'],
    [`${day(3)} closed\n\n${day(3)} 10:00-12:00`, 'line 3: this date stands there twice'],
    [`${day(3)} 10:00-12:00, 11:00-13:00`, 'line 1: the times of one day may not overlap'],
    [Array.from({ length: 101 }, (_, n) => `${day(n)} closed`).join('\n'), 'line 101: there may be 100'],
  ])('of special days that can’t be read (%j) names the line', async (specialDays, sentence) => {
    const response = await olga.post(`${storePath}?preview`, { ...main, specialDays })
    expect([response.status, await wordsOf(response)]).toEqual([422, expect.stringContaining(sentence)])
  })

  test('of rules says what becomes of an order of this moment, and how many open ones would move', async () => {
    await olga.post(storePath, main)
    await olga.post(`${storePath}/rules`, ofStore)
    await sql`update sources set rules = '{}', hours = null, special_days = '[]'`
    await told()
    const words = await wordsOf(await olga.post(`${sourcePath}?preview`, ofSource))
    expect(words).toMatch(/Main Street: an order placed now must be answered by .* \(P[SD]T\)\./)
    expect(words).toMatch(/reminded at .* and .*\. If nobody answers, it is rejected by itself/)
    expect(words).toMatch(
      /held until .*6:00 PM \(P[SD]T\)\. The customer is reminded at .* Then the order is released/,
    )
    expect(words).toContain('3 of 3 open orders would get another deadline. 3 of them would be late at once')
    expect(await wordsOf(await olga.post(`${sourcePath}?preview`, { ...ofSource, answer: 'off' }))).toContain(
      'No open order would get another deadline.',
    )
    expect(await told()).toEqual([])
  })
})

test('An order that was just being recorded by the rules of before is told, too', async () => {
  await olga.post(storePath, main)
  await told()
  const id = await shop.arrive(webOrder([{ sku: 'X' }], { number: 'JUST-NOW' }))
  let saving: Promise<Response> | undefined
  await sql.begin(async (tx) => {
    await tx`select from web_orders where id = ${id} for update`
    await tx`
      insert into orders (id, source, number, status, store, fulfilment, currency, total, placed_at)
      values (${id}, 'northshore', 'JUST-NOW', 'product_match_failed', 'main', 'pickup', 'USD', 100, now())`
    saving = Promise.resolve(olga.post(storePath, { ...main, hours: 'Mon-Sun 10:00-12:00' }))
    await untilSomebodyWaits()
    await tx`update web_orders set recorded_at = now() where id = ${id}`
  })
  expect((await saving)?.status).toBe(303)
  expect(await told()).toEqual(['OLDER', 'OPEN', 'JUST-NOW'])
})

/** Whoever saves stands before the lock of the order. */
async function untilSomebodyWaits(): Promise<void> {
  for (const limit = Date.now() + 5_000; Date.now() < limit; ) {
    const waiting = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (waiting.length > 0) return
  }
  throw new Error('nobody waits')
}

test('Telling the open orders, and looking at them, follows the indexes of open ones', async () => {
  const looked = await tablesWithoutIndex(
    database.url,
    async (counted) => {
      await counted.begin((tx) => tellOpenOrders(tx, { id: 1_000_000, whose: { store: 'main' } }))
      await tellThoseUnderWay(counted, { id: 1_000_001, whose: { source: 'northshore' } })
      await effectOf(counted, { source: 'northshore', book: { weekly: null, special: [], rules: {} } })
    },
    'from orders',
  )
  expect(looked).toEqual([])
})

/** So many days from today, as the calendar in the store has it. */
function day(days: number, timeZone = 'America/Los_Angeles'): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10)
}
