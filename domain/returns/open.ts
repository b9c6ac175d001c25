import { returnableOf, type SoldLine, unitsLeft, worthOf } from './amounts.ts'
import { addUp, type ReturnLine, type ReturnState, type Sum } from './return.ts'

/** Goods that have not come by then are asked for. */
export const GOODS_LATE_DAYS = 14
const DAY_MS = 86_400_000

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

/** A return as it is opened; its goods are awaited. */
function openedReturn(lines: readonly ReturnLine[], shipping: Sum | null, goods: Sum, at: Date): ReturnState {
  return {
    status: 'opened',
    version: 1,
    lines: [...lines],
    goods,
    shipping,
    method: null,
    reference: null,
    trouble: null,
    round: 0,
    asked: 0,
    given: { provider: 0, otherwise: 0 },
    goodsLateAt: null,
    exchange: null,
    setOff: 0,
    isSetOff: false,
    deadline: { kind: 'goodsLate', at: new Date(at.getTime() + GOODS_LATE_DAYS * DAY_MS) },
  }
}
