import type { Sql } from '../db/client.ts'
import type { Status } from '../domain/status.ts'
import { SOURCE, STAFF } from './shop.ts'

/** How far an order of the sample has come. */
export interface Standing {
  id: number
  number: string
  store: string | null
  /** Null: it has none yet. */
  status: Status | null
  /** What the sample's staff did to it. */
  moves: number
  /** One of these waits for its answer. */
  isUnderWay: boolean
  /** Somebody else did something to it, or a move was refused: the sample's staff keep off. */
  isTaken: boolean
  isCancelled: boolean
  /** It came with other content, too. */
  isChanged: boolean
}

/** Every order of the sample that has come; null: the sample is gone. */
export async function readStandings(sql: Sql): Promise<Map<string, Standing> | null> {
  const [shop] = await sql`select from sample_shop where removed_at is null`
  if (!shop) return null
  const rows = await sql<Standing[]>`
    select w.id, w.number, o.store, o.status, h.*,
      exists (select from web_order_versions v where v.order_id = w.id) as is_changed
    from web_orders w
    left join orders o on o.id = w.id
    cross join lateral (
      select count(*) filter (where user_id = ${STAFF.id})::int as moves,
        coalesce(bool_or(user_id = ${STAFF.id} and status = 'waiting'), false) as is_under_way,
        coalesce(bool_or(user_id <> ${STAFF.id} or (user_id = ${STAFF.id} and status in ('refused', 'failed'))), false)
          as is_taken,
        coalesce(bool_or(type = 'cancellation'), false) as is_cancelled
      from happenings where order_id = w.id
    ) h
    where w.source = ${SOURCE}`
  return new Map(rows.map((row) => [row.number, row]))
}
