import { createHash } from 'node:crypto'
import { type Client, ScheduleNotFoundError, type ScheduleSpec } from '@temporalio/client'
import type { Sql } from '../db/client.ts'
import { TASK_QUEUE } from '../domain/ids.ts'
import type { UpkeepInput } from '../workflows/upkeep.ts'
import type { Log } from './log.ts'

/** What is done by itself at set times, by a workflow of its own. */
export interface ScheduledWork {
  /** Of the schedule and, with a time behind it, of its workflows. */
  id: string
  spec: ScheduleSpec
  input: UpkeepInput
}

/** By the clock of the first store: few shops are open then. */
const NIGHT_HOUR = 3

/** What is added here begins with the next start of a worker. */
export async function scheduledWork(sql: Sql): Promise<ScheduledWork[]> {
  const [store] = await sql<{ timeZone: string }[]>`
    select time_zone from stores order by created_at, code limit 1`
  return [
    {
      id: 'archive-histories',
      spec: { intervals: [{ every: '1h', offset: '23m' }] },
      input: { work: 'archiveHistories' },
    },
    {
      id: 'check-books',
      spec: { calendars: [{ hour: NIGHT_HOUR }], timezone: store?.timeZone ?? 'UTC' },
      input: { work: 'checkBooks' },
    },
  ]
}

/** The engine may be away at a start, and a lost one may come back empty. */
const AGAIN_WHEN_AWAY_MS = 5_000
const AGAIN_MS = 3_600_000
/** A minute, and each minute after it. */
const FAILURES_TO_TELL = 12

/**
 * Makes the schedules where they are missing, or not as the program has them now; looks again every hour.
 * @param work asked for each time, so that it may depend on the shop
 */
export function keepSchedules(client: Client, work: () => Promise<ScheduledWork[]>, log: Log) {
  let timer: NodeJS.Timeout | undefined
  let isCancelled = false
  let failures = 0
  const look = async () => {
    try {
      for (const one of await work()) await ensureSchedule(client, one)
      failures = 0
    } catch (error) {
      failures++
      const level = failures % FAILURES_TO_TELL === 0 ? 'warn' : 'debug'
      log[level]({ error: String(error) }, 'The schedules could not be made yet')
    }
    if (!isCancelled) timer = setTimeout(again, failures > 0 ? AGAIN_WHEN_AWAY_MS : AGAIN_MS).unref()
  }
  let looking = look()
  const again = () => {
    looking = look()
  }
  return {
    /** Waits for a look that is under way. */
    async cancel() {
      isCancelled = true
      clearTimeout(timer)
      await looking
    },
  }
}

/** Any number of workers may do so at once: who comes second finds it made. Paused by hand, it stays paused. */
export async function ensureSchedule(client: Client, work: ScheduledWork): Promise<void> {
  const handle = client.schedule.getHandle(work.id)
  const wanted = definitionOf(work)
  try {
    const { state } = await handle.describe()
    if (state.note === wanted.state.note) return
    await handle.update(({ state: { paused } }) => ({ ...wanted, state: { ...wanted.state, paused } }))
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error
    await client.schedule.create({ scheduleId: work.id, ...wanted }).catch(unlessMadeMeanwhile)
  }
}

/** The note says which definition it is of: the engine keeps the rest in another form. */
function definitionOf({ id, spec, input }: ScheduledWork) {
  const definition = {
    spec,
    action: {
      type: 'startWorkflow' as const,
      workflowId: id,
      workflowType: 'upkeep',
      args: [input],
      taskQueue: TASK_QUEUE,
    },
    policies: { overlap: 'SKIP' as const, catchupWindow: '10m' as const },
  }
  const digest = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12)
  return { ...definition, state: { note: `Kickstand's own, ${digest}` } }
}

function unlessMadeMeanwhile(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'ScheduleAlreadyRunning') throw error
}
