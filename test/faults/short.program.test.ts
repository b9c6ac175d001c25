import { describe, expect, it } from 'vitest'
import { openedHome } from '../support/opened-home.ts'
import { gridCells } from './grid.ts'
import type { FaultKind } from './plan.ts'
import { runSession } from './session.ts'

/** Those that are over soon: the whole programme is `npm run test:faults`. */
const kinds: FaultKind[] = [
  'killWorker',
  'killWeb',
  'killTemporal',
  'killPostgres',
  'stopWorker',
  'stopWeb',
  'resetConnections',
  'delayConnections',
  'provider',
  'website',
]
const deaths = ['intake, request:committed itself', 'click, action:written itself', 'record:committed itself']

describe('a shop whose processes are killed, stopped and cut off while it is busy', () => {
  it('loses nothing, does nothing twice, and has all its books right afterwards', async () => {
    const cells = deaths.flatMap((name) => gridCells(name).slice(0, 1))
    const place = { ownDisk: false, home: openedHome() }
    const outcome = await runSession({ seed: 7, operations: 48, faults: 6, kinds, cells, ...place })
    expect(outcome.findings, `npm run test:faults -- --seed ${outcome.seed}`).toEqual([])
    expect(outcome.faultCount).toBe(6 + deaths.length)
    expect(outcome.operations).toBeGreaterThanOrEqual(48 + deaths.length)
    expect(outcome.deliveries).toBeGreaterThan(outcome.operations)
  }, 600_000)
})
