import { execFile } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { secretBox } from '../runtime/secret-box.ts'
import { benchKey } from './app.ts'
import type { Measured } from './memory-child.ts'
import type { Place } from './place.ts'
import type { Figure } from './rounds.ts'
import { fillShop } from './shop.ts'

const CACHED = 1_000
const folder = dirname(fileURLToPath(import.meta.url))
const run = promisify(execFile)

/** What a worker keeps for each open order in its cache: a process of its own, its heaps after collection. */
export async function memory({ database, temporal, scope }: Place): Promise<Figure[]> {
  const { url, connect } = await database('memory', scope)
  await fillShop(connect(1), secretBox(benchKey))
  const probe = join(folder, 'heap-probe.mjs')
  const words = ['--expose-gc', '--import', 'tsx', '--import', probe, join(folder, 'memory-child.ts')]
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, DATABASE_URL: url, TEMPORAL_ADDRESS: temporal.address, ORDERS: String(CACHED) }
  const { stdout } = await run(process.execPath, words, { env, timeout: 600_000, signal: scope.signal })
  const { orders, heapBefore, heapAfter, rssBefore, rssAfter } = JSON.parse(stdout) as Measured
  const kibEach = (bytes: number) => bytes / orders / 1_024
  const heap = kibEach(heapAfter - heapBefore)
  return [
    {
      name: 'memory',
      unit: 'KiB',
      ours: heap,
      limit: null,
      values: [heap],
      bound: { atMost: 60 },
      note: `worker's heap after collection, each of ${CACHED} cached open orders (of all memory ${kibEach(rssAfter - rssBefore).toFixed(0)} KiB)`,
    },
  ]
}
