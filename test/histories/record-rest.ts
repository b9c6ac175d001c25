import type { History } from '@temporalio/common/lib/proto-utils.js'
import type { Activities } from '../../activities/index.ts'
import { TASK_QUEUE, type UpkeepWork } from '../../domain/ids.ts'
import { tellReturn } from '../../intake/tell-return.ts'
import type { upkeep } from '../../workflows/index.ts'
import { orderHandle, tellingOf, until } from '../support/engine.ts'
import { returnsDesk } from '../support/returns.ts'
import type { Stage } from './record-order.ts'
import { act, bought, handleOf } from './record-return.ts'

/** An engine that suggests so early that an order goes on in a new run. */
export const continuesEarly = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=40']
const CALLS = 12

/** The first run of an order that went on in another. */
export async function continuedOrder({ engine, desk }: Stage): Promise<History> {
  const order = await desk.placed()
  const { runId } = await orderHandle(engine, order.number).describe()
  for (let call = 1; call <= CALLS; call++) await desk.click(order, 'comment', { text: `Call ${call}` })
  return engine.client.workflow.getHandle(orderHandle(engine, order.number).workflowId, runId).fetchHistory()
}

/** The first run of a return that went on in another. @returns with where the return stands */
export async function continuedReturn(stage: Stage): Promise<[History, string]> {
  const order = await bought(stage)
  const made = await returnsDesk(stage.sql, stage.shop).open(order.id, [{ sellable: 1 }], {
    goodsAreHere: false,
  })
  if ('refused' in made) throw new Error(made.refused)
  const ref = { id: made.id, source: 'northshore', number: order.number, n: made.n }
  await tellReturn(tellingOf(stage.engine), ref)
  const { workflowId } = handleOf(stage, ref)
  const { runId } = await handleOf(stage, ref).describe()
  for (let call = 1; call <= CALLS; call++)
    await act(stage, ref, `call${call}`, 'comment', { text: `Call ${call}` })
  return [await stage.engine.client.workflow.getHandle(workflowId, runId).fetchHistory(), 'opened']
}

/** Activities that say once that there is more to do, and wait while `isHeld` says so. */
export const inRounds =
  (work: UpkeepWork, isHeld: () => boolean) =>
  (activities: Activities): Activities => {
    let rounds = 0
    const slow = async () => {
      await until(async () => !isHeld(), 'the work to be let go')
      rounds++
      return rounds === 1 ? { isDone: false } : activities[work]()
    }
    return { ...activities, [work]: slow }
  }

/** The work in its first round, and at its end. */
export async function lookedAfter(
  { engine }: Stage,
  work: UpkeepWork,
  letGo: () => void,
): Promise<[History, History]> {
  const handle = await engine.client.workflow.start<typeof upkeep>('upkeep', {
    workflowId: work,
    taskQueue: TASK_QUEUE,
    args: [{ work }],
  })
  const begun = await until(async () => {
    const history = await handle.fetchHistory()
    return history.events?.some((event) => event.activityTaskScheduledEventAttributes) && history
  }, 'the work to begin')
  letGo()
  await handle.result()
  return [begun, await handle.fetchHistory()]
}
