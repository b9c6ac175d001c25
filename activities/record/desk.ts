import { deadlineId } from '../../domain/deadlines.ts'
import type { OrderState } from '../../domain/order.ts'
import { isClosed } from '../../domain/status.ts'
import type { Loaded } from './load.ts'
import type { Desk, OpenEffect } from './types.ts'

/** An order that the database does not know: its workflow has nothing to wait for. */
export const gone: Desk = { status: null, version: 0, seq: 0, closed: true, nextDeadline: null, effects: [] }

/** What the workflow waits for next. */
export function deskOf(
  { web, lastSeq }: Loaded,
  order: OrderState | null,
  effects: readonly OpenEffect[],
  seq = lastSeq,
): Desk {
  const ofShipment = web.dueAt && { kind: 'supplierAvailable' as const, at: web.dueAt }
  const deadline = order ? order.deadlines[0] : ofShipment
  return {
    status: order?.status ?? null,
    version: order?.version ?? 0,
    seq,
    closed: order !== null && isClosed(order.status),
    nextDeadline: deadline
      ? { id: deadlineId(deadline), type: deadline.kind, at: deadline.at.getTime() }
      : null,
    effects: [...effects],
  }
}
