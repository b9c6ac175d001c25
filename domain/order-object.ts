import type { MatchedBy } from './matching.ts'
import type { Problem } from './order.ts'
import { problemSentence } from './problem-sentence.ts'
import type { Fulfilment, Status } from './status.ts'

/** An order as the outside sees it: the API answers with it, and callbacks carry the same. */
export interface OrderJson {
  number: string
  status: Status
  version: number
  placedAt: string | null
  storeCode: string | null
  fulfilment: Fulfilment | null
  customerId: string | null
  lines: LineJson[]
  saleNumber: string | null
  respondBy: string | null
  holdUntil: string | null
  shortage: boolean
  problems: { code: Problem['code']; message: string }[]
  updatedAt: string
}

export interface LineJson {
  id: string
  sku: string | null
  matchedBy: MatchedBy | null
  quantity: number
  allocated: number
}

export interface OrderRow {
  id: number
  number: string
  status: Status
  version: number
  placedAt: Date | null
  store: string | null
  fulfilment: Fulfilment | null
  customerId: string | null
  saleNumber: string | null
  respondBy: Date | null
  holdUntil: Date | null
  shortage: boolean
  problems: Problem[]
  updatedAt: Date
  /** The transaction that changed it last. */
  change: string
  lines: LineJson[]
}

export function orderJson(row: OrderRow): OrderJson {
  return {
    number: row.number,
    status: row.status,
    version: row.version,
    placedAt: iso(row.placedAt),
    storeCode: row.store,
    fulfilment: row.fulfilment,
    customerId: row.customerId,
    lines: row.lines.map(({ id, sku, matchedBy, quantity, allocated }) => ({
      id,
      sku,
      matchedBy,
      quantity,
      allocated,
    })),
    saleNumber: row.saleNumber,
    respondBy: iso(row.respondBy),
    holdUntil: iso(row.holdUntil),
    shortage: row.shortage,
    problems: row.problems.map((problem) => ({ code: problem.code, message: problemSentence(problem) })),
    updatedAt: row.updatedAt.toISOString(),
  }
}

const iso = (date: Date | null): string | null => date?.toISOString() ?? null
