import { unchanged } from '../deciding/sale.ts'
import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening } from '../happening.ts'
import type { OrderState } from '../order.ts'
import { leftToGive } from './money.ts'
import { setOffMethod } from './return.ts'

/** Goods came back: the order gives money back for them, never more than was paid and not given back yet. */
export function decideReturnRefund(
  order: OrderState,
  { payload }: Happening<'returnRefund'>,
  { openMoney, givenBack }: Facts,
): Decision {
  const { amount, method, reference } = payload
  const isByProvider = method === 'provider'
  if (isByProvider && (openMoney !== null || order.money?.state === 'unknown')) {
    return { refused: { code: 'payment_under_way' } }
  }
  const left = leftToGive({ ...order, givenBack })
  const most =
    method === setOffMethod ? left.provider + left.otherwise : isByProvider ? left.provider : left.otherwise
  if (amount <= 0 || amount > most) {
    return { refused: { code: 'amount' } }
  }
  if (isByProvider) return { change: { ...unchanged(order), wishes: [{ kind: 'refund', amount }] } }
  const isAtTill = method !== 'channel'
  const by = isAtTill ? method : (order.paymentProvider ?? 'other')
  const payment = { kind: 'refund' as const, method: by, amount, isAtTill, reference: reference ?? null }
  return {
    change: { ...unchanged(order, { payment: { method: by, amount: -amount } }), payments: [payment] },
  }
}
