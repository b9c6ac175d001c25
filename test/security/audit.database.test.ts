import { describe, expect, test } from 'vitest'
import { commandLine, noteChange } from '../../server/settings/changes.ts'
import { changesOf, hirePeople } from '../server/settings/owners.ts'
import { openWebDesk, wordsOf } from '../server/web-desk.ts'
import { createTestDatabase } from '../support/database.ts'
import { openShop } from '../support/shop.ts'

const database = await createTestDatabase()
const { sql } = database
await openShop(sql)
await hirePeople(sql)
const desk = openWebDesk(database)
const olga = await desk.as('olga')
const mia = await desk.as('mia')

describe('The record of changes', () => {
  test('can not be changed, shortened or emptied', async () => {
    await sql.begin((tx) =>
      noteChange(tx, commandLine, { subjectKind: 'store', subject: 'main', action: 'added' }),
    )
    for (const attempt of [
      sql`update setting_changes set subject = 'other'`,
      sql`delete from setting_changes`,
      sql`truncate setting_changes`,
    ]) {
      await expect(attempt).rejects.toThrow('append-only')
    }
    expect(await changesOf(sql, 'main')).toEqual(['command: added'])
  })

  test('says who took which file out, with how many rows', async () => {
    const file = await mia.get('/money/entries.csv?day=2026-03-02')
    expect(file.status).toBe(200)
    const [, name = ''] = /filename="([^"]+)"/.exec(file.headers.get('content-disposition') ?? '') ?? []
    expect(await changesOf(sql, name)).toEqual(['mia: exported {"rows":0}'])
    expect(await wordsOf(await olga.get('/settings/changes'))).toContain(`Mia Took out the file ${name}`)
  })

  test('is read a page at a time, to its beginning', async () => {
    await sql`
      insert into setting_changes (actor_kind, subject_kind, subject, action)
      select 'command', 'store', 'page' || n, 'changed' from generate_series(1, 60) n`
    const latest = await (await olga.get('/settings/changes')).text()
    const older = /href="(\/settings\/changes\?before=\d+)"/.exec(latest)?.[1] ?? ''
    expect(latest).toContain('page60')
    expect(await wordsOf(await olga.get(older))).toContain('page1')
  })
})
