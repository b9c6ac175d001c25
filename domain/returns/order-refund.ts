import { unchanged } from '../deciding/sale.ts'
import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening } from '../happening.ts'
import type { OrderState } from '../order.ts'
import { isStuckAtProvider, leftToGive } from './money.ts'
import { setOffMethod } from './return.ts'

/** Goods came back: the order gives money back for them, never more than was paid and not given back yet. */
export function decideReturnRefund(
  order: OrderState,
  { payload }: Happening<'returnRefund'>,
  { openMoney, givenBack }: Facts,
): Decision {
  const { amount, method, reference } = payload
  const isByProvider = method === 'provider'
  const isStuck = isStuckAtProvider(order)
  if ((isByProvider || isStuck) && (openMoney !== null || order.money?.state === 'unknown')) {
    return { refused: { code: 'payment_under_way' } }
  }
  const left = leftToGive({ ...order, givenBack })
  const most = isByProvider
    ? left.provider
    : left.otherwise + (method === setOffMethod || isStuck ? left.provider : 0)
  if (amount <= 0 || amount > most) {
    return { refused: { code: 'amount' } }
  }
  if (isByProvider) return { change: { ...unchanged(order), wishes: [{ kind: 'refund', amount }] } }
  const isAtTill = method !== 'channel'
  const by = isAtTill ? method : (order.paymentProvider ?? 'other')
  const payment = { kind: 'refund' as const, method: by, amount, isAtTill, reference: reference ?? null }
  // Somebody has seen to what the provider could not do.
  const next = order.money && isStuck ? { ...order, money: { ...order.money, trouble: null } } : order
  return {
    change: { ...unchanged(next, { payment: { method: by, amount: -amount } }), payments: [payment] },
  }
}
