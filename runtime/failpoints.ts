import { readFileSync, renameSync } from 'node:fs'
import { failpoint, onFailpoint } from '../db/failpoint.ts'
import { sendSignal } from './processes.ts'

/** Whoever comes first to the place, with something that contains the subject, kills these processes, once. */
export interface Trap {
  place: string
  subject: string
  /** Empty: itself. */
  pids: number[]
}

const ANSWER_LEAVES_MS = 20

let isArmed = false

/** KICKSTAND_FAILPOINT names a file, which holds a trap from time to time; nowhere but where NODE_ENV says test. */
export function armFailpoints(environment: NodeJS.ProcessEnv = process.env): void {
  const file = environment.KICKSTAND_FAILPOINT
  if (!file || environment.NODE_ENV !== 'test') return
  isArmed = true
  onFailpoint((place, subject) => {
    const trap = readTrap(file)
    if (trap?.place !== place || !subject.includes(trap.subject) || !isFirst(file)) return
    for (const pid of trap.pids.length > 0 ? trap.pids : [process.pid]) sendSignal(pid, 'SIGKILL')
  })
}

function readTrap(file: string): Trap | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Trap
  } catch {
    return null
  }
}

/** Several processes may come to the place at once: a file is moved away by one of them. */
function isFirst(file: string): boolean {
  try {
    renameSync(file, `${file}.sprung`)
    return true
  } catch {
    return false
  }
}

/** Each activity with a place before it, one where its work is committed, and one where the engine has its answer. */
export function activitiesWithFailpoints<A extends object>(activities: A): A {
  if (!isArmed) return activities
  const watched = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: unknown) => passThrough(name, JSON.stringify(input), () => activity(input)),
  ])
  return Object.fromEntries(watched) as A
}

/** The same around each request to the web server. */
export function webWithFailpoints<A extends { fetch(request: Request, ...rest: unknown[]): unknown }>(
  app: A,
): Pick<A, 'fetch'> {
  if (!isArmed) return app
  return {
    fetch: (request: Request, ...rest: unknown[]) =>
      passThrough('request', `${request.method} ${request.url}`, async () => app.fetch(request, ...rest)),
  }
}

async function passThrough<T>(name: string, subject: string, work: () => Promise<T>): Promise<T> {
  failpoint(`${name}:before`, subject)
  const result = await work()
  failpoint(`${name}:committed`, subject)
  setTimeout(() => failpoint(`${name}:answered`, subject), ANSWER_LEAVES_MS)
  return result
}
