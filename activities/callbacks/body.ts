import { STATUS_CHANGED } from '../../domain/callbacks.ts'
import { type OrderJson, type OrderRow, orderJson } from '../../domain/order-object.ts'

/** The body of a callback (contract §2). */
export interface CallbackBody {
  type: typeof STATUS_CHANGED
  /** When the status changed, not when this is sent: every try has the same bytes. */
  timestamp: string
  data: OrderJson
}

type Stored = Omit<OrderRow, 'placedAt' | 'respondBy' | 'holdUntil' | 'updatedAt'> & {
  [K in 'placedAt' | 'respondBy' | 'holdUntil']: string | null
} & { updatedAt: string }

/** @param content what `queueCallback` kept; times within JSON are texts */
export function bodyOf(content: Stored): CallbackBody {
  const data = orderJson({
    ...content,
    placedAt: dateOf(content.placedAt),
    respondBy: dateOf(content.respondBy),
    holdUntil: dateOf(content.holdUntil),
    updatedAt: new Date(content.updatedAt),
  })
  return { type: STATUS_CHANGED, timestamp: data.updatedAt, data }
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text))

export type CallbackContent = Stored
