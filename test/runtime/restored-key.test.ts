import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { markOfKey } from '../../runtime/backup/manifest.ts'
import { layKeyReady } from '../../runtime/backup/restored-key.ts'

const [backups, homes] = [Buffer.alloc(32, 7), Buffer.alloc(32, 9)]
const inFile = (key: Buffer) => `${key.toString('base64')}\n`
const keyMark = markOfKey(backups)
const ownKey = Buffer.from(inFile(backups))
let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'kickstand-key-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const has = (key: Buffer) => writeFileSync(join(home, 'key'), inFile(key), { mode: 0o600 })
const lay = (given: { ownKey: Buffer | null; wasEmptied: boolean }) =>
  layKeyReady({ key: undefined }, home, { keyMark }, given)
const read = (name: string) => readFileSync(join(home, name), 'utf8')

describe('The key of a backup', () => {
  test('never takes the place of a key that a shop elsewhere may need', () => {
    has(homes)
    for (const given of [ownKey, null])
      expect(() => lay({ ownKey: given, wasEmptied: false })).toThrow('a shop may need it')
    expect([readdirSync(home), read('key')]).toEqual([['key'], inFile(homes)])
  })

  test('takes its place once the rows are there, and the key of a home that was only started stays beside it', () => {
    has(homes)
    const key = lay({ ownKey, wasEmptied: true })
    expect(read('key')).toBe(inFile(homes))
    key.takeItsPlace()
    expect(read('key')).toBe(inFile(backups))
    expect(statSync(join(home, 'key')).mode & 0o777).toBe(0o600)
    expect(read('key.before-restore')).toBe(inFile(homes))
    has(homes)
    lay({ ownKey, wasEmptied: true }).takeItsPlace()
    expect(readdirSync(home).sort()).toEqual(['key', 'key.before-restore', 'key.before-restore-2'])
  })

  test('leaves nothing where nothing came of the restore', () => {
    lay({ ownKey, wasEmptied: false }).forget()
    expect(readdirSync(home)).toEqual([])
  })

  test('is not needed where the home has it already', () => {
    has(backups)
    expect(lay({ ownKey: null, wasEmptied: false }).told).toBe('here')
  })
})
