import type { ProductKind } from './matching.ts'
import type { Fulfilment } from './status.ts'

export interface Wanted {
  lineId: string
  productId: number
  quantity: number
}

export interface Level {
  productId: number
  onHand: number
  /** Promised to other orders and not yet deducted. */
  allocated: number
}

export interface Allocation {
  lineId: string
  productId: number
  allocated: number
  owed: number
}

/**
 * What each line gets, in the order of the lines: what is there and not promised elsewhere, the rest is owed.
 * Lines of one product share its level, so none of it is given twice.
 */
export function allocate(wanted: readonly Wanted[], levels: readonly Level[]): Allocation[] {
  const free = new Map(levels.map(({ productId, onHand, allocated }) => [productId, onHand - allocated]))
  return wanted.map(({ lineId, productId, quantity }) => {
    const allocated = Math.min(Math.max(free.get(productId) ?? 0, 0), quantity)
    free.set(productId, (free.get(productId) ?? 0) - allocated)
    return { lineId, productId, allocated, owed: quantity - allocated }
  })
}

/** Only stocked articles have a level, and what the supplier sends never touches the store's. */
export function touchesStock(fulfilment: Fulfilment | null, kind: ProductKind): boolean {
  return fulfilment !== 'supplier' && kind === 'stock'
}

/** One movement a product, however many lines it stands on. */
export function sumByProduct(
  amounts: readonly { productId: number; allocated: number }[],
): Map<number, number> {
  const sums = new Map<number, number>()
  for (const { productId, allocated } of amounts) {
    if (allocated > 0) sums.set(productId, (sums.get(productId) ?? 0) + allocated)
  }
  return sums
}
