import {
  continueAsNew,
  proxyLocalActivities,
  setDefaultSignalHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { ReturnDesk } from '../activities/returns/types.ts'
import { Inbox } from './inbox.ts'

const { recordReturn } = proxyLocalActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '10s' },
})

export interface ReturnInput {
  returnId: number
}

/**
 * The whole life of a return. A signal says that something waits in its inbox, which is written down in the order in
 * which it came; what it asks of its order comes back the same way, so there is nothing to carry out.
 */
export async function returnCase({ returnId }: ReturnInput): Promise<void> {
  const inbox = new Inbox()
  setDefaultSignalHandler(() => inbox.put({ id: 'look' }))

  let desk = await written(returnId, 'look')
  while (!(desk.closed && inbox.isEmpty)) {
    if (workflowInfo().continueAsNewSuggested && inbox.isEmpty) {
      return continueAsNew<typeof returnCase>({ returnId })
    }
    const news = await inbox.next(desk.nextDeadline)
    desk = await written(returnId, 'id' in news ? news.id : 'look')
  }
}

function written(returnId: number, id: string): Promise<ReturnDesk> {
  return recordReturn({ returnId, happening: { id }, at: Date.now() })
}
