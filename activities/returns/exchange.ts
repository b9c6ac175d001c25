import type { Tx } from '../../db/client.ts'
import type { ExchangeLine, ExchangeNote } from '../../domain/returns/exchange.ts'
import type { ReturnHappening } from '../../domain/returns/happening.ts'
import { setOffMethod } from '../../domain/returns/return.ts'
import { deduct, restock } from '../inventory.ts'
import { nextSaleNumber } from '../record/sale.ts'
import type { LoadedReturn } from './load.ts'

/** As the stock's movements name what befell a return. */
export const movedBy = ({ id }: Pick<LoadedReturn, 'id'>, happeningId: string) =>
  `return:${id}:${happeningId}`

/**
 * Writes down what becomes of goods that go out for those of a return: their sale and the stock, how they were paid
 * once they are handed over, or that they stay in the shop.
 * @returns the sale's number
 */
export async function writeExchange(
  tx: Tx,
  loaded: LoadedReturn,
  happening: ReturnHappening,
  note: ExchangeNote,
): Promise<string> {
  switch (note.kind) {
    case 'make':
      return makeSale(tx, loaded, happening, note)
    case 'handOver':
      await handOver(tx, loaded, happening, note)
      return note.sale
    case 'takeBack':
      await takeBack(tx, loaded, happening, note.sale)
      return note.sale
    case 'settle':
      await settle(tx, loaded, happening, note)
      return note.sale
  }
}

async function makeSale(
  tx: Tx,
  loaded: LoadedReturn,
  { id, at }: ReturnHappening,
  { lines, total }: Extract<ExchangeNote, { kind: 'make' }>,
): Promise<string> {
  const { orderId, store } = loaded
  const units = unitsOf(lines)
  await deduct(tx, { orderId, store, happeningId: movedBy(loaded, id), units })
  const number = await nextSaleNumber(tx, store)
  await tx`
    insert into sales (number, return_id, store, currency, total, made_at)
    select ${number}, ${loaded.id}, ${store}, currency, ${total}, ${at} from orders where id = ${orderId}`
  const rows = lines.map(({ isCounted: _, ...line }, place) => ({
    ...line,
    saleNumber: number,
    lineId: String(place + 1),
  }))
  await tx`insert into sale_lines ${tx(rows)}`
  return number
}

function unitsOf(lines: readonly ExchangeLine[]): Map<number, number> {
  const units = new Map<number, number>()
  for (const { productId, quantity, isCounted } of lines)
    if (isCounted) units.set(productId, (units.get(productId) ?? 0) + quantity)
  return units
}

async function handOver(
  tx: Tx,
  { orderId }: LoadedReturn,
  { at }: ReturnHappening,
  { sale, setOff, paid, method, reference }: Extract<ExchangeNote, { kind: 'handOver' }>,
): Promise<void> {
  await tx`update sales set status = 'finished', ended_at = ${at} where number = ${sale}`
  await tx`
    insert into exchange_payments (sale_number, kind, method, amount, currency, reference, at)
    select ${sale}, paid.kind, paid.method, paid.amount, o.currency, paid.reference, ${at}
    from orders o, (values ('set_off', ${setOffMethod}, ${setOff}::bigint, null),
      ('till', ${method}, ${paid}::bigint, ${reference}::text)) as paid (kind, method, amount, reference)
    where o.id = ${orderId} and paid.amount > 0`
}

/** Less was set off than the goods were handed over for; the rest is paid, or written off. */
async function settle(
  tx: Tx,
  { orderId }: LoadedReturn,
  { at }: ReturnHappening,
  { sale, setOff, settled, by, reference }: Extract<ExchangeNote, { kind: 'settle' }>,
): Promise<void> {
  await (setOff > 0
    ? tx`update exchange_payments set amount = ${setOff} where sale_number = ${sale} and kind = 'set_off'`
    : tx`delete from exchange_payments where sale_number = ${sale} and kind = 'set_off'`)
  await tx`
    insert into exchange_payments (sale_number, kind, method, amount, currency, reference, at)
    select ${sale}, 'settled', ${by}, ${settled}, currency, ${reference}::text, ${at} from orders where id = ${orderId}
    on conflict (sale_number, kind, method) do update set amount = exchange_payments.amount + excluded.amount`
}

/** What was deducted for the sale comes back, whatever the catalogue says of it now. */
async function takeBack(tx: Tx, loaded: LoadedReturn, { id, at }: ReturnHappening, sale: string) {
  const { orderId, store } = loaded
  const moved = await tx<{ productId: number; units: number }[]>`
    select product_id, -sum(quantity)::int as units from stock_movements
    where order_id = ${orderId} and kind = 'sold' and happening_id = (
      select ${`${movedBy(loaded, '')}`} || happening_id from return_events
      where return_id = ${loaded.id} and type = 'exchange' order by seq desc limit 1)
    group by product_id order by product_id`
  const units = new Map(moved.map((one) => [one.productId, one.units]))
  await restock(tx, { orderId, store, happeningId: movedBy(loaded, id), units })
  await tx`update sales set status = 'void', ended_at = ${at} where number = ${sale}`
  await tx`update sale_lines set taken_off_at = ${at} where sale_number = ${sale}`
}
