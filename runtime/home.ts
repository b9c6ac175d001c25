import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError } from './command-error.ts'

/** What a running home says about itself, for the command line and for workers and web servers beside it. */
export type HomeState = {
  pid: number
  /** the web address, from the moment that a browser can use it */
  url?: string
  databaseUrl: string
  temporalAddress: string
  namespace: string
}

/** Makes the home's folder where it is missing. @returns its real path, by which it is locked. */
export function openHome(home: string): string {
  try {
    // PostgreSQL's account passes through the home itself, but through nothing else in it.
    mkdirSync(home, { recursive: true })
    for (const folder of ['log', 'temporal']) mkdirSync(join(home, folder), { recursive: true, mode: 0o700 })
    return realpathSync(home)
  } catch (error) {
    throw new CommandError(`KICKSTAND_HOME must be a folder that can be written: ${(error as Error).message}`)
  }
}

export function readState(realHome: string): HomeState | undefined {
  const file = join(realHome, 'state.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HomeState) : undefined
}

/** Replaced in one step, so that no reader ever sees half of it. */
export function writeState(realHome: string, state: HomeState): void {
  replaceFile(join(realHome, 'state.json'), JSON.stringify(state, null, 2))
}

export function removeState(realHome: string): void {
  rmSync(join(realHome, 'state.json'), { force: true })
}

type Ports = { postgres?: number; temporal?: number }

/** The ports of the last run: kept where they are free, so that workers apart find the servers again. */
export function readPorts(realHome: string): Ports {
  const file = join(realHome, 'ports.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Ports) : {}
}

export function writePorts(realHome: string, ports: Ports): void {
  replaceFile(join(realHome, 'ports.json'), JSON.stringify(ports))
}

function replaceFile(file: string, text: string) {
  const part = `${file}.${process.pid}.part`
  writeFileSync(part, text, { mode: 0o600 })
  renameSync(part, file)
}
