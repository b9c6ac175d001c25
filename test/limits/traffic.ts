import { setTimeout as pause } from 'node:timers/promises'

/** Longer than this and somebody at the counter has given up. */
const ANSWER_MS = 15_000

export interface Tally {
  asked: number
  /** What went wrong, and how often. */
  errors: Map<string, number>
  /** Milliseconds, by kind of request. */
  times: Map<string, number[]>
}

export const newTally = (): Tally => ({ asked: 0, errors: new Map(), times: new Map() })

/** Asks once and writes down how long it took, and what went wrong where the answer is not the one expected. */
export async function counted(tally: Tally, kind: string, ask: () => Promise<{ status: number }>) {
  tally.asked++
  const start = performance.now()
  try {
    const { status } = await ask()
    if (status >= 400) fail(tally, `${kind}: ${status}`)
  } catch (error) {
    fail(tally, `${kind}: ${error instanceof Error ? error.name : error}`)
  }
  const times = tally.times.get(kind) ?? []
  tally.times.set(kind, times)
  times.push(performance.now() - start)
}

const fail = ({ errors }: Tally, what: string) => errors.set(what, (errors.get(what) ?? 0) + 1)

/** Starts `work` so many times a second, evenly, however long each takes, until `end` (Unix ms); waits for all. */
export async function paced(aSecond: number, end: number, work: (index: number) => Promise<void>) {
  const start = Date.now()
  const underWay = new Set<Promise<void>>()
  for (let index = 0; Date.now() < end; index++) {
    const early = start + (index * 1_000) / aSecond - Date.now()
    if (early > 0) await pause(early)
    const one: Promise<void> = work(index).finally(() => underWay.delete(one))
    underWay.add(one)
  }
  await Promise.all(underWay)
}

/** A browser's open queue page: hears of changes and reads the queue again, once a second at most. */
export async function openPage(url: string, cookie: string, tally: Tally, stopping: AbortSignal) {
  const get = (path: string, headers = {}) =>
    fetch(url + path, { headers: { cookie, ...headers }, signal: AbortSignal.timeout(ANSWER_MS) })
  const read = () =>
    counted(tally, 'open page', async () => {
      const answer = await get('/orders', { 'HX-Request': 'true', 'HX-Request-Type': 'partial' })
      await answer.text()
      return answer
    })
  let isStale = false
  const stream = await fetch(`${url}/live`, { headers: { cookie }, signal: stopping })
  if (!stream.ok || !stream.body) throw new Error(`the stream answered ${stream.status}`)
  const reading = (async () => {
    while (!stopping.aborted) {
      if (isStale) {
        isStale = false
        await read()
      }
      await pause(1_000, undefined, { signal: stopping }).catch(() => undefined)
    }
  })()
  const hearing = (async () => {
    const decoder = new TextDecoder()
    for await (const part of stream.body ?? [])
      if (decoder.decode(part).includes('event: orders')) isStale = true
    throw new Error('the stream ended')
  })().catch((error: unknown) => {
    if (!stopping.aborted) fail(tally, `open page: ${error}`)
  })
  return Promise.all([reading, hearing])
}

/** @returns the value below which that share of all lie */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** The slope of the straight line through the points, by least squares. */
export function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (of: (point: readonly [number, number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(([at]) => at), mean(([, value]) => value)]
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0)
  const below = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0)
  return above / below
}
