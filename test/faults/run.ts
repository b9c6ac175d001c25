import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gridCells } from './grid.ts'
import { type FaultKind, faultKinds } from './plan.ts'
import { type Outcome, runSession } from './session.ts'

/**
 * `npm run test:faults`: runs the real processes under faults, seed after seed.
 * --seed N      that seed; otherwise one is drawn
 * --seeds N     so many, or `past`: those that failed once
 * --operations N, --faults N
 * --grid        the crash grid instead, or those of its cells whose names contain `--only TEXT`
 * --kinds A,B   only these faults
 * --cache N     workflows that a worker keeps; with 2 nearly each step is replayed
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    operations: { type: 'string', default: '1000' },
    faults: { type: 'string', default: '60' },
    kinds: { type: 'string' },
    grid: { type: 'boolean', default: false },
    only: { type: 'string' },
    cache: { type: 'string' },
    quiet: { type: 'boolean', default: false },
  },
})

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
const say = (line: string) => process.stdout.write(`${line}\n`)
const chosenKinds = values.kinds
  ? faultKinds.filter((kind) => values.kinds?.split(',').includes(kind))
  : faultKinds
const failed: number[] = []
for (const { seed, operations, faults, kinds = chosenKinds } of runs()) {
  say(`seed ${seed}, commit ${commit}`)
  const outcome = await runSession({
    seed,
    operations,
    faults,
    cells: values.grid ? gridCells(values.only) : [],
    kinds,
    settings: values.cache === undefined ? {} : { WORKFLOW_CACHE: values.cache },
    say: values.quiet ? undefined : said,
  })
  report(outcome)
  if (outcome.findings.length > 0) failed.push(seed)
}
say(failed.length === 0 ? 'nothing was lost or doubled' : `failed: ${failed.join(', ')} at ${commit}`)
process.exit(failed.length === 0 ? 0 : 1)

interface Run {
  seed: number
  operations: number
  faults: number
  /** Absent: those that are asked for, or all. */
  kinds?: FaultKind[]
}

function runs(): Run[] {
  if (values.seeds === 'past') {
    return JSON.parse(readFileSync(join(import.meta.dirname, 'seeds.json'), 'utf8')) as Run[]
  }
  const first = values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : Number(values.seed)
  const [operations, faults] = values.grid ? [0, 0] : [Number(values.operations), Number(values.faults)]
  return Array.from({ length: Number(values.seeds) }, (_, index) => ({
    seed: first + index,
    operations,
    faults,
  }))
}

function said(line: string) {
  say(`${new Date().toISOString().slice(11, 19)} ${line}`)
}

function report({ seed, findings, faults, ...counts }: Outcome) {
  const { orders, operations, deliveries, repeated, faultCount, seconds } = counts
  say(
    `${operations} operations on ${orders} orders, ${deliveries} requests (${repeated} sent again), ${seconds} s`,
  )
  const kinds = Object.entries(faults).map(([kind, count]) => `${kind} ${count}`)
  say(`${faultCount} faults: ${kinds.join(', ') || 'deaths at the places of the grid'}`)
  for (const finding of findings) say(`✗ ${finding}`)
  say(findings.length === 0 ? `✓ seed ${seed}` : `✗ seed ${seed} at ${commit}: ${findings.length} findings`)
}
