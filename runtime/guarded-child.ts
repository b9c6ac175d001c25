import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { sendSignal } from './processes.ts'

export type EndStep = { signal: NodeJS.Signals; seconds: number }

export type GuardedChild = {
  pid: number
  /** why it ended, as `exit code 1` or `signal SIGKILL`; settles once, never rejects */
  ended: Promise<string>
  /** sends the signals in turn, waiting after each, until it is gone */
  end(steps: readonly EndStep[]): Promise<void>
}

export type GuardedChildOptions = {
  cwd: string
  env: NodeJS.ProcessEnv
  output: number
  user?: { uid: number; gid: number }
  /** what the guard does when we die; the seconds together stay below 5 */
  afterOurDeath: readonly EndStep[]
}

// `read` ends with success when we write a line (the child is gone, nothing to do) and with failure when the
// pipe closes because we died. A shell takes 1 MB where another node would take 40.
const guardScript = `
read -r word && exit 0
child=$1; shift
while [ $# -gt 1 ]; do
  kill -s "$1" "$child" 2>/dev/null || exit 0
  left=$(($2 * 5)); shift 2
  while [ "$left" -gt 0 ]; do
    kill -0 "$child" 2>/dev/null || exit 0
    sleep 0.2; left=$((left - 1))
  done
done`

/**
 * Starts a program in a process group of its own, so that a Ctrl-C for us does not reach it, and a guard that
 * ends it when we are killed.
 */
export async function startGuarded(
  program: string,
  parameters: string[],
  options: GuardedChildOptions,
): Promise<GuardedChild> {
  const stdio: StdioOptions = ['ignore', options.output, options.output]
  const child = spawn(program, parameters, {
    ...options.user,
    cwd: options.cwd,
    env: options.env,
    stdio,
    detached: true,
  })
  await once(child, 'spawn')
  const pid = child.pid ?? Number.NaN
  const guard = startGuard(pid, options.afterOurDeath)
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      guard.stdin?.end('gone\n')
      resolve(signal ? `signal ${signal}` : `exit code ${code}`)
    })
  })
  return { pid, ended, end: (steps) => endChild(child, ended, steps) }
}

function startGuard(pid: number, steps: readonly EndStep[]) {
  const words = steps.flatMap(({ signal, seconds }) => [signal.replace('SIG', ''), String(seconds)])
  const guard = spawn('/bin/sh', ['-c', guardScript, 'kickstand-guard', String(pid), ...words], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.on('error', () => undefined) // without a guard the next start ends what is left over
  guard.stdin?.on('error', () => undefined)
  guard.unref()
  return guard
}

async function endChild(child: ChildProcess, ended: Promise<string>, steps: readonly EndStep[]) {
  for (const { signal, seconds } of steps) {
    if (child.exitCode !== null || child.signalCode !== null) return
    sendSignal(child.pid ?? Number.NaN, signal)
    if (await settlesWithin(ended, seconds * 1_000)) return
  }
  throw new Error(`Process ${child.pid} did not end after ${steps.map(({ signal }) => signal).join(', ')}`)
}

/** Whether a promise settles within the time; the timer never keeps the process alive. */
export async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds)
  })
  const settled = promise.then(
    () => true,
    () => true,
  )
  return Promise.race([settled, late]).finally(() => clearTimeout(timer))
}
