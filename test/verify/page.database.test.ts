import { beforeAll, expect, it } from 'vitest'
import { checkTheRest } from '../../activities/verify/check.ts'
import { engineAway, openWebDesk, type Person, wordsOf } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'

const database = await createTestDatabase()
const { sql } = database
const desk = openWebDesk(database)
let owner: Person
let manager: Person

beforeAll(async () => {
  await sql`
    insert into users (id, name, email, role) values
      ('olga', 'Olga', 'olga@example.com', 'owner'), ('mia', 'Mia', 'mia@example.com', 'manager')`
  owner = await desk.as('olga')
  manager = await desk.as('mia')
})

/** Checks that were done before, the last one with what it found. */
async function checked(differences: number[], skipped = ['engine_away']) {
  for (const count of differences) {
    await sql`
      insert into book_checks (state, orders, orders_total, differences, ended_at, skipped)
      values ('done', 12, 12, ${count}, now(), ${skipped})`
  }
  await sql`
    insert into book_differences (check_id, seq, code, order_id, source, number, about, expected, found)
    select id, 1, 'allocation_differs', 5, 'northshore', 'NS-5', 'PEDAL', '2', '0'
    from book_checks where differences > 0 order by id desc limit 1
    on conflict do nothing`
}

it('says that nothing was checked yet', async () => {
  expect(await wordsOf(await owner.get('/settings/books'))).toContain('Nothing was checked yet')
})

it('says that nothing was started while Temporal is away, and keeps nothing of it', async () => {
  const response = await owner.post('/settings/books/check', {})
  expect(response.status).toBe(409)
  expect(await wordsOf(response)).toContain('Temporal can’t be reached')
  expect(await sql`select from book_checks`).toEqual([])
})

it('names what differs, with the order and what to do, and says so on every page of an owner’s', async () => {
  await checked([0, 1])
  const words = await wordsOf(await owner.get('/settings/books'))
  expect(words).toContain('1 thing does not agree')
  expect(words).toMatch(
    /NS-5 What the order holds is not what went off the shelf for it PEDAL 2 0 A stock movement/,
  )
  expect(words).toContain('workflows were not looked at')
  const notice = 'The books of the shop do not agree.'
  expect(await wordsOf(await owner.get('/orders'))).toContain(notice)
  expect(await wordsOf(await manager.get('/orders'))).not.toContain(notice)
  await checked([0])
  expect(await wordsOf(await owner.get('/orders'))).not.toContain(notice)
  const page = async () => wordsOf(await owner.get('/settings/books'))
  expect(await page()).toContain('What was looked at of the books of 12 orders agrees.')
  await checked([0], [])
  expect(await page()).toContain('The books of all 12 orders agree')
})

it('is stuck where it broke off, until one was ended', async () => {
  await sql`
    insert into book_checks (state, orders_total, ended_at, error_id) values ('failed', 12, now(), 'e-17')`
  expect(await wordsOf(await manager.get('/stuck'))).toMatch(/The books check It broke off.* Error e-17/)
  await checked([0])
  expect(await wordsOf(await manager.get('/stuck'))).not.toContain('It broke off')
})

it('starts no second check while one is under way, and shows how far that is', async () => {
  await sql`insert into book_checks (orders_total, orders, lease_until) values (2000, 400, now() + interval '1 minute')`
  const words = await wordsOf(await owner.get('/settings/books'))
  expect(words).toContain('A check is under way')
  expect(words).toContain('400 of 2,000 orders')
  const response = await owner.post('/settings/books/check', {})
  expect(await wordsOf(response)).toContain('A check is under way already')
  expect(await sql`select from book_checks where state = 'running'`).toHaveLength(1)
})

it('says where Temporal could not be reached', async () => {
  expect(await checkTheRest({ sql, engine: engineAway() }, () => {})).toEqual({
    differences: [],
    skipped: ['engine_away'],
  })
})

it('is for owners alone', async () => {
  expect((await manager.get('/settings/books')).status).toBe(403)
  expect((await manager.post('/settings/books/check', {})).status).toBe(403)
})
