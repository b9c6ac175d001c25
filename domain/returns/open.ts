import { returnableOf, type SoldLine, unitsLeft, worthOf } from './amounts.ts'
import { openedReturn } from './decide.ts'
import { addUp, type ReturnState, type Sum } from './return.ts'

export interface ReturnWish {
  lines: readonly { line: string; units: number }[]
  /** Shipping is given back, too. */
  withShipping: boolean
}

export type OpenRefusal = 'not_completed' | 'nothing' | 'unknown_line' | 'too_many' | 'cards'

export type Opening = { refused: OpenRefusal; line?: string; left?: number } | { opened: ReturnState }

interface Sold {
  isCompleted: boolean
  lines: readonly SoldLine[]
  /** What is left of it. */
  shipping: Sum
}

/**
 * A return of these units, worth what they were sold for; no unit that was not sold, or that another return has.
 * @param sold locked until the return is written down
 */
export function openReturn({ lines, withShipping }: ReturnWish, sold: Sold, at: Date): Opening {
  if (!sold.isCompleted) return { refused: 'not_completed' }
  const wished = lines.filter(({ units }) => units > 0)
  if (wished.length === 0) return { refused: 'nothing' }
  const taken = []
  for (const { line, units } of wished) {
    const own = sold.lines.find((one) => one.line === line)
    if (!own) return { refused: 'unknown_line', line }
    const left = returnableOf(own)
    if (units > left) return { refused: units > unitsLeft(own) ? 'too_many' : 'cards', line, left }
    taken.push({ line, units, sellable: 0, defective: 0, toInspect: 0, ...worthOf(own, units) })
  }
  const shipping = withShipping && sold.shipping.amount > 0 ? sold.shipping : null
  return { opened: openedReturn(taken, shipping, addUp(taken), at) }
}
