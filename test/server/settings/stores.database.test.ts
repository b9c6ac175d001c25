import { describe, expect, test } from 'vitest'
import { formatOpeningHours, parseOpeningHours } from '../../../domain/opening-hours.ts'
import { createTestDatabase } from '../../support/database.ts'
import { openShop, webOrder } from '../../support/shop.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { changesOf, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await hirePeople(sql)
const desk = openWebDesk(database)
const olga = await desk.as('olga')

const north = {
  code: 'north',
  name: 'North Street',
  timeZone: 'Europe/Amsterdam',
  currency: 'eur',
  hours: 'Mon-Fri 09:00-18:00, Sat 10:00-16:00',
  address: '1 North Street\r\nUtrecht',
}
const main = { name: 'Main Street', timeZone: 'America/Los_Angeles', currency: 'USD', hours: '', address: '' }

describe('An owner adds a store', () => {
  test('and orders may name it', async () => {
    const response = await olga.post('/settings/stores', north)
    expect(response.headers.get('location')).toBe('/settings/stores?done=added')
    const [store] = await sql`select * from stores where code = 'north'`
    expect(store).toMatchObject({ currency: 'EUR', address: '1 North Street\nUtrecht' })
    expect(store?.hours).toHaveLength(6)
    const page = await (await olga.get('/settings/stores/north')).text()
    expect(page).toContain('value="Mon-Fri 09:00-18:00, Sat 10:00-16:00"')
    expect(await changesOf(sql, 'north')).toHaveLength(1)
    expect(await wordsOf(await olga.post('/settings/stores', north))).toContain('already')
  })

  test.each([
    [{ code: 'a b' }, 'The code needs'],
    [{ name: ' ' }, 'The name needs'],
    [{ name: 'a\nb' }, 'The name needs'],
    [{ timeZone: 'Mars/Olympus' }, 'Choose a time zone'],
    [{ timeZone: '+02:00' }, 'Choose a time zone'],
    // Known to the program, not to the database.
    [{ timeZone: 'PRT' }, 'Choose a time zone'],
    [{ currency: 'EURO' }, 'ISO 4217'],
    [{ hours: 'nine to five' }, 'Type hours like'],
    [{ hours: 'Mon 09:00-12:00, Mon 11:00-15:00' }, 'Type hours like'],
    [{ address: 'x'.repeat(501) }, 'up to 500'],
    [{ address: 'a\0' }, 'up to 500'],
    [{ email: 'north' }, 'one e-mail address'],
    [{ email: 'a@north.example, b@north.example' }, 'one e-mail address'],
    [{ language: 'xx' }, 'Choose a language'],
    [{ specialDays: 'Christmas closed' }, 'line 1: write it like'],
  ])('wrongly (%j), and finds what was typed', async (fields, told) => {
    const response = await olga.post('/settings/stores', { ...north, code: 'south', ...fields })
    expect(response.status).toBe(422)
    expect(await wordsOf(response)).toContain(told)
    expect(await sql`select from stores where code = 'south'`).toHaveLength(0)
  })
})

describe('A store', () => {
  test('keeps its currency once it has orders, and the page says why; the rest may change', async () => {
    await shop.receive(webOrder([{ sku: 'X' }]))
    const refused = await olga.post('/settings/stores/main', { ...main, currency: 'EUR' })
    expect([refused.status, await wordsOf(refused)]).toEqual([422, expect.stringContaining('has orders')])
    expect((await olga.post('/settings/stores/main', { ...main, name: 'High Street' })).status).toBe(303)
    expect((await olga.post('/settings/stores/harbour', { ...main, currency: 'EUR' })).status).toBe(303)
    expect(await sql`select code, name, currency from stores where code <> 'north' order by code`).toEqual([
      { code: 'harbour', name: 'Main Street', currency: 'EUR' },
      { code: 'main', name: 'High Street', currency: 'USD' },
    ])
    expect(await changesOf(sql, 'main')).toEqual([
      'olga: changed {"name":"Main Street"} → {"name":"High Street"}',
    ])
  })

  test('whose form is saved as it is was not changed', async () => {
    await olga.post('/settings/stores', { ...north, code: 'same' })
    expect((await olga.post('/settings/stores/same', north)).status).toBe(303)
    expect(await changesOf(sql, 'same')).toHaveLength(1)
    expect((await olga.post('/settings/stores/nowhere', north)).status).toBe(404)
  })
})

describe('Opening hours', () => {
  test.each([
    ['Mon-Fri 09:00-18:00, Sat 10:00-16:00', 'Mon-Fri 09:00-18:00, Sat 10:00-16:00'],
    ['sat-mon 8:00-12:00', 'Mon 08:00-12:00, Sat-Sun 08:00-12:00'],
    ['Mon 09:00-12:00, Mon 13:00-18:00, Tue 09:00-12:00', 'Mon-Tue 09:00-12:00, Mon 13:00-18:00'],
    ['Sun 00:00-24:00', 'Sun 00:00-24:00'],
  ])('%s are shown as %s, and read again as the same', (typed, shown) => {
    const spans = parseOpeningHours(typed) ?? []
    expect(formatOpeningHours(spans)).toBe(shown)
    expect(parseOpeningHours(shown)).toEqual(spans)
  })

  test('are shown with what four of them from now come to', async () => {
    const dayAfter = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' })
    const tomorrow = dayAfter.format(Date.now() + 24 * 3_600_000)
    await olga.post('/settings/stores', {
      ...main,
      code: 'late',
      timeZone: 'UTC',
      hours: `${tomorrow} 20:00-21:00, ${tomorrow} 22:00-04:00`,
    })
    expect(await wordsOf(await olga.get('/settings/stores'))).toMatch(/20:00-21:00.*, 1:00 AM/)
  })
})

describe('The record of changes', () => {
  test('can only grow', async () => {
    await expect(sql`update setting_changes set action = 'added'`).rejects.toThrow('append-only')
    await expect(sql`delete from setting_changes`).rejects.toThrow('append-only')
  })

  test('shows the latest first, and leads to older ones page by page, each once', async () => {
    await sql`
      insert into setting_changes (actor_kind, subject_kind, subject, action, after)
      select 'command', 'setting', 'n' || n, 'changed', '{"value": "<b>"}' from generate_series(1, 120) n`
    const seen: string[] = []
    let path: string | undefined = '/settings/changes'
    while (path) {
      const html: string = await (await olga.get(path)).text()
      expect(html).not.toContain('<b>')
      seen.push(...[...html.matchAll(/setting (n\d+)/g)].map(([, name = '']) => name))
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]
    }
    expect(seen).toEqual(Array.from({ length: 120 }, (_, index) => `n${120 - index}`))
    expect((await olga.get('/settings/changes?before=x')).status).toBe(200)
  })
})
