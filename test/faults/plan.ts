import { type Life, lifeOf, type Step } from './lives.ts'
import { Random } from './random.ts'

export const faultKinds = [
  'killWorker',
  'killWeb',
  'killTemporal',
  'killPostgres',
  'stopWorker',
  'stopWeb',
  'stopTemporal',
  'stopPostgres',
  'resetConnections',
  'delayConnections',
  'blackhole',
  'fullDisk',
  'clockJump',
  'provider',
  'mailServer',
  'website',
  'killServices',
] as const
export type FaultKind = (typeof faultKinds)[number]

export interface Fault {
  kind: FaultKind
  /** Which of several: the first or the second worker or web server. */
  which: 0 | 1
  part: 'worker' | 'web'
  /** Whose connections. */
  to: 'postgres' | 'temporal'
  /** How long after its step began, and until it is healed. */
  afterMs: number
  forMs: number
  /** Of a clock that jumps. */
  byMs: number
  how: 'lost' | 'failed' | 'down'
}

/** What happens at once: the next deeds of some orders, and what goes wrong meanwhile. */
export interface Round {
  deeds: { life: Life; step: Step }[]
  faults: Fault[]
}

export interface Plan {
  seed: number
  lives: Life[]
  rounds: Round[]
}

const AT_ONCE = 14
/** Orders that are under way at the same time. */
const OPEN_MAX = 40

/**
 * All that is done and all that goes wrong, from the seed alone: in rounds rather than by the clock, so that a run
 * that failed can be made again as far as real processes can.
 */
export function planOf(seed: number, operations: number, faults: number, kinds: readonly FaultKind[]): Plan {
  const random = new Random(seed)
  const lives: Life[] = []
  const open: { life: Life; next: number }[] = []
  const rounds: Round[] = []
  for (let count = 0; count < operations; ) {
    const round: Round = { deeds: [], faults: [] }
    const wanted = Math.min(random.whole(Math.ceil(AT_ONCE / 2), AT_ONCE), operations - count)
    while (round.deeds.length < wanted) {
      const isNew = open.length < wanted || (open.length < OPEN_MAX && random.chance(0.3))
      if (isNew) {
        const life = lifeOf(random, `F${seed}-${lives.length + 1}`)
        lives.push(life)
        open.push({ life, next: 0 })
      }
      const free = open.filter(({ life }) => !round.deeds.some((deed) => deed.life === life))
      const chosen = isNew ? open.at(-1) : free[random.whole(0, Math.max(0, free.length - 1))]
      const step = chosen?.life.steps[chosen.next]
      if (!chosen || !step) continue
      round.deeds.push({ life: chosen.life, step })
      chosen.next += 1
      if (chosen.next === chosen.life.steps.length) open.splice(open.indexOf(chosen), 1)
    }
    count += round.deeds.length
    rounds.push(round)
  }
  // What was planned and is not done any more is no part of it.
  for (const { life, next } of open) life.steps.splice(next)
  for (let made = 0; made < faults; made++) {
    const fault = faultOf(random, kinds)
    // Spread evenly; the first round has everybody at work.
    rounds[1 + Math.floor((made * (rounds.length - 1)) / faults)]?.faults.push(fault)
  }
  return { seed, lives, rounds }
}

function faultOf(random: Random, kinds: readonly FaultKind[]): Fault {
  const [first = 'killWorker', ...others] = kinds
  return {
    kind: random.of([first, ...others]),
    which: random.of([0, 1]),
    part: random.of(['worker', 'web']),
    to: random.of(['postgres', 'temporal']),
    afterMs: random.whole(0, 600),
    forMs: random.whole(300, 5_000),
    byMs: random.of([-1, 1]) * random.whole(2_000, 90_000),
    how: random.of(['lost', 'failed', 'down']),
  }
}

/** How often each kind of fault is in a plan. */
export function countFaults({ rounds }: Plan): Partial<Record<FaultKind, number>> {
  const counts: Partial<Record<FaultKind, number>> = {}
  for (const { kind } of rounds.flatMap(({ faults }) => faults)) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
