import type { Tx } from '../../db/client.ts'
import type { ReturnFacts } from '../../domain/returns/decision.ts'
import type { ReturnHappening } from '../../domain/returns/happening.ts'
import { loadExchangeGoods } from '../../intake/exchange-goods.ts'
import { loadRefundable } from '../../intake/refundable.ts'
import { lockLevels } from '../inventory.ts'
import type { LoadedReturn } from './load.ts'

export const noReturnFacts: ReturnFacts = {
  left: { provider: 0, otherwise: 0 },
  ways: [],
  isUnknown: false,
  shippingLeft: { amount: 0, tax: 0 },
}

/** What the rules need to know for this happening, held until the transaction ends. */
export async function factsFor(
  tx: Tx,
  loaded: LoadedReturn,
  happening: ReturnHappening,
): Promise<ReturnFacts> {
  switch (happening.type) {
    case 'refund':
    case 'handOver':
      return moneyFacts(tx, loaded)
    case 'exchange': {
      const skus = happening.payload.lines.map(({ sku }) => sku)
      await lockLevels(tx, loaded.store, await stockedOf(tx, skus))
      return { ...noReturnFacts, exchange: await loadExchangeGoods(tx, loaded.id, skus) }
    }
    case 'correct':
      return { ...noReturnFacts, stock: await stockOf(tx, loaded, happening.payload.line) }
    default:
      return noReturnFacts
  }
}

/** What is left of the order's money; its lock keeps other returns of it from giving the same away. */
async function moneyFacts(tx: Tx, { id, orderId }: LoadedReturn): Promise<ReturnFacts> {
  // One after the other: what is read has to be what whoever held the lock committed.
  await tx`select from web_orders where id = ${orderId} for no key update`
  return loadRefundable(tx, { id, orderId })
}

async function stockedOf(tx: Tx, skus: readonly string[]): Promise<number[]> {
  const rows = await tx<{ id: number }[]>`
    select id from products where sku_key in (select lower(btrim(sku)) from unnest(${[...skus]}::text[]) sku)
      and kind = 'stock'`
  return rows.map(({ id }) => id)
}

/** Units of a line's product that may leave the shelf, and those of this return that are still in the bin. */
async function stockOf(tx: Tx, { id, sale, store }: LoadedReturn, line: string) {
  const [product] = await tx<{ id: number }[]>`
    select p.id from sale_lines s left join order_lines l on l.order_id = s.order_id and l.id = s.line_id
      join products p on p.id = coalesce(s.product_id, l.product_id) and p.kind = 'stock'
    where s.sale_number = ${sale} and s.line_id = ${line}`
  if (!product) return { isCounted: false, shelf: 0, bin: 0 }
  const [level] = await lockLevels(tx, store, [product.id])
  await lockBin(tx, store, [product.id])
  const [bin] = await tx<{ units: number }[]>`
    select coalesce(sum(quantity), 0)::int as units from defective_movements
    where return_id = ${id} and product_id = ${product.id}`
  return { isCounted: true, shelf: level ? level.onHand - level.allocated : 0, bin: bin?.units ?? 0 }
}

const lockBin = (tx: Tx, store: string, products: readonly number[]) => tx`
  select from defective_stock where store = ${store} and product_id = any(${[...products]}::bigint[])
  order by product_id for update`
