import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { HomeState } from '../../runtime/home.ts'
import { endProcesses, runningProcesses } from '../../runtime/processes.ts'
import { temporalCliForTests } from '../support/temporal-programs.ts'

const secondsToStart = 60

export type Program = {
  child: ChildProcess
  output(): string
  /** the exit code, or the signal that ended it */
  ended: Promise<number | string>
}

/** A home in a temporary folder that other users may enter. */
export function temporaryHome(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-home-'))
  chmodSync(folder, 0o755)
  return realpathSync(folder)
}

/** Runs the program in a process group of its own; `words` begin with the program. */
export async function run(
  home: string,
  words: string[],
  settings: Record<string, string> = {},
): Promise<Program> {
  const environment = {
    ...process.env,
    KICKSTAND_HOME: home,
    PORT: '0',
    DATABASE_URL: '',
    TEMPORAL_ADDRESS: '',
    KICKSTAND_SAMPLE: 'none',
    TEMPORAL_CLI_PATH: await temporalCliForTests(),
    ...settings,
  }
  const [program = '', ...parameters] = words
  const child = spawn(program, parameters, {
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part) => (output += part))
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal)
  return { child, output: () => output, ended }
}

/** The program with these words; in a run of tests compiled beforehand (support/program-setup.ts). */
export function kickstand(...words: string[]): string[] {
  const compiled = process.env.KICKSTAND_COMPILED
  return [process.execPath, ...(compiled ? [compiled] : ['--import', 'tsx', 'runtime/main.ts']), ...words]
}

/** Starts it and waits until it says that it is ready. */
export async function runUntilReady(home: string, words: string[], settings = {}): Promise<Program> {
  const program = await run(home, words, settings)
  await until(() => /ready/.test(program.output()) || program.child.exitCode !== null, secondsToStart)
  if (!/ready/.test(program.output())) throw new Error(`It did not get ready: ${program.output()}`)
  return program
}

/** Runs a command to its end. */
export async function runToEnd(home: string, ...words: string[]) {
  const program = await run(home, kickstand(...words))
  return { code: await program.ended, output: program.output() }
}

export async function until(isSo: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
  const end = Date.now() + seconds * 1_000
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`Not so within ${seconds} s: ${isSo}`)
    await pause(50)
  }
}

export function stateOf(home: string): HomeState {
  return JSON.parse(readFileSync(join(home, 'state.json'), 'utf8')) as HomeState
}

/** What belongs to the home: its servers, their guards aside, and PostgreSQL's processes in its data folder. */
export function processesOf(home: string) {
  return runningProcesses().filter(
    ({ words, folder }) =>
      folder?.startsWith(`${home}/`) || words.some((word) => word.startsWith(`${home}/`)),
  )
}

/** At once: nobody needs any more what they would still put in order. */
const atOnce = [
  { signal: 'SIGQUIT', seconds: 3 },
  { signal: 'SIGKILL', seconds: 7 },
] as const

/** Ends what a test left, then the home. */
export async function clearAway(home: string, ...programs: (Program | undefined)[]) {
  for (const program of programs) {
    if (program && program.child.exitCode === null) program.child.kill('SIGKILL')
  }
  if (!(await endProcesses(() => processesOf(home), atOnce)))
    throw new Error(`Something still runs in ${home}`)
  rmSync(home, { recursive: true, force: true })
}
