import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type History, historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import {
  EARLIER,
  type Entry,
  entryOf,
  historiesFolder,
  isSameShape,
  readManifest,
  writeManifest,
} from './manifest.ts'
import type { HistoryJson } from './read.ts'

const recorded = { commit: git('rev-parse', '--short=12', 'HEAD'), on: new Date().toISOString().slice(0, 10) }

/**
 * Puts a history and its entry beside the others. One of that name that proves something else, an earlier program's,
 * is moved to the earlier ones and stays.
 * @param stands of a return, whose history does not say it
 */
export function keepHistory(name: string, history: History, stands?: string): void {
  const manifest = readManifest()
  const file = `${name}.json`
  const text = `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`
  const before = manifest[file]
  if (before) keepEarlier(file, before, JSON.parse(text) as HistoryJson)
  writeFileSync(join(historiesFolder, file), text)
  writeManifest({ ...readManifest(), [file]: entryOf(text, recorded, stands) })
}

function keepEarlier(file: string, entry: Entry, now: HistoryJson): void {
  const path = join(historiesFolder, file)
  if (isSameShape(JSON.parse(readFileSync(path, 'utf8')) as HistoryJson, now)) return
  const moved = join(EARLIER, file.replace(/\.json$/, `.${entry.recorded.commit}.json`))
  mkdirSync(join(historiesFolder, EARLIER), { recursive: true })
  renameSync(path, join(historiesFolder, moved))
  writeManifest({ ...readManifest(), [moved]: entry })
}

function git(...words: string[]): string {
  return execFileSync('git', words, { cwd: historiesFolder, encoding: 'utf8' }).trim()
}
