/** How often each figure and its limit are measured against each other. */
export const ROUNDS = 5

/** One figure of the table: what is bounded is the ratio where there is a limit, else the figure itself. */
export interface Figure {
  name: string
  unit: string
  /** Median of all measures. */
  ours: number
  /** The same machine's best at the same time; null: the figure stands for itself. */
  limit: number | null
  /** The ratio of each round, or the figure itself. */
  values: number[]
  bound: { atLeast: number } | { atMost: number }
  /** What was done, in a few words. */
  note: string
}

interface Sides {
  ours: () => Promise<number>
  limit: () => Promise<number>
}

/** Limit, ours, ours, limit in every round, so that a machine that grows slower does so for both. */
export async function interleaved({ ours, limit }: Sides, rounds = ROUNDS) {
  const values: number[] = []
  const all = { ours: [] as number[], limit: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    const before = await limit()
    const first = await ours()
    const second = await ours()
    const after = await limit()
    values.push((first + second) / (before + after))
    all.ours.push(first, second)
    all.limit.push(before, after)
  }
  return { values, ours: median(all.ours), limit: median(all.limit) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length - 1 - middle], sorted[middle]]
  return (low + high) / 2
}

/** Does the work `count` times, `width` at once. @returns how many were done in a second. */
export async function rate(count: number, width: number, work: (index: number) => Promise<unknown>) {
  const start = performance.now()
  await spread(count, width, work)
  return (count * 1_000) / (performance.now() - start)
}

export async function spread(count: number, width: number, work: (index: number) => Promise<unknown>) {
  let next = 0
  const lane = async () => {
    for (let index = next++; index < count; index = next++) await work(index)
  }
  await Promise.all(Array.from({ length: width }, lane))
}

/** Milliseconds that the work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

export function isMet({ values, bound }: Figure): boolean {
  const value = median(values)
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost
}
