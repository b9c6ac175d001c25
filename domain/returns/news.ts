import type { Happening } from '../happening.ts'
import type { Change, OrderState } from '../order.ts'
import type { ReturnHappeningType, ReturnPayloads } from './happening.ts'
import { returnOfEffect } from './happening.ts'

/** What a return hears of its order's money: one by its id, the one whose refund nobody knows of, or all that wait. */
export type ReturnNews = {
  [K in Extract<
    ReturnHappeningType,
    'refundGiven' | 'refundRefused' | 'refundUnknown' | 'refundWaits' | 'tryAgain' | 'refundBroke'
  >]: { to: number | 'unknown' | 'waiting' | 'given'; type: K; payload: ReturnPayloads[K] }
}[Extract<
  ReturnHappeningType,
  'refundGiven' | 'refundRefused' | 'refundUnknown' | 'refundWaits' | 'tryAgain' | 'refundBroke'
>]

const tryAgain: ReturnNews = { to: 'waiting', type: 'tryAgain', payload: {} }

/** What befell an order's money, as its returns are concerned. */
export function newsForReturns(
  before: OrderState | null,
  happening: Happening,
  { next }: Change,
): ReturnNews[] {
  switch (happening.type) {
    case 'returnRefund': {
      const { returnId, amount, method } = happening.payload
      return method === 'provider' ? [] : [{ to: returnId, type: 'refundGiven', payload: { amount } }]
    }
    case 'refunded': {
      const { effectKey, amount } = happening.payload
      return [...toAsker(effectKey, 'refundGiven', { amount }), tryAgain]
    }
    case 'refundFailed': {
      const { effectKey, code } = happening.payload
      return [...toAsker(effectKey, 'refundRefused', { code }), tryAgain]
    }
    case 'moneyUnknown': {
      const { effectKey, errorId } = happening.payload
      return toAsker(effectKey, 'refundUnknown', { errorId })
    }
    case 'paymentSeen':
      return [...seen(before, next), ...broken(before, next)]
    default:
      return []
  }
}

type Heard = 'refundGiven' | 'refundRefused' | 'refundUnknown'

function toAsker<T extends Heard>(effectKey: string, type: T, payload: ReturnPayloads[T]): ReturnNews[] {
  const to = returnOfEffect(effectKey)
  return to === null ? [] : [{ to, type, payload } as ReturnNews]
}

/** The provider's own word on what nobody knew. */
function seen(before: OrderState | null, next: OrderState): ReturnNews[] {
  if (before?.money?.state !== 'unknown' || next.money === null) return []
  const amount = next.money.refunded - before.money.refunded
  if (amount === 0 && next.money.state === 'unknown') return []
  const settled: ReturnNews =
    amount > 0
      ? { to: 'unknown', type: 'refundGiven', payload: { amount } }
      : { to: 'unknown', type: 'refundRefused', payload: { code: 'not_done' } }
  return [settled, tryAgain]
}

/** What was given back came to the shop again: a refund that was under way failed at the customer's bank. */
function broken(before: OrderState | null, next: OrderState): ReturnNews[] {
  const amount = (before?.money?.refunded ?? 0) - (next.money?.refunded ?? 0)
  return amount > 0 ? [{ to: 'given', type: 'refundBroke', payload: { amount } }] : []
}

/** What a return hears where its order did not give the money back. */
export function newsOfRefusal(happening: Happening, code: string): ReturnNews | null {
  if (happening.type !== 'returnRefund') return null
  const { returnId: to } = happening.payload
  if (code === 'payment_under_way') return { to, type: 'refundWaits', payload: {} }
  return { to, type: 'refundRefused', payload: { code } }
}
