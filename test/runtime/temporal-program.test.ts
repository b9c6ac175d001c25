import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { CommandError } from '../../runtime/command-error.ts'
import { findTemporalProgram } from '../../runtime/temporal/program.ts'
import { temporalCli } from '../../runtime/temporal/programs.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kickstand-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

/** A program that only knows its version. */
function fake(place: string, name: string, version: string): string {
  mkdirSync(join(folder, place), { recursive: true })
  const path = join(folder, place, name)
  writeFileSync(path, `#!/bin/sh\necho "temporal version ${version} (Server 1.32.0, UI 2.54.1)"\n`)
  chmodSync(path, 0o755)
  return path
}

function find(named?: string) {
  const path = `${join(folder, 'usr')}:${join(folder, 'local')}`
  const said: string[] = []
  const search = { named, cache: join(folder, 'cache'), path, signal: AbortSignal.abort(), say: said.push }
  return findTemporalProgram(temporalCli, search)
}

it('the server that TEMPORAL_CLI_PATH names comes first', async () => {
  fake('usr', 'temporal', '1.9.1')
  const own = fake('own', 'temporal', '0.1.0')
  expect(await find(own)).toBe(own)
})

it('TEMPORAL_CLI_PATH that names no program stops the start with one line', async () => {
  const line = 'TEMPORAL_CLI_PATH must be the path of the program temporal, not "/nowhere/temporal"'
  await expect(find('/nowhere/temporal')).rejects.toThrow(new CommandError(line))
})

it('a server on PATH is taken before the home’s own, and a newer one too', async () => {
  const onPath = fake('usr', 'temporal', '1.10.0')
  fake('cache', 'temporal-1.9.1', '1.9.1')
  expect(await find()).toBe(onPath)
})

it('a server on PATH that is too old is passed over, for one later on PATH or for the home’s own', async () => {
  fake('usr', 'temporal', '1.8.12')
  const kept = fake('cache', 'temporal-1.9.1', '1.9.1')
  expect(await find()).toBe(kept)
  const later = fake('local', 'temporal', '1.9.1')
  expect(await find()).toBe(later)
})

it('nothing is fetched once the program is told to stop', async () => {
  await expect(find()).rejects.toThrow(/abort/i)
})
