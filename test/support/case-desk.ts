import type { WorkflowHandle } from '@temporalio/client'
import type { History } from '@temporalio/common/lib/proto-utils.js'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { HappeningType } from '../../domain/happening.ts'
import { startOrder, tellOrder, wakeOrder } from '../../intake/tell-workflow.ts'
import { orderHandle, tellingOf, until } from './engine.ts'
import type { PutOptions, Shop } from './shop.ts'

export interface Case {
  id: number
  number: string
}

/** What web shop, sweep and pages do with orders, against this engine. */
export function caseDesk(engine: TestWorkflowEnvironment, shop: Shop) {
  const telling = tellingOf(engine)
  const refOf = ({ id, number }: Case) => ({ id, source: 'northshore', number, store: null })
  return {
    async arrived(order: { number: string }): Promise<Case> {
      return { id: await shop.arrive(order), number: order.number }
    },
    start: (order: Case) => startOrder(telling, refOf(order)),
    tell: (order: Case, type: string, id: string) => tellOrder(telling, refOf(order), { type, id }),
    /** As the sweep does where a deadline passed and nobody heard of it. */
    wake: (order: Case) => wakeOrder(telling, refOf(order)),
    statusIs: (order: Case, status: string) =>
      until(
        async () => (await shop.row(order.id))?.status === status,
        `order ${order.number} to be ${status}`,
      ),
    /** The history between two tasks; the engine that skips time trips over a signal that comes within one. */
    settled: ({ number }: Case) => settledHistory(orderHandle(engine, number)),
    receiptIsMade: (order: Case) =>
      until(async () => {
        const [effect] = await shop.sql`select from effects where order_id = ${order.id} and status = 'done'`
        return effect
      }, `the receipt of ${order.number}`),
    /** A click: the happening is written first, then the workflow is told, and the answer awaited. */
    async click(order: Case, type: HappeningType, payload = {}, options: PutOptions = {}) {
      const id = await shop.put(order.id, type, payload, options)
      await this.tell(order, type, id)
      return until(async () => {
        const answer = await shop.answer(order.id, id)
        return answer?.status !== 'waiting' && answer
      }, `${type} to be answered`)
    },
  }
}

export type CaseDesk = ReturnType<typeof caseDesk>

/** A workflow's history once its task has ended. */
export function settledHistory(handle: WorkflowHandle): Promise<History> {
  return until(async () => {
    const history = await handle.fetchHistory()
    const last = history.events?.at(-1)
    const isSettled =
      last?.markerRecordedEventAttributes ??
      last?.timerStartedEventAttributes ??
      last?.workflowTaskCompletedEventAttributes ??
      last?.workflowExecutionCompletedEventAttributes
    return isSettled && history
  }, `a task of ${handle.workflowId} to end`)
}
