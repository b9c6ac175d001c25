import { type ReturnAction, type ReturnHappeningType, returnActions } from './happening.ts'
import type { ReturnStatus } from './return.ts'

const stay = (status: ReturnStatus): readonly ReturnStatus[] => [status]

/** The whole life of a return: status × happening → where it may stand next. What is not in it is refused. */
export const returnLifecycle: Record<
  ReturnStatus,
  Partial<Record<ReturnHappeningType, readonly ReturnStatus[]>>
> = {
  opened: {
    goodsIn: ['goods_in', 'inspected'],
    goodsLate: stay('opened'),
    cancel: ['cancelled'],
    comment: stay('opened'),
  },
  goods_in: { inspect: ['goods_in', 'inspected'], comment: stay('goods_in') },
  inspected: { refund: ['refunding', 'refunded'], comment: stay('inspected') },
  refunding: {
    refundGiven: ['refunded'],
    refundRefused: ['inspected'],
    refundWaits: stay('refunding'),
    tryAgain: stay('refunding'),
    refundUnknown: stay('refunding'),
    comment: stay('refunding'),
  },
  refunded: { close: ['closed'], comment: stay('refunded') },
  closed: { comment: stay('closed') },
  cancelled: { comment: stay('cancelled') },
}

/** The action that takes the return on. */
export function nextReturnAction(status: ReturnStatus): ReturnAction | null {
  return returnActions.find((action) => action !== 'comment' && action in returnLifecycle[status]) ?? null
}
