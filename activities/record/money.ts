import type { Tx } from '../../db/client.ts'
import type { Happening } from '../../domain/happening.ts'
import { effectKey } from '../../domain/ids.ts'
import type { Change, OrderState } from '../../domain/order.ts'
import type { OpenMoney } from '../../domain/payment.ts'
import type { OpenEffect } from './types.ts'

/** What is being asked of the provider about this order, looking up aside: one thing at a time. */
export function openMoneyOf(effects: readonly OpenEffect[]): OpenMoney | null {
  for (const { key, kind, isStarted } of effects) {
    if (kind === 'capture' || kind === 'release' || kind === 'refund') return { key, kind, isStarted }
  }
  return null
}

/** The effects that a change asks for, as rows; what a step asks of the world waits until it can't be undone. */
export function effectsOf(
  orderId: number,
  { id }: Happening,
  { effects, wishes }: Change,
  notBefore: Date | null,
): (OpenEffect & { amount: number | null })[] {
  const papers = effects.map((kind) => ({
    key: effectKey(orderId, kind, id),
    kind,
    notBefore: null,
    isStarted: false,
    amount: null,
  }))
  const asked = wishes.map(({ kind, amount = null }) => ({
    key: effectKey(orderId, kind, id),
    kind,
    notBefore: kind === 'lookUp' || notBefore === null ? null : notBefore.getTime(),
    isStarted: false,
    amount,
  }))
  return [...papers, ...asked]
}

export function insertEffect(
  tx: Tx,
  orderId: number,
  seq: number,
  { key, kind, notBefore, amount }: OpenEffect & { amount: number | null },
) {
  const row = { key, kind, orderId, seq, amount, notBefore: notBefore === null ? null : new Date(notBefore) }
  return tx`insert into effects ${tx(row)}`
}

/** @throws where somebody began it since it was read: the happening is decided once more */
export async function dropEffect(tx: Tx, key: string): Promise<void> {
  const dropped = await tx`
    update effects set status = 'taken_back', ended_at = now(), lease_until = null
    where key = ${key} and status = 'open' and started_at is null`
  if (dropped.count === 0) throw new Error(`effect ${key} was begun meanwhile`)
}

/** Money of an order as it was taken, noted or given back, with what the books call it. */
export function notePayment(
  tx: Tx,
  orderId: number,
  source: string,
  { id: happeningId, at }: Happening,
  { currency, money }: OrderState,
  { kind, method, amount, isAtTill = kind === 'till', reference = null }: Change['payments'][number],
) {
  const isOnline = !isAtTill
  return tx`
    insert into payments (order_id, happening_id, kind, method, amount, currency, reference, merchant_account,
      payment_type, card_type, fee, at)
    select ${orderId}, ${happeningId}, ${kind}, ${method}, ${amount}, ${currency ?? ''},
      coalesce(${reference}::text, case when ${isOnline} then o.payment_reference end), case when ${isOnline} then a.merchant_account end,
      case when ${isOnline} then s.payment_type end, ${isOnline ? (money?.cardType ?? null) : null},
      ${kind === 'ecommerce' ? (money?.fee ?? null) : null}, ${at}
    from orders o join sources s on s.id = ${source}
      left join payment_accounts a on a.id = ${money?.account ?? null}
    where o.id = ${orderId}`
}
