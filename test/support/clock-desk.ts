import type { TestWorkflowEnvironment } from '@temporalio/testing'
import type { Activities, ActivityDeps } from '../../activities/index.ts'
import type { HappeningType } from '../../domain/happening.ts'
import { type Case, caseDesk } from './case-desk.ts'
import { deskWorker, orderHandle, until } from './engine.ts'
import { type PutOptions, type Shop, webOrder } from './shop.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export interface Placed extends Case {
  /** By the engine's clock. */
  placedAt: Date
}

/** A desk whose website and people go by the engine's clock, which may be far ahead of any other. */
export function clockDesk(engine: TestWorkflowEnvironment, shop: Shop) {
  const desk = caseDesk(engine, shop)
  const now = async () => new Date(await engine.currentTimeMs())
  return {
    ...desk,
    now,
    /** An order that was placed this moment and has its first status. */
    async placed(changes: object = {}, line: object = { sku: 'HELMET' }): Promise<Placed> {
      const placedAt = await now()
      const order = await desk.arrived(webOrder([line], { placedAt: placedAt.toISOString(), ...changes }))
      await desk.start(order)
      await until(async () => shop.row(order.id), `the first status of ${order.number}`)
      await desk.settled(order)
      return { ...order, placedAt }
    },
    async click(order: Case, type: HappeningType, payload = {}, options: PutOptions = {}) {
      const answer = await desk.click(order, type, payload, { at: await now(), ...options })
      await desk.settled(order)
      return answer
    },
    /** Other rules or opening hours, as the settings tell an open order of them. */
    async rulesChanged({ id, number }: Case) {
      const happening = await shop.put(id, 'rulesChanged', {}, { by: null, at: await now() })
      await desk.tell({ id, number }, 'rulesChanged', happening)
      await until(async () => (await shop.answer(id, happening))?.status === 'applied', 'the new rules')
      await desk.settled({ id, number })
    },
    /** Lets so much time pass and hears from the order's workflow behind it. */
    async later(order: Case, ms: number) {
      await engine.sleep(ms)
      await this.click(order, 'comment', { text: 'It is later now.' })
    },
    /** What befell an order, what people said of it and its paper aside. */
    events: ({ id }: Case) =>
      shop.sql<{ type: string; toStatus: string; at: Date; outcome: Record<string, unknown> }[]>`
        select type, to_status, at, outcome from order_events
        where order_id = ${id} and type not in ('received', 'comment', 'receiptMade') order by seq`,
    /** After this no task of the order is pending, which would keep the time from being skipped. */
    async rejected(order: Case) {
      await this.click(order, 'reject', { reason: 'other' })
      await orderHandle(engine, order.number).result()
    },
    async withWorker(
      work: () => Promise<void>,
      instead: Partial<ActivityDeps> = {},
      cutShort?: (activities: Activities) => Activities,
    ) {
      const worker = await deskWorker(engine, shop.sql, instead, cutShort)
      await worker.runUntil(work)
    },
  }
}

export type ClockDesk = ReturnType<typeof clockDesk>
