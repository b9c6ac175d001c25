import type { Decision } from '../decision.ts'
import type { Facts } from '../facts.ts'
import type { Happening } from '../happening.ts'
import type { OrderState } from '../order.ts'
import { couldNotGoBack, GIVEN_OTHERWISE, refundable } from '../payment.ts'
import { unchanged } from './sale.ts'

/** What the provider could not give back went back another way: it is never asked for it again. */
export function decideGiveBack(
  order: OrderState,
  { payload: { method, reference } }: Happening<'giveBack'>,
  { openMoney }: Facts,
): Decision {
  const { money } = order
  if (money === null) return { refused: { code: 'no_provider' } }
  if (openMoney !== null) return { refused: { code: 'payment_under_way' } }
  const amount = refundable(money)
  if (!couldNotGoBack(money) || amount <= 0) return { refused: { code: 'nothing_to_give_back' } }
  const next = { ...order, money: { ...money, trouble: GIVEN_OTHERWISE } }
  return {
    change: {
      ...unchanged(next, { payment: { method, amount: -amount } }),
      payments: [{ kind: 'refund', method, amount, isAtTill: true, reference: reference ?? null }],
    },
  }
}
