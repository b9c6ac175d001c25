import type { Tx } from '../../db/client.ts'
import { deadlineId } from '../../domain/deadlines.ts'
import type { OrderState } from '../../domain/order.ts'
import { isClosed } from '../../domain/status.ts'
import type { Loaded } from './load.ts'
import { deadlineColumns } from './order-row.ts'
import type { Desk, OpenEffect } from './types.ts'

/** An order that the database does not know: its workflow has nothing to wait for. */
export const gone: Desk = { status: null, version: 0, seq: 0, closed: true, nextDeadline: null, effects: [] }

/**
 * The desk as it stands, for a happening that was answered before. Where that is a deadline that a clock has set again
 * since (the clocks of two machines differ), it is taken off: its workflow would tell it for ever.
 */
export async function deskWithout(tx: Tx, loaded: Loaded, happeningId: string): Promise<Desk> {
  const { order } = loaded
  const deadlines = order?.deadlines.filter((deadline) => deadlineId(deadline) !== happeningId) ?? []
  if (order === null || deadlines.length === order.deadlines.length) {
    return deskOf(loaded, order, loaded.effects)
  }
  await tx`update orders set ${tx(deadlineColumns(tx, deadlines))} where id = ${loaded.web.id}`
  return deskOf(loaded, { ...order, deadlines }, loaded.effects)
}

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
