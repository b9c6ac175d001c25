import { beforeAll, describe, expect, test } from 'vitest'
import type { Sql } from '../../db/client.ts'
import { readCustomerWords } from '../../domain/customer-search.ts'
import { phoneKey } from '../../intake/phone.ts'
import { searchCustomers } from '../../server/orders/search-customers.ts'
import { createTestDatabase } from '../support/database.ts'
import { tablesWithoutIndex } from '../support/plans.ts'
import { openShop, webOrder } from '../support/shop.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
const shop = await openShop(sql)
const desk = openWebDesk(database)
const anna = await desk.as('anna')

interface Known {
  id: string
  first?: string
  last: string
  email?: string
  phone?: string
  postalCode?: string
  country?: string
}

const known: Known[] = [
  {
    id: 'OKA',
    first: 'Kim',
    last: 'Okafor',
    email: 'kim.okafor@mail.test',
    phone: '213-555-0133',
    country: 'US',
  },
  {
    id: 'JAN',
    first: 'Mina',
    last: 'Jansen',
    email: 'mina@mail.test',
    phone: '06-12345678',
    country: 'NL',
    postalCode: '3511 AB',
  },
  { id: 'LEE', first: 'Robert', last: 'Lee', email: 'rlee@mail.test' },
  { id: 'MUL', first: 'Jürgen', last: 'Müller-Lüdenscheidt', country: 'DE' },
  { id: 'OBR', first: 'Siobhán', last: "O'Brien" },
  { id: 'MIN', last: '김민준', phone: '010-1234-5678', country: 'KR' },
  { id: 'SEO', first: '서연', last: '이' },
  { id: 'SEE', last: '이서현' },
  { id: 'MIJ', first: '미준', last: '김' },
  { id: 'TAR', first: '太郎', last: '山田' },
  { id: 'IVA', first: 'Иван', last: 'Петров' },
  { id: 'RAW', first: 'Raw', last: 'Number', phone: '0201234567' },
]

beforeAll(async () => {
  await sql`delete from customers`
  await sql`insert into customers ${sql(
    known.map(({ id, first = '', last, email, phone, postalCode, country }) => ({
      id,
      firstName: first,
      lastName: last,
      email: email ?? null,
      phone: phone ?? null,
      phoneKey: phoneKey(phone ?? null, country ?? null),
      postalCode: postalCode ?? null,
      country: country ?? null,
    })),
  )}`
})

const find = async (typed: string, country: string | null = null) =>
  (await searchCustomers(sql, readCustomerWords(typed), country)).map(({ id }) => id)

describe('A customer is found', () => {
  test.each([
    ['misspelt', 'Kim Okafro', 'OKA'],
    ['misspelt in both names', 'Kym Okkafor', 'OKA'],
    ['the last name first', 'Okafor Kim', 'OKA'],
    ['with a comma', 'okafor, kim', 'OKA'],
    ['by the beginning of a name', 'Jans', 'JAN'],
    ['by another form of the name', 'Bob Lee', 'LEE'],
    ['by another spelling of the family name', 'Robert Yi', 'LEE'],
    ['without accents', 'jurgen muller ludenscheidt', 'MUL'],
    ['by a part of a double name', 'Jurgen Muller', 'MUL'],
    ['without the apostrophe', 'Siobhan OBrien', 'OBR'],
    ['in Korean', '김민준', 'MIN'],
    ['in Korean, first and last name apart', '민준 김', 'MIN'],
    ['in Korean, one letter wrong', '김민중', 'MIN'],
    ['in Korean, kept apart but typed in one', '이서연', 'SEO'],
    ['in Japanese', '山田太郎', 'TAR'],
    ['in Cyrillic letters', 'Петров Иван', 'IVA'],
    ['by e-mail', ' KIM.Okafor@mail.test', 'OKA'],
    ['by a misspelt e-mail', 'kim.okafro@mail.test', 'OKA'],
    ['by an e-mail at another house', 'kim.okafor@other.test', 'OKA'],
    ['by postcode', '3511ab', 'JAN'],
    ['by the beginning of a postcode', '3511', 'JAN'],
    ['by number', 'oka', 'OKA'],
  ])('%s: %s', async (_, typed, id) => {
    expect((await find(typed))[0]).toBe(id)
  })

  test.each([
    ['213-555-0133', null],
    ['(213) 555 0133', 'US'],
    ['+1 213 555 0133', 'NL'],
    ['001 213 555 0133', null],
  ])('by phone, %s', async (typed, country) => {
    expect(await find(typed, country)).toEqual(['OKA'])
  })

  test.each([
    ['06-12345678', 'JAN'],
    ['+31 6 1234 5678', 'JAN'],
    ['0031612345678', 'JAN'],
    ['+82 10-1234-5678', 'MIN'],
    ['01012345678', 'MIN'],
    ['+31 20 123 4567', 'RAW'],
  ])('by phone, %s, whatever form was kept', async (typed, id) => {
    expect(await find(typed)).toEqual([id])
  })

  test.each(['%', '_', "%_'", '"\\', '%%%%', "'; drop table customers; --", '\u202e', '😀', '()', '*'])(
    'never by text that means something elsewhere: %s',
    async (typed) => {
      expect(await find(typed)).toEqual([])
    },
  )

  test('among many, but never more of them than a page takes in', async () => {
    await sql`
      insert into customers (id, first_name, last_name, postal_code)
      select 'T' || n, 'Twin', 'Same', '77777' from generate_series(1, 100) n`
    expect(await find('Twin Same')).toHaveLength(20)
    expect(await find('77777')).toHaveLength(20)
  })
})

