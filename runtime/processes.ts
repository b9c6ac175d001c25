import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

export type RunningProcess = { pid: number; words: string[]; folder: string | undefined }

/** Every process this user may see, with the words of its command line and, on Linux, its working folder. */
export function runningProcesses(): RunningProcess[] {
  return process.platform === 'linux' ? fromProc() : fromPs()
}

/** The program's own name, `postgres` for `/usr/bin/postgres` and for a backend's title `postgres: checkpointer`. */
export function programName({ words }: RunningProcess): string {
  return basename(words[0]?.split(' ')[0] ?? '').replace(/:$/, '')
}

/**
 * Sends each signal in turn to the processes that `find` names, and waits the seconds after it.
 * @returns whether all are gone.
 */
export async function endProcesses(
  find: () => RunningProcess[],
  steps: readonly { signal: NodeJS.Signals; seconds: number }[],
): Promise<boolean> {
  for (const { signal, seconds } of steps) {
    const found = find()
    if (found.length === 0) return true
    for (const { pid } of found) sendSignal(pid, signal)
    const end = Date.now() + seconds * 1_000
    while (Date.now() < end && find().length > 0) await pause(100)
  }
  return find().length === 0
}

/** Sends a signal; a process that is already gone is no error. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function fromProc(): RunningProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), words: commandLine(name), folder: workingFolder(name) }))
    .filter(({ words }) => words.length > 0)
}

// A process may end between the listing and the look, and another user's can't be looked into.
function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  } catch {
    return []
  }
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}

function fromPs(): RunningProcess[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    timeout: 5_000,
  }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+) (.*)$/.exec(line) ?? []
    return pid && command ? [{ pid: Number(pid), words: command.split(' '), folder: undefined }] : []
  })
}
