import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import pLimit from 'p-limit'
import type { Trap } from '../../runtime/failpoints.ts'
import { until } from '../runtime/running-program.ts'
import { perform, type Tally } from './deeds.ts'
import { serverPids } from './faults.ts'
import { type Floor, openFloor } from './floor.ts'
import type { Cell } from './grid.ts'
import { compare } from './session.ts'
import { settle } from './settle.ts'

const secondsToSpring = 60
const secondsToDie = 10
const AT_ONCE = 8

export interface Crashed {
  cells: number
  seconds: number
  findings: string[]
}

/**
 * Kills somebody once at each cell's place, has them come back, and looks afterwards whether all of it is in the books
 * exactly once.
 */
export async function runGrid(cells: readonly Cell[], say: (line: string) => void): Promise<Crashed> {
  const started = performance.now()
  const floor = await openFloor({ ownDisk: false })
  try {
    const findings = await crashAll(floor, cells, say)
    return { cells: cells.length, seconds: Math.round((performance.now() - started) / 1_000), findings }
  } finally {
    await floor.close()
  }
}

/** @returns what was found, the books' word included */
export async function crashAll(floor: Floor, cells: readonly Cell[], say: (line: string) => void) {
  const tally: Tally = { operations: 0, deliveries: 0, findings: [] }
  const limit = pLimit(AT_ONCE)
  await Promise.all(cells.map((cell) => limit(() => prepare(floor, cell, tally))))
  for (const cell of cells) {
    say(cell.name)
    await crash(floor, cell, tally)
  }
  say('waiting for what is left')
  const lives = cells.map(({ life }) => life)
  return [...tally.findings, ...(await settle(floor.desk.sql)), ...(await compare(floor, { lives }))]
}

async function prepare(floor: Floor, { life, step }: Cell, tally: Tally): Promise<void> {
  for (const earlier of life.steps) if (earlier !== step) await perform(floor, { life, step: earlier }, tally)
}

async function crash(floor: Floor, cell: Cell, tally: Tally): Promise<void> {
  const { life, step, name } = cell
  layTrap(floor, cell)
  const performed = perform(floor, { life, step }, tally)
  const hasSprung = await until(() => !existsSync(floor.trapFile), secondsToSpring).then(
    () => true,
    () => false,
  )
  rmSync(floor.trapFile, { force: true })
  if (!hasSprung) tally.findings.push(`${name}: nobody came there`)
  const parts = [...floor.workers, ...floor.webs]
  if (hasSprung && cell.dies === 'itself') await until(() => parts.some(({ isDead }) => isDead), secondsToDie)
  await Promise.all(parts.map((part) => part.start()))
  await performed
}

/** In one step, so that nobody reads half of it. */
function layTrap(floor: Floor, { place, subject, dies }: Cell): void {
  const pids = dies === 'itself' ? [] : serverPids(floor, dies)
  const trap: Trap = { place, subject, pids }
  writeFileSync(`${floor.trapFile}.part`, JSON.stringify(trap))
  renameSync(`${floor.trapFile}.part`, floor.trapFile)
}
