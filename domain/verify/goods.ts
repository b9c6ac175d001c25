import type { Finding } from './difference.ts'
import type { MovedSeen, OrderBook, ReturnBook } from './order-book.ts'

/** What an order's lines hold is what went off the shelf for it and has not come back. */
export function checkGoods({ row, moved, returns }: OrderBook): Finding[] {
  const held = new Map<number, number>()
  for (const { productId, allocated } of row?.state.lines ?? []) {
    if (productId !== null && allocated > 0) add(held, productId, allocated)
  }
  const off = new Map<number, number>()
  for (const { productId, kind, quantity } of moved) {
    if (kind !== 'returned') add(off, productId, -quantity)
  }
  const inExchange = returns.flatMap(({ out }) => out.filter((one) => one.off > 0))
  const left = new Set([...off.keys(), ...inExchange.map(({ productId }) => productId)])
  return [
    ...differing(off, held),
    ...otherStores(row?.state.store ?? null, moved),
    ...returns.flatMap((one) => [...checkReturned(one, left), ...checkOut(one)]),
  ]
}

function otherStores(store: string | null, moved: readonly MovedSeen[]): Finding[] {
  const others = new Set(moved.filter((one) => one.store !== store).map((one) => one.store))
  return [...others].map((other) => ({
    code: 'allocation_differs',
    about: 'store',
    expected: store ?? '–',
    found: other,
  }))
}

/** Only stocked articles have a level: of one that never left the shelf for this order or in exchange nothing has to come back to it. */
function checkReturned({ n, goods }: ReturnBook, left: ReadonlySet<number>): Finding[] {
  return goods.flatMap(({ productId, sellable, defective, shelf, bin }) => {
    const isStocked = left.has(productId) || shelf + bin > 0
    if (!isStocked || (sellable === shelf && defective === bin)) return []
    const units = (a: number, b: number) => `${a} on the shelf, ${b} in the bin`
    return [
      {
        code: 'returned_stock_differs' as const,
        about: `return ${n}, product ${productId}`,
        expected: units(sellable, defective),
        found: units(shelf, bin),
      },
    ]
  })
}

/** What went out in exchange is off the shelf, where it was counted there at all. */
const checkOut = ({ n, out }: ReturnBook): Finding[] =>
  out.flatMap(({ productId, sold, off, isCounted }) => {
    if ((off === 0 && !isCounted) || sold === off) return []
    const about = `return ${n}, product ${productId}`
    return [{ code: 'returned_stock_differs', about, expected: `${sold} out`, found: `${off} out` }]
  })

function add(sums: Map<number, number>, productId: number, units: number): void {
  sums.set(productId, (sums.get(productId) ?? 0) + units)
}

function differing(expected: ReadonlyMap<number, number>, found: ReadonlyMap<number, number>): Finding[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((productId) => {
    const [should, is] = [expected.get(productId) ?? 0, found.get(productId) ?? 0]
    if (should === is) return []
    const about = `product ${productId}`
    return [{ code: 'allocation_differs' as const, about, expected: String(should), found: String(is) }]
  })
}
