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
  goods_in: {
    inspect: ['goods_in', 'inspected'],
    correct: stay('goods_in'),
    comment: stay('goods_in'),
  },
  inspected: {
    refund: ['refunding', 'refunded'],
    exchange: ['exchanging'],
    refundBroke: stay('inspected'),
    correct: stay('inspected'),
    comment: stay('inspected'),
  },
  exchanging: {
    handOver: ['refunding', 'refunded', 'inspected'],
    cancelExchange: ['inspected'],
    refundBroke: stay('exchanging'),
    correct: stay('exchanging'),
    comment: stay('exchanging'),
  },
  refunding: {
    refundGiven: ['refunded', 'inspected'],
    refundRefused: ['inspected'],
    refundWaits: stay('refunding'),
    tryAgain: stay('refunding'),
    refundUnknown: stay('refunding'),
    refundBroke: stay('refunding'),
    correct: stay('refunding'),
    comment: stay('refunding'),
  },
  refunded: { close: ['closed'], refundBroke: ['inspected'], comment: stay('refunded') },
  closed: { refundBroke: ['inspected'], comment: stay('closed') },
  cancelled: { comment: stay('cancelled') },
}

/** These take no return on. */
const asides: readonly ReturnAction[] = ['correct', 'comment']

/** The action that takes the return on. */
export function nextReturnAction(status: ReturnStatus): ReturnAction | null {
  const isNext = (action: ReturnAction) => !asides.includes(action) && action in returnLifecycle[status]
  return returnActions.find(isNext) ?? null
}
