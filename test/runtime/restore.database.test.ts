import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import postgres from 'postgres'
import { afterAll, describe, expect, inject, test } from 'vitest'
import { migrate } from '../../db/client.ts'
import { makeRoom } from '../../runtime/backup/room.ts'
import { writeBackup } from '../../runtime/backup/write.ts'
import { createTestDatabase } from '../support/database.ts'
import { databaseUrl } from '../support/postgres-server.ts'

const { sql } = await createTestDatabase()
const folder = mkdtempSync(join(tmpdir(), 'kickstand-restore-'))
const name = `outside_${process.pid}`
const url = databaseUrl(inject('postgresUrl'), name)
const admin = postgres(inject('postgresUrl'), { max: 1, onnotice: () => {} })
await admin`create database ${admin(name)}`
const outside = postgres(url, { max: 1, onnotice: () => {} })
afterAll(async () => {
  await outside.end({ timeout: 1 })
  await admin`drop database if exists ${admin(name)} with (force)`
  await admin.end({ timeout: 1 })
  rmSync(folder, { recursive: true, force: true })
})
const tables = () => outside`select from pg_tables where schemaname = 'public'`

test('A backup that is restored elsewhere leaves the key of a home in use where it is', async () => {
  const file = join(folder, 'old.backup')
  await writeBackup({
    sql,
    file,
    version: '0.1.0',
    key: Buffer.alloc(32, 7),
    withKey: true,
    onStart() {},
    onRead() {},
    signal: AbortSignal.timeout(60_000),
  })
  const home = join(folder, 'home')
  mkdirSync(home, { mode: 0o700 })
  const key = `${Buffer.alloc(32, 9).toString('base64')}\n`
  writeFileSync(join(home, 'key'), key, { mode: 0o600 })
  const { KICKSTAND_KEY: _, ...env } = process.env
  const restoring = spawn(process.execPath, ['--import', 'tsx', 'runtime/main.ts', 'restore', file], {
    env: { ...env, DATABASE_URL: url, KICKSTAND_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [said] = await Promise.all([text(restoring.stderr), once(restoring, 'exit')])
  expect(said).toContain('another key than the backup')
  expect(restoring.exitCode).toBe(1)
  expect(readFileSync(join(home, 'key'), 'utf8')).toBe(key)
  expect(await tables()).toHaveLength(0)
})

describe('Room for a backup in a database of one’s own', () => {
  const room = () => makeRoom(url, { databaseUrl: url })

  test('in a home that was only started is known to be there by a restore that comes after one that was killed', async () => {
    const own = () => makeRoom(url, { databaseUrl: undefined })
    expect(await own()).toBe(false)
    await migrate(url)
    expect([await own(), await own()]).toEqual([true, true])
  })

  test('is made where a restore was interrupted', async () => {
    await migrate(url)
    expect(await room()).toBe(false)
    expect(await tables()).toHaveLength(0)
    await migrate(url)
    expect((await tables()).length).toBeGreaterThan(20)
  })

  test('is not made where something would be lost', async () => {
    await outside`insert into users (id, name, email, role) values ('olga', 'Olga', 'olga@example.com', 'owner')`
    await expect(room()).rejects.toThrow('not empty')
    expect(await outside`select from users`).toHaveLength(1)
  })

  test('is not made in a database of something else', async () => {
    await outside`drop schema public cascade`
    await outside`create schema public`
    await outside`create table wikis (id int)`
    await expect(room()).rejects.toThrow('not empty')
    expect(await tables()).toHaveLength(1)
  })
})
