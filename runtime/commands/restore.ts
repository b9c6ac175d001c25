import { createReadStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Beginning } from '../backup/manifest.ts'
import { readBackup } from '../backup/read.ts'
import { type KeyTold, layKeyReady, type RestoredKey } from '../backup/restored-key.ts'
import { makeRoom } from '../backup/room.ts'
import { CommandError } from '../command-error.ts'
import { readConfig } from '../config.ts'
import { openHome } from '../home.ts'
import { openLog } from '../log.ts'
import { startPostgres } from '../postgres/server.ts'
import { inScope, type Scope } from '../scope.ts'
import { takeHome } from '../take-home.ts'
import { type Progress, showProgress } from './progress.ts'

export function restoreCommand(): Command {
  return new Command('restore')
    .description('fill a new home, or an empty database, with what a backup holds')
    .argument('<file>', 'made by `kickstand backup`')
    .action((file: string) => inScope((scope) => restore(resolve(file), scope)))
}

async function restore(file: string, scope: Scope): Promise<void> {
  const config = readConfig()
  const size = sizeOf(file)
  const home = openHome(config.home)
  const lock = await takeHome(home, 'restore', scope.signal)
  scope.onClose(() => lock.release())
  const log = openLog({ ...config, home })
  scope.log = log
  const url = config.databaseUrl ?? (await ownDatabase(home, scope))
  const wasEmptied = await makeRoom(url, config)
  const progress = showProgress(size)
  let key: RestoredKey | undefined
  try {
    const { beginning, rows } = await readBackup({
      url,
      bytes: bytesOf(file, progress),
      onBeginning(told, ownKey) {
        key = layKeyReady(config, home, told, { ownKey, wasEmptied })
      },
      onWhole: () => key?.takeItsPlace(),
      signal: scope.signal,
    })
    progress.end()
    log.info({ madeAt: beginning.madeAt, rows }, 'A backup was restored')
    process.stdout.write(`${told(beginning, rows, key?.told ?? 'same')}\n`)
  } catch (error) {
    key?.forget()
    throw error
  } finally {
    progress.end()
  }
}

async function* bytesOf(file: string, progress: Progress): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    progress.advance(bytes.length)
    yield bytes as Buffer
  }
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) throw new CommandError(`There is no file ${file}`)
  return found.size
}

async function ownDatabase(home: string, scope: Scope): Promise<string> {
  const { log, signal } = scope
  if (!log) throw new CommandError('The log is not open yet')
  const postgres = await startPostgres({ home, log, signal, preferredPort: undefined })
  scope.onClose(() => postgres.stop())
  return postgres.url
}

const keyInWords: Record<KeyTold, string> = {
  same: 'KICKSTAND_KEY opens its secrets.',
  here: 'The home’s key opens its secrets.',
  restored: 'Its key was in it and is in the home now.',
  missing:
    'Its key was not in it: put the old home’s `key` into this one before the first start, or every source needs a new secret.',
  other:
    'KICKSTAND_KEY is not the key of its secrets: set the right one, or every source needs a new secret.',
}

const told = ({ madeAt, kickstand }: Beginning, rows: number, key: KeyTold) =>
  [
    `Restored: ${rows} rows, as they stood at ${madeAt} (Kickstand ${kickstand}); every table is whole.`,
    keyInWords[key],
    'Start Kickstand: the workflows of open orders are begun from their rows.',
  ].join('\n')