test.each(['Kim Okafro', 'kim.okafor@mail.test', '213-555-0133', '3511ab', 'k000017'])(
  'Each way in has its index: %s',
  async (typed) => {
    const search = (watched: Sql) => searchCustomers(watched, readCustomerWords(typed), 'US')
    expect(await tablesWithoutIndex(database.url, search, 'found as')).toEqual([])
  },
)

describe('On the page of an order without a customer', () => {
  const address = '/orders/northshore/I-1'
  const show = async (query = '') => wordsOf(await anna.get(address + query))

  beforeAll(async () => {
    await shop.stock({ sku: 'PUMP', onHand: 100 })
    const customer = {
      externalId: 'w-1',
      firstName: 'Kim',
      lastName: 'Okafro',
      email: 'kim@other.test',
      phone: '(213) 555-0133',
    }
    const billingAddress = {
      street: '1 Main Street',
      city: 'Los Angeles',
      postalCode: '90001',
      country: 'US',
    }
    await shop.receive(webOrder([{ sku: 'PUMP' }], { number: 'I-1', customer, billingAddress }))
  })

  test('the search begins with the name, and finds who has the phone number, too', async () => {
    const html = await (await anna.get(address)).text()
    expect(html).toMatch(/<input[^>]*name="customer"[^>]*value="Kim Okafro"/)
    const words = await show()
    expect(words).toMatch(
      /Kim Okafor almost the same OKA kim.okafor@mail.test different 213-555-0133 the same/,
    )
  })

  test('each customer is held against the order, with a button of its own, and a new one stands below', async () => {
    const html = await (await anna.get(address)).text()
    expect(html.indexOf('name="customerId" value="OKA"')).toBeGreaterThan(0)
    expect(html.indexOf('name="create"')).toBeGreaterThan(html.lastIndexOf('name="customerId"'))
    expect(await show()).toContain(
      'Create a new one only if it is somebody else: nobody should be entered twice.',
    )
    expect(await show('?customer=%EB%B0%95%EC%A7%80%ED%9B%88')).not.toContain('entered twice')
  })

  test('another search is a plain address, and says when nobody is like it', async () => {
    expect(await show('?customer=mina+jansen')).toMatch(
      /1 customer may be this person.*Mina Jansen different JAN/,
    )
    expect(await show('?customer=Xqzw')).toContain('No customer is like “Xqzw”.')
    expect(await show('?customer=')).toContain('No customer is like “”.')
  })

  test.each([
    ['10 kB', 'x'.repeat(10_240)],
    ['a NUL', 'a\0b'],
  ])('%s of text is refused in a sentence', async (_, typed) => {
    const response = await anna.get(`${address}?customer=${encodeURIComponent(typed)}`)
    expect(response.status).toBe(422)
    expect(await wordsOf(response)).toContain('Search for at most 200 characters')
  })

  test('what is typed is shown as text', async () => {
    const html = await (
      await anna.get(`${address}?customer=${encodeURIComponent('"><script>alert(1)</script>')}`)
    ).text()
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;')
  })

  test('an order whose own words are odd shows its page all the same', async () => {
    const odd = { firstName: '%_\'"\\', lastName: '\u202e', email: 'no address', phone: 'call me' }
    await shop.receive(webOrder([{ sku: 'PUMP' }], { number: 'I-2', customer: odd }))
    await shop.receive(webOrder([{ sku: 'PUMP' }], { number: 'I-3', customer: {} }))
    const long = {
      firstName: '긴 '.repeat(100),
      lastName: 'x'.repeat(200),
      email: `${'e'.repeat(180)}@example.com`,
    }
    await shop.receive(webOrder([{ sku: 'PUMP' }], { number: 'I-4', customer: long }))
    for (const number of ['I-2', 'I-3', 'I-4'])
      expect((await anna.get(`/orders/northshore/${number}`)).status).toBe(200)
  })
})
