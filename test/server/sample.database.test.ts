import { describe, expect, it } from 'vitest'
import { loadSample } from '../../sample/load.ts'
import { createTestDatabase } from '../support/database.ts'
import { openBox } from '../support/integrator.ts'
import { openWebDesk, wordsOf } from './web-desk.ts'

const database = await createTestDatabase()
const { sql } = database
await sql`
  insert into users (id, name, email, role) values
    ('olga', 'Olga', 'olga@shop.test', 'owner'), ('ben', 'Ben', 'ben@shop.test', 'manager')`
const desk = openWebDesk(database)
const owner = await desk.as('olga')
const manager = await desk.as('ben')
const notice = 'This is a sample shop'

describe('the sample shop on the pages', () => {
  it('is named nowhere before it is there', async () => {
    expect(await wordsOf(await owner.get('/orders'))).not.toContain(notice)
    expect(await wordsOf(await owner.get('/sample'))).toContain('There is no sample shop here')
  })

  it('is named on every page while it is there, with the way to remove it for owners alone', async () => {
    await loadSample(sql, openBox)
    const page = await owner.get('/orders')
    expect(await wordsOf(page)).toContain(`${notice}: its orders, people and goods are made up. Remove it`)
    expect(page.headers.get('kickstand-sample')).toBe('here')
    const seen = await wordsOf(await manager.get('/orders'))
    expect(seen).toContain(notice)
    expect(seen).not.toContain('Remove it')
    const refused = await manager.get('/sample')
    expect(refused.status).toBe(403)
    expect(await wordsOf(refused)).toContain('Olga can help')
  })

  it('says what would go, and goes at one click of an owner', async () => {
    const words = await wordsOf(await owner.get('/sample'))
    expect(words).toContain('102 products with their stock')
    expect(words).toContain('2 stores')
    expect((await manager.post('/sample/removal', {})).status).toBe(403)
    expect(await sql`select from stores`).toHaveLength(2)

    const answer = await owner.post('/sample/removal', {})
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sample'])
    expect(await sql`select from stores`).toHaveLength(0)
    expect(await wordsOf(await owner.get('/sample'))).toContain('The sample shop is removed')
    const without = await owner.get('/orders')
    expect(await wordsOf(without)).not.toContain(notice)
    expect(without.headers.has('kickstand-sample')).toBe(false)
    expect((await owner.post('/sample/removal', {})).status).toBe(303)
    const changes = await sql`select user_id, subject from setting_changes`
    expect(changes).toEqual([{ userId: 'olga', subject: 'sample' }])
  })
})
