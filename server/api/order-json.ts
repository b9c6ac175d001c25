import type { Queryable } from '../../db/client.ts'
import type { MatchedBy } from '../../domain/matching.ts'
import type { Problem } from '../../domain/order.ts'
import type { Fulfilment, Status } from '../../domain/status.ts'
import { problemSentence } from './problem-sentence.ts'

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

/** The columns of `orders o` that an OrderRow has. */
export const orderColumns = (sql: Queryable) => sql`
  o.id, o.number, o.status, o.version, o.placed_at, o.store, o.fulfilment, o.customer_id, o.sale_number,
  o.respond_by, o.hold_until, o.shortage, o.problems, o.updated_at, o.changed_xid::text as change,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'id', l.id, 'sku', case when l.matched_by is distinct from 'gift_card' then p.sku end,
      'matchedBy', l.matched_by, 'quantity', l.quantity, 'allocated', l.allocated
    ) order by l.position)
    from order_lines l left join products p on p.id = l.product_id where l.order_id = o.id
  ), '[]') as lines`

/** Undefined until the order has its first status. */
export async function findOrder(
  sql: Queryable,
  source: string,
  number: string,
): Promise<OrderJson | undefined> {
  const [row] = await sql<OrderRow[]>`
    select ${orderColumns(sql)} from orders o where o.source = ${source} and o.number = ${number}`
  return row && orderJson(row)
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
