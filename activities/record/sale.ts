import type { Tx } from '../../db/client.ts'
import type { OrderState, SaleStep } from '../../domain/order.ts'

/** The store's next sale number; its row is the last lock of the transaction, so that no number is lost or doubled. */
export async function nextSaleNumber(tx: Tx, store: string | null): Promise<string> {
  const [series] = await tx<{ last: number }[]>`
    insert into number_series (store, kind, last) values (${store}, 'sale', 1)
    on conflict (store, kind) do update set last = number_series.last + 1
    returning last`
  if (!series || store === null) throw new Error('a sale without a store')
  return `${store.toUpperCase()}-${String(series.last).padStart(6, '0')}`
}

/** The sale with a line for each of the order's: what was agreed, and its tax as the website rounded it. */
export function insertSale(tx: Tx, orderId: number, number: string, order: OrderState, at: Date) {
  return [
    tx`
      insert into sales (number, order_id, store, currency, total, made_at)
      values (${number}, ${orderId}, ${order.store}, ${order.currency}, ${order.total}, ${at})`,
    tx`
      insert into sale_lines (sale_number, order_id, line_id, quantity, net, tax)
      select ${number}, order_id, id, quantity, quantity * unit_price - discount, tax
      from order_lines where order_id = ${orderId}`,
  ]
}

export function endSale(tx: Tx, orderId: number, step: SaleStep | null, at: Date) {
  if (step === 'finish') {
    return [tx`update sales set status = 'finished', ended_at = ${at} where order_id = ${orderId}`]
  }
  if (step === 'take_off') {
    return [
      tx`update sales set status = 'void', ended_at = ${at} where order_id = ${orderId}`,
      tx`update sale_lines set taken_off_at = ${at} where order_id = ${orderId}`,
    ]
  }
  if (step === 'resume') {
    return [
      tx`update sales set status = 'open', ended_at = null where order_id = ${orderId}`,
      tx`update sale_lines set taken_off_at = null where order_id = ${orderId} and taken_off_at is not null`,
    ]
  }
  return []
}
