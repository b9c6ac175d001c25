import { setTimeout as pause } from 'node:timers/promises'
import type { Sql } from '../../db/client.ts'
import { isTransient } from '../../db/transient.ts'
import { cleanApiRequests } from '../../intake/replay-guard.ts'
import type { Engine } from '../../intake/tell-workflow.ts'
import type { Log } from '../log.ts'
import { tellHappenings } from './happenings.ts'
import { startOrders } from './starts.ts'
import { wakeOrders } from './wakes.ts'

/** Whoever puts work into the inbox notifies here, so that it does not wait for the next round. */
export const WORK_CHANNEL = 'kickstand_work'

const ROUND_MS = 2_000
/** The engine is away: no use in asking it more often. */
const AWAY_MS = 1_000
const CLEAN_EVERY_MS = 10 * 60_000

export interface SweepDeps {
  sql: Sql
  engine: Engine
  log: Log
}

export interface Sweep {
  stop(): Promise<void>
}

/**
 * The one relay between PostgreSQL and the engine. Round after round it starts orders that have no workflow yet,
 * delivers happenings that wait, and wakes orders whose effects or deadlines were forgotten: after a dropped
 * signal, a power cut, a lost engine. Any number of processes may sweep; each claims the rows that it takes.
 */
export async function startSweep(deps: SweepDeps): Promise<Sweep> {
  const stopping = new AbortController()
  const bell = new Bell()
  const listening = await deps.sql.listen(WORK_CHANNEL, () => bell.ring())
  const running = run(deps, stopping.signal, bell)
  return {
    async stop() {
      stopping.abort()
      bell.ring()
      await running
      await listening.unlisten()
    },
  }
}

async function run(deps: SweepDeps, stopping: AbortSignal, bell: Bell): Promise<void> {
  let cleanAt = Date.now() + CLEAN_EVERY_MS
  while (!stopping.aborted) {
    const more = await round(deps, stopping)
    if (Date.now() > cleanAt) {
      cleanAt = Date.now() + CLEAN_EVERY_MS
      await cleanApiRequests(deps.sql).catch((error) =>
        deps.log.error({ err: error }, 'could not forget old requests'),
      )
    }
    if (!more) await bell.wait(ROUND_MS)
  }
}

/** @returns whether more may be waiting right now */
async function round(deps: SweepDeps, stopping: AbortSignal): Promise<boolean> {
  try {
    const started = await startOrders(deps)
    await tellHappenings(deps)
    await wakeOrders(deps)
    return started
  } catch (error) {
    const away = isTransient(error) || isEngineAway(error)
    deps.log[away ? 'warn' : 'error']({ err: error }, 'the sweep could not finish its round')
    await pause(AWAY_MS, undefined, { signal: stopping }).catch(() => {})
    return false
  }
}

function isEngineAway(error: unknown): boolean {
  return (
    error instanceof Error &&
    /ServiceError|DEADLINE|UNAVAILABLE|CANCELLED/.test(`${error.name} ${error.message}`)
  )
}

/** Rings at most once for however many notices came while nobody waited. */
class Bell {
  private rang = false
  private wake: (() => void) | null = null

  ring(): void {
    this.rang = true
    this.wake?.()
  }

  async wait(limitMs: number): Promise<void> {
    if (!this.rang) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limitMs)
        this.wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.rang = false
    this.wake = null
  }
}
