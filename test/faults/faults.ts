import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sendSignal } from '../../runtime/processes.ts'
import { processesOf } from '../runtime/running-program.ts'
import { refuses } from '../support/smtp.ts'
import type { Floor } from './floor.ts'
import type { Part } from './part.ts'
import type { Fault } from './plan.ts'

/** Makes it go wrong, and right again after its time. */
export async function suffer(floor: Floor, fault: Fault): Promise<void> {
  await pause(fault.afterMs)
  const heal = await begin(floor, fault)
  await pause(fault.forMs)
  await heal()
}

type Heal = () => Promise<void> | void

async function begin(floor: Floor, fault: Fault): Promise<Heal> {
  const worker = floor.workers[fault.which]
  const web = floor.webs[fault.which]
  const part = fault.part === 'worker' ? worker : web
  switch (fault.kind) {
    case 'killWorker':
      return killed(worker)
    case 'killWeb':
      return killed(web)
    case 'killTemporal':
    case 'killPostgres':
      signalServer(floor, fault.kind === 'killTemporal' ? 'temporal' : 'postgres', 'SIGKILL')
      return () => undefined
    case 'killServices':
      floor.killServices()
      return () => floor.startServices()
    case 'stopWorker':
      return stopped(worker)
    case 'stopWeb':
      return stopped(web)
    case 'stopTemporal':
    case 'stopPostgres':
      return stoppedServer(floor, fault.kind === 'stopTemporal' ? 'temporal' : 'postgres')
    case 'resetConnections':
      part[fault.to].reset()
      return () => undefined
    case 'delayConnections':
      return goesThrough(part, fault.to, 'delayed')
    case 'blackhole':
      return goesThrough(part, fault.to, 'blackhole')
    case 'fullDisk':
      return fullDisk(floor)
    case 'clockJump':
      part.clockGoesWrong(fault.byMs)
      return () => part.clockGoesWrong(0)
    case 'provider':
      floor.stripe.faults.push({ path: /capture|cancel|refunds/, is: fault.how })
      return () => undefined
    case 'mailServer':
      floor.mail.behaves({ onConnect: (_session, done) => done(refuses(421, 'Not now')) })
      floor.mail.dropAll()
      return () => floor.mail.behaves({})
    case 'website':
      floor.listener.isAway = true
      return () => {
        floor.listener.isAway = false
      }
  }
}

function killed(part: Part): Heal {
  part.kill()
  return () => part.start()
}

function stopped(part: Part): Heal {
  part.signal('SIGSTOP')
  return () => part.signal('SIGCONT')
}

function goesThrough(part: Part, to: Fault['to'], way: 'delayed' | 'blackhole'): Heal {
  const passage = part[to]
  passage.way = way
  return () => passage.heal()
}

export type ServerName = 'temporal' | 'postgres'
const wordOf = { temporal: 'start-dev', postgres: '-D' }

/** The server's own process, its guard aside. */
export function serverPids({ desk }: Floor, server: ServerName): number[] {
  return processesOf(desk.home).flatMap(({ pid, words }) => (words.includes(wordOf[server]) ? [pid] : []))
}

function signalServer(floor: Floor, server: ServerName, signal: NodeJS.Signals): number[] {
  const pids = serverPids(floor, server)
  for (const pid of pids) sendSignal(pid, signal)
  return pids
}

/** PostgreSQL's backends are processes of their own: all of them hold their breath. */
function stoppedServer(floor: Floor, server: ServerName): Heal {
  const isBackend = ({ words }: { words: string[] }) => words[0]?.startsWith('postgres:')
  const backends = server === 'postgres' ? processesOf(floor.desk.home).filter(isBackend) : []
  const pids = [...serverPids(floor, server), ...backends.map(({ pid }) => pid)]
  for (const pid of pids) sendSignal(pid, 'SIGSTOP')
  return () => {
    for (const pid of pids) sendSignal(pid, 'SIGCONT')
  }
}

/** Where the home has no disk of its own nothing happens; the counts say so. */
function fullDisk({ desk, hasOwnDisk }: Floor): Heal {
  if (!hasOwnDisk) return () => undefined
  const filler = join(desk.home, 'filler')
  const { bavail, bsize } = statfsSync(desk.home)
  try {
    execFileSync('fallocate', ['--length', String(bavail * bsize), filler], { stdio: 'ignore' })
  } catch {
    // Somebody wrote meanwhile: what was left is taken all the same.
  }
  return () => rmSync(filler, { force: true })
}
