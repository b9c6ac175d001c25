import { cpSync, existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stateOf } from '../runtime/running-program.ts'
import { lettersDiffer, moneyDiffers, readBooks, shopDiffers } from './books.ts'
import { callbacksDiffer, orderDiffers } from './compare.ts'
import { crashAll } from './crash.ts'
import { perform, type Tally } from './deeds.ts'
import { engineDiffers } from './engine.ts'
import { suffer } from './faults.ts'
import { type Floor, openFloor } from './floor.ts'
import type { Cell } from './grid.ts'
import type { Life } from './lives.ts'
import { countFaults, type FaultKind, faultKinds, type Plan, planOf } from './plan.ts'
import { settle } from './settle.ts'

export interface SessionOptions {
  seed: number
  operations: number
  faults: number
  kinds?: readonly FaultKind[]
  /** Deaths at certain places, once the plan is through. */
  cells?: readonly Cell[]
  settings?: Record<string, string>
  ownDisk?: boolean
  home?: string
  say?: (line: string) => void
}

export interface Outcome {
  seed: number
  orders: number
  operations: number
  deliveries: number
  /** Requests that got no answer, or a 5xx, and were sent again. */
  repeated: number
  faults: Partial<Record<FaultKind, number>>
  faultCount: number
  seconds: number
  /** Empty: nothing was lost, doubled or left. */
  findings: string[]
}

/** One run of a seed: the plan is carried out, the faults end, all settles, and the books are compared. */
export async function runSession(options: SessionOptions): Promise<Outcome> {
  const { seed, operations, faults, kinds = faultKinds, cells = [], say = () => undefined } = options
  const started = performance.now()
  const plan = planOf(seed, operations, faults, kinds)
  const floor = await openFloor(options)
  const tally: Tally = { operations: 0, deliveries: 0, findings: [] }
  try {
    await carryOutPlan(floor, plan, tally, say)
    await crashAll(floor, cells, tally, say)
    say('the faults are over, waiting for what is left')
    const lives = [...plan.lives, ...cells.map(({ life }) => life)]
    const findings = [...tally.findings, ...(await settle(floor.desk.sql)), ...(await compare(floor, lives))]
    if (findings.length > 0) say(`the logs are in ${keepLogs(floor)}`)
    const counts = countFaults(plan)
    return {
      seed,
      orders: lives.length,
      operations: tally.operations,
      deliveries: tally.deliveries,
      repeated: floor.website.failures,
      faults: counts,
      faultCount: Object.values(counts).reduce((sum, count) => sum + count, cells.length),
      seconds: Math.round((performance.now() - started) / 1_000),
      findings,
    }
  } finally {
    await floor.close()
  }
}

function keepLogs({ desk }: Floor): string {
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-logs-'))
  cpSync(join(desk.home, 'log'), folder, { recursive: true })
  return folder
}

async function carryOutPlan(floor: Floor, plan: Plan, tally: Tally, say: (line: string) => void) {
  const healing: Promise<void>[] = []
  for (const [index, { deeds, faults }] of plan.rounds.entries()) {
    const names = faults.map(({ kind }) => kind).join(', ')
    say(`round ${index + 1} of ${plan.rounds.length}: ${deeds.length} deeds${names && `, ${names}`}`)
    for (const fault of faults) {
      healing.push(
        suffer(floor, fault).catch((error: unknown) => {
          tally.findings.push(`${fault.kind} could not be healed: ${error}`)
        }),
      )
    }
    await Promise.all(deeds.map((deed) => perform(floor, deed, tally)))
  }
  await Promise.all(healing)
  floor.stripe.faults.length = 0
  await Promise.all([...floor.workers, ...floor.webs].map((part) => part.start()))
}

/** The invariants of the whole shop (reliability.md I1–I13), the model's word on each order, and `kickstand verify`. */
async function compare(floor: Floor, lives: readonly Life[]): Promise<string[]> {
  const { desk, website, stripe, mail, listener } = floor
  const { sql } = desk
  const byNumber = new Map(lives.map((life) => [life.number, life]))
  const [books, shown] = await Promise.all([readBooks(sql), website.orders()])
  const found = lives.flatMap((life) => {
    const book = books.get(life.number)
    if (!book) return website.acknowledged.has(life.number) ? [`${life.number} is lost`] : []
    const status = shown.find(({ number }) => number === life.number)?.status
    return [...orderDiffers(life, book, status), ...callbacksDiffer(book, listener)]
  })
  found.push(...(await shopDiffers(sql)), ...(await moneyDiffers(sql, stripe, byNumber)))
  found.push(...(await lettersDiffer(sql, mail.received)))
  found.push(...(await engineDiffers(sql, stateOf(desk.home).temporalAddress)))
  for (const part of [...floor.workers, ...floor.webs]) found.push(...part.deaths)
  return [...found, ...(await verifyFinds(floor))]
}

/** Its own words, where it says that anything differs. */
async function verifyFinds({ desk }: Floor): Promise<string[]> {
  if (!existsSync('runtime/commands/verify.ts')) return []
  return desk.command('verify').then(
    () => [],
    (error: Error) => [`kickstand verify: ${error.message}`],
  )
}
