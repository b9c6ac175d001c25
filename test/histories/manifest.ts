import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Facts, factsOf, type HistoryJson, shapeOf } from './read.ts'

/** One recorded history: what it holds and the bytes that it had when it was recorded. */
export interface Entry extends Facts {
  /** Where an order or a return stands at its end (`awaited` before its first status); which work an upkeep does. */
  stands: string
  sha256: string
  /** By the program as it was then. */
  recorded: { commit: string; on: string }
}

/** File, from the folder of histories → what it is. */
export type Manifest = Record<string, Entry>

export const historiesFolder = dirname(fileURLToPath(import.meta.url))
export const EARLIER = 'earlier'
const fileOf = (folder: string) => join(folder, 'manifest.json')

export function readManifest(folder = historiesFolder): Manifest {
  return existsSync(fileOf(folder)) ? (JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Manifest) : {}
}

export function writeManifest(manifest: Manifest, folder = historiesFolder): void {
  const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(fileOf(folder), `${JSON.stringify(sorted, null, 2)}\n`)
}

export function historyFiles(folder = historiesFolder): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.json') && name !== 'manifest.json',
  )
}

export const readHistory = (file: string, folder = historiesFolder) =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as HistoryJson

/** @param stands told where the history itself does not say it: a return's */
export function entryOf(text: string, recorded: Entry['recorded'], stands?: string): Entry {
  const { stands: seen, ...facts } = factsOf(JSON.parse(text) as HistoryJson)
  const where = seen ?? stands
  if (where === undefined) throw new Error('nobody says where this history stands')
  return { ...facts, stands: where, sha256: digestOf(text), recorded }
}

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** What of folder and manifest do not belong together: files changed, lost or unknown, and entries that say otherwise. */
export function faultsOf(folder = historiesFolder, manifest = readManifest(folder)): string[] {
  const files = new Set(historyFiles(folder))
  const unknown = [...files]
    .filter((file) => !(file in manifest))
    .map((file) => `${file} is not in the manifest`)
  const others = Object.entries(manifest).flatMap(([file, entry]) => {
    if (!files.has(file)) return [`${file} is gone`]
    const text = readFileSync(join(folder, file), 'utf8')
    if (digestOf(text) !== entry.sha256) return [`${file} was changed since it was recorded`]
    const seen = entryOf(text, entry.recorded, entry.stands)
    return JSON.stringify(seen) === JSON.stringify(entry)
      ? []
      : [`${file} holds other things than the manifest says`]
  })
  return [...unknown, ...others]
}

/** What must have a history: `order new`, `effect capture`, … */
export interface Wanted {
  types: readonly string[]
  /** Of each type. */
  stands: Record<string, readonly string[]>
  ends: Record<string, readonly Entry['ends'][]>
  effects: readonly string[]
  deadlines: readonly string[]
}

/** What no history of today's shows; the earlier ones prove other things. */
export function gapsOf(manifest: Manifest, wanted: Wanted): string[] {
  const present = Object.entries(manifest).flatMap(([file, entry]) =>
    file.startsWith(EARLIER) ? [] : [entry],
  )
  const missing = (kind: string, names: readonly string[], has: (entry: Entry, name: string) => boolean) =>
    names.filter((name) => !present.some((entry) => has(entry, name))).map((name) => `${kind} ${name}`)
  const byType = <T extends string>(
    names: Record<string, readonly T[]>,
    has: (entry: Entry, name: T) => boolean,
  ) =>
    Object.entries(names).flatMap(([type, each]) =>
      each
        .filter((name) => !present.some((entry) => entry.type === type && has(entry, name)))
        .map((name) => `${type} ${name}`),
    )
  return [
    ...missing('workflow', wanted.types, ({ type }, name) => type === name),
    ...byType(wanted.stands, ({ stands }, name) => stands === name),
    ...byType(wanted.ends, ({ ends }, name) => ends === name),
    ...missing('effect', wanted.effects, ({ effects }, name) => effects.includes(name)),
    ...missing('deadline', wanted.deadlines, ({ deadlines }, name) => deadlines.includes(name)),
  ]
}

/** Whether two histories prove the same: the same events and activities in the same order. */
export const isSameShape = (one: HistoryJson, other: HistoryJson) => shapeOf(one) === shapeOf(other)
