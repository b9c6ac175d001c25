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

/**
 * Puts a history and its entry beside the others. One of that name that proves something else, an earlier program's,
 * is moved to the earlier ones and stays.
 * @param stands of a return, whose history does not say it
 */
export function keepHistory(name: string, history: History, stands?: string, folder = historiesFolder): void {
  const file = `${name}.json`
  const text = `${JSON.stringify(JSON.parse(historyToJSON(history)))}\n`
  const before = readManifest(folder)[file]
  if (before) keepEarlier(folder, file, before, JSON.parse(text) as HistoryJson)
  writeFileSync(join(folder, file), text)
  const recorded = { commit: commitNow(), on: new Date().toISOString().slice(0, 10) }
  writeManifest({ ...readManifest(folder), [file]: entryOf(text, recorded, stands) }, folder)
}

function keepEarlier(folder: string, file: string, entry: Entry, now: HistoryJson): void {
  if (isSameShape(JSON.parse(readFileSync(join(folder, file), 'utf8')) as HistoryJson, now)) return
  const moved = join(EARLIER, file.replace(/\.json$/, `.${entry.recorded.commit}.json`))
  mkdirSync(join(folder, EARLIER), { recursive: true })
  renameSync(join(folder, file), join(folder, moved))
  writeManifest({ ...readManifest(folder), [moved]: entry }, folder)
}

function commitNow(): string {
  const words = ['rev-parse', '--short=12', 'HEAD']
  return execFileSync('git', words, { cwd: historiesFolder, encoding: 'utf8' }).trim()
}
