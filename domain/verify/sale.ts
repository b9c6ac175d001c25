import { isClosed, isProblem, type Status } from '../status.ts'
import { amountIn } from './amount.ts'
import { type Finding, shown } from './difference.ts'
import type { OrderBook, SaleSeen } from './order-book.ts'

/** How the sale of an order in this status stands; null: it may have none, or one that is void. */
function saleStatus(status: Status): SaleSeen['status'] | null {
  if (status === 'completed') return 'finished'
  if (isProblem(status) || isClosed(status)) return null
  return 'open'
}

/** The sale says what the order says: number, store, amounts, lines. */
export function checkSale({ row, sale }: OrderBook): Finding[] {
  if (row === null) return sale ? [differs('orders', 'row', null)] : []
  const { state } = row
  const expected = saleStatus(state.status)
  if (sale === null) return expected === null ? [] : [differs('sale', expected, null)]
  const status = expected ?? 'void'
  const worth = amountIn(sale.currency)
  const pairs: [string, unknown, unknown][] = [
    ['status', status, sale.status],
    ['store', state.store, sale.store],
    ['currency', state.currency, sale.currency],
    ['total', worth(state.total ?? 0), worth(sale.total)],
    ...sale.ordered.flatMap((ordered): [string, unknown, unknown][] => {
      const sold = sale.lines.find(({ line }) => line === ordered.line)
      const words = (one: typeof ordered) =>
        `${one.quantity} units, net ${worth(one.net)}, tax ${worth(one.tax)}`
      return [
        [`line ${ordered.line}`, words(ordered), sold ? words(sold) : null],
        [`line ${ordered.line} taken off`, status === 'void', sold?.isOff ?? null],
      ]
    }),
  ]
  return pairs.flatMap(([about, should, is]) => (should === is ? [] : [differs(about, should, is)]))
}

const differs = (about: string, expected: unknown, found: unknown): Finding => ({
  code: 'sale_differs',
  about,
  expected: shown(expected),
  found: shown(found),
})
