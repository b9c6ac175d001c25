import { type ActivityOptions, proxyActivities } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { UpkeepWork } from '../domain/ids.ts'

/** Each asks for itself again where it has more to do than fits one go. */
const ROUNDS_MAX = 100

export interface UpkeepInput {
  /** The activity that does it. */
  work: UpkeepWork
}

/** What the shop's program does by itself at set times (runtime/schedules.ts). */
export async function upkeep({ work: name }: UpkeepInput): Promise<void> {
  // Made here: of what stands outside, every order in a worker's cache has one.
  const options: ActivityOptions = {
    startToCloseTimeout: '15m',
    heartbeatTimeout: '1m',
    scheduleToCloseTimeout: '50m',
    retry: { initialInterval: '10s', backoffCoefficient: 3, maximumInterval: '5m' },
  }
  const work = proxyActivities<Pick<Activities, UpkeepWork>>(options)
  for (let round = 1; round <= ROUNDS_MAX; round++) {
    const { isDone } = await work[name]()
    if (isDone) return
  }
}
