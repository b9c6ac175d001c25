import {
  continueAsNew,
  defineQuery,
  proxyLocalActivities,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Desk, HappeningRef } from '../activities/record/types.ts'
import { Effects } from './effects.ts'
import { Inbox } from './inbox.ts'

const { record } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
})

export interface OrderInput {
  orderId: number
}

/** The order as it stands now, for whoever asks the engine rather than the database. */
export const deskQuery = defineQuery<Desk | null>('desk')

/** The whole life of an order: things happen to it, each is written down, and what follows is carried out. */
export async function order({ orderId }: OrderInput): Promise<void> {
  const inbox = new Inbox()
  const effects = new Effects(orderId, inbox)
  let desk: Desk | null = null
  setHandler(deskQuery, () => desk)
  setDefaultSignalHandler((_name, message) => inbox.put({ id: happeningIdOf(message) }))

  desk = await written(orderId, { id: 'received', type: 'received' })
  effects.start(desk.effects)
  while (!(desk.closed && inbox.isEmpty && effects.noneUnderWay)) {
    if (workflowInfo().continueAsNewSuggested && inbox.isEmpty && effects.noneUnderWay) {
      return continueAsNew<typeof order>({ orderId })
    }
    const news = await inbox.next(desk.nextDeadline)
    desk = 'seq' in news ? later(desk, news) : await written(orderId, news)
    effects.start(desk.effects)
  }
}

function written(orderId: number, happening: HappeningRef): Promise<Desk> {
  return record({ orderId, happening, at: Date.now() })
}

/** An effect's desk may be older than that of a happening written down meanwhile. */
function later(present: Desk, news: Desk): Desk {
  return news.seq < present.seq ? present : news
}

/** A signal carries `{ happeningId }`; one without it only wakes the order to look what is open. */
function happeningIdOf(message: unknown): string {
  const isHappening = typeof message === 'object' && message !== null && 'happeningId' in message
  return isHappening ? String(message.happeningId) : 'wake'
}
