import { beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase } from '../../support/database.ts'
import { openShop, webOrder } from '../../support/shop.ts'
import { openWebDesk, wordsOf } from '../web-desk.ts'
import { changesOf, hirePeople } from './owners.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
await hirePeople(sql)
const olga = await openWebDesk(database).as('olga')
const page = '/settings/stores/main/letters'
const ready = `${page}/ready/en`

beforeEach(async () => {
  await sql`delete from letter_templates`
})

describe('An owner', () => {
  test('switches letters of a store off, and the rest of its rules stays', async () => {
    await sql`update stores set rules = '{"undoSeconds": 20}' where code = 'main'`
    const on = ['taken_on', 'ready', 'answer_due'].map((kind): [string, string] => ['on', kind])
    expect((await olga.post(page, on)).headers.get('location')).toBe(`${page}?done=changed`)
    const [store] = await sql`select rules from stores where code = 'main'`
    expect(store?.rules.undoSeconds).toBe(20)
    expect(store?.rules.lettersOff).toContain('shipped')
    expect(store?.rules.lettersOff).not.toContain('ready')
    expect((await changesOf(sql, 'main')).at(-1)).toContain('lettersOff')
    await olga.post(page, on)
    expect(await changesOf(sql, 'main')).toHaveLength(1)
    expect(await (await olga.get(page)).text()).toMatch(/value="ready" checked/)
  })

  test('writes a letter in the store’s own words, and goes back to the built-in ones', async () => {
    expect(await wordsOf(await olga.get(ready))).toContain('is ready. We look forward to seeing you!')
    const words = { subject: 'Come, {{ customer.first_name }}', body: 'It is here:\r\n{{ items }}' }
    expect((await olga.post(ready, words)).headers.get('location')).toBe(`${ready}?done=changed`)
    expect(await sql`select store, kind, language, subject, body from letter_templates`).toEqual([
      {
        store: 'main',
        kind: 'ready',
        language: 'en',
        subject: words.subject,
        body: 'It is here:\n{{ items }}',
      },
    ])
    expect(await wordsOf(await olga.get(page))).toContain('English Own words')
    await olga.post(ready, { ...words, reset: 'on' })
    expect(await sql`select from letter_templates`).toHaveLength(0)
    expect((await changesOf(sql, 'main')).slice(-2).join()).toMatch(/"ownWords":true.*"ownWords":false/)
  })

  test('sees how the words come out, with an order of the store where there is one', async () => {
    expect(await wordsOf(await olga.get(ready))).toContain('With a made-up order')
    const order = webOrder([{ sku: 'X' }])
    await shop.receive(order)
    const shown = await olga.post(`${ready}?preview`, {
      subject: 'For {{ customer.name }}',
      body: '<b>{{ items }}</b>',
    })
    const words = await wordsOf(shown)
    expect(words).toContain(`With order ${order.number}`)
    expect(words).toContain('For Kim Okafor')
    expect(words).toContain('<b>1 × Line 1 $10.00</b>')
    expect(await sql`select from letter_templates`).toHaveLength(0)
  })

  test.each([
    [{ subject: 'a', body: '{{ order.colour }}' }, 'There is no order.colour in a letter'],
    [{ subject: '{{ nobody }}', body: 'b' }, 'There is no nobody in a letter'],
    [{ subject: '', body: 'b' }, 'Type something'],
    [{ subject: 'a\0', body: 'b' }, 'a sign that can’t be seen'],
    [{ subject: 'a', body: 'b\0c' }, 'a sign that can’t be seen'],
    [{ subject: 'a', body: '{% render "b" %}' }, '“{% render %}” is not allowed here'],
    [{ subject: 'a', body: '{% if %}' }, 'The words can’t be read'],
  ])('is told what is wrong with %j, and finds it as typed', async (words, told) => {
    const response = await olga.post(ready, words)
    expect([response.status, await wordsOf(response)]).toEqual([422, expect.stringContaining(told)])
    expect(await sql`select from letter_templates`).toHaveLength(0)
  })

  test('finds no letter that there is none of', async () => {
    for (const path of [`${page}/free/en`, `${page}/ready/de`, '/settings/stores/nowhere/letters']) {
      expect((await olga.get(path)).status).toBe(404)
    }
  })
})
