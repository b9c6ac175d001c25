import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import pLimit from 'p-limit'
import type { Trap } from '../../runtime/failpoints.ts'
import { until } from '../runtime/running-program.ts'
import { perform, type Tally } from './deeds.ts'
import { serverPids } from './faults.ts'
import type { Floor } from './floor.ts'
import type { Cell } from './grid.ts'

const secondsToSpring = 60
const secondsToDie = 10
const AT_ONCE = 8

/** Kills somebody once at each cell's place and has them come back; the books are looked at afterwards. */
export async function crashAll(
  floor: Floor,
  cells: readonly Cell[],
  tally: Tally,
  say: (line: string) => void,
): Promise<void> {
  const limit = pLimit(AT_ONCE)
  await Promise.all(cells.map((cell) => limit(() => prepare(floor, cell, tally))))
  for (const cell of cells) {
    say(cell.name)
    await crash(floor, cell, tally)
  }
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
