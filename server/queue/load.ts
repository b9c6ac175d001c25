import { plannedEachTime, type Sql } from '../../db/client.ts'
import { staffCalls } from '../../domain/happening.ts'
import { closedStatuses, isClosed, openStatuses, type Status } from '../../domain/status.ts'
import { waitingToStart } from '../../intake/waiting.ts'
import type { QueueFilter } from '../../views/paths.ts'
import type { Call, Queue, QueueRow } from '../../views/queue/queue.ts'
import { isLate } from '../letters/late.ts'
import { LAST_PAGE, searchPatterns } from './filter.ts'

const PAGE_ROWS = 50

/** How many of the last calls are looked through for those that these filters show. */
const CALLS_MAX = 50

/** All of the queue page in three statements; the session's is the fourth. */
export async function loadQueue(sql: Sql, filter: QueueFilter, now: Date): Promise<Queue> {
  const [rows, shop, waiting] = await Promise.all([
    findRows(sql, filter),
    countOpen(sql, filter),
    waitingToStart(sql),
  ])
  return {
    filter,
    rows: rows.slice(0, PAGE_ROWS),
    hasNext: rows.length > PAGE_ROWS,
    atLimit: filter.page >= LAST_PAGE,
    counts: Object.fromEntries(shop.counts.map(({ status, count }) => [status, count])),
    stores: shop.stores,
    sources: shop.sources,
    anyOrder: shop.anyOrder,
    calls: oneOfEach(shop.calls).map((call) => ({ ...call, at: new Date(call.at) })),
    lateLetters: shop.lateLetters,
    waiting,
    now,
  }
}

interface Shop {
  counts: { status: Status; count: number }[]
  stores: Queue['stores']
  sources: string[]
  anyOrder: boolean
  lateLetters: number
  calls: CallTold[]
}

type CallTold = Omit<Call, 'at'> & { at: string }

/** Of an order that called several times the latest: they come newest first. */
const oneOfEach = (calls: readonly CallTold[]) =>
  [...new Map(calls.toReversed().map((call) => [`${call.source} ${call.number}`, call])).values()].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at),
  )

async function countOpen(sql: Sql, filter: QueueFilter): Promise<Shop> {
  const [shop] = await sql<Shop[]>`
    select
      (select coalesce(json_agg(json_build_object('status', status, 'count', count)), '[]') from
        (select status, count(*) from orders where ${isOpen(sql)} ${within(sql, filter)} group by status) c) as counts,
      (select coalesce(json_agg(json_build_object('code', code, 'name', name, 'timeZone', time_zone) order by name), '[]')
        from stores) as stores,
      (select coalesce(json_agg(id order by id), '[]') from sources) as sources,
      (select min(id) from orders) is not null as any_order,
      (select count(*)::int from letters l where ${isLate(sql)}) as late_letters,
      (select coalesce(json_agg(json_build_object('at', call.recorded_at, 'type', call.type, 'source', orders.source,
          'number', orders.number, 'hasEnded', not ${isOpen(sql)}) order by call.recorded_at desc), '[]')
        from (select order_id, type, to_status, recorded_at from order_events where ${isCall(sql)}
          order by recorded_at desc limit ${CALLS_MAX}) as call join orders on orders.id = call.order_id
        where (${isOpen(sql)} or (status = 'rejected' and to_status = 'rejected')) ${within(sql, filter)}) as calls`
  if (!shop) throw new Error('an aggregate without a row')
  return shop
}

/**
 * Literal, not a parameter: only so may the planner use the partial indexes on open orders. One status alone: with
 * the others beside it, it expects a tenth of the rows and rather sorts them all.
 */
const isOpen = (sql: Sql, status: Status | null = null) =>
  sql.unsafe(
    status ? `status = '${status}'` : `status in (${openStatuses.map((open) => `'${open}'`).join(', ')})`,
  )

/** As the index of what calls staff has it. */
const isCall = (sql: Sql) => sql.unsafe(`type in (${staffCalls.map((type) => `'${type}'`).join(', ')})`)

const within = (sql: Sql, { store, source }: QueueFilter) =>
  sql`${store ? sql`and store = ${store}` : sql``} ${source ? sql`and source = ${source}` : sql``}`

/** Each word as searches compare it: accents and letter case do not matter, and any script is found. */
function matching(sql: Sql, q: string) {
  const { words, digits } = searchPatterns(q)
  if (words.length === 0) return sql``
  const all = words.reduce(
    (found, word) => sql`${found} and search_text like '%' || search_key(${word}) || '%'`,
    sql`search_key(${words.join(' ')}) <> ''`,
  )
  return digits ? sql`and ((${all}) or search_text like ${digits})` : sql`and ${all}`
}

const columns = (sql: Sql) => sql`
  id, source, number, status, fulfilment, store, currency, placed_at, created_at, updated_at, total, customer_name,
  shortage, differs, cancellation_asked_at, due_at, ready_by::text`

/** One page and one row more, which tells that another page follows; who is on an order is asked of these alone. */
async function findRows(sql: Sql, filter: QueueFilter): Promise<QueueRow[]> {
  const offset = (filter.page - 1) * PAGE_ROWS
  const statement = sql<RowTold[]>`
    select page.*, (
      select json_build_object('name', u.name, 'until', c.until) from order_claims c join users u on u.id = c.user_id
      where c.order_id = page.id and c.until > now()
    ) as claim
    from (${pageOf(sql, filter, offset)}) as page`
  const rows = await (filter.q ? plannedEachTime(statement) : statement)
  return rows.map(({ claim, ...row }) => ({
    ...row,
    claim: claim && { name: claim.name, until: new Date(claim.until) },
  }))
}

/** As JSON tells it: a moment is a text. */
type RowTold = Omit<QueueRow, 'claim'> & { claim: { name: string; until: string } | null }

function pageOf(sql: Sql, filter: QueueFilter, offset: number) {
  const page = sql`limit ${PAGE_ROWS + 1} offset ${offset}`
  const { status, q } = filter
  if (status && isClosed(status)) return sql`${newestClosed(sql, filter, status)} ${page}`
  if (status || !q) return sql`${dueFirst(sql, filter)} ${page}`
  return findEverywhere(sql, filter, offset)
}

/** As the index has it: what is never due comes last, the oldest of it first. */
const dueFirst = (sql: Sql, filter: QueueFilter) => sql`
  select ${columns(sql)} from orders
  where ${isOpen(sql, filter.status)} ${within(sql, filter)}
    ${matching(sql, filter.q)}
  order by coalesce(due_at, 'infinity'), placed_at, id`

/** `nulls last` as the index has it, else it serves no order. */
const newestClosed = (sql: Sql, filter: QueueFilter, status: Status) => sql`
  select ${columns(sql)} from orders
  where status = ${status} ${within(sql, filter)} ${matching(sql, filter.q)}
  order by updated_at desc nulls last, id desc nulls last`

/** A search reaches closed orders, too: open ones first, each part along its own index and no longer than needed. */
function findEverywhere(sql: Sql, filter: QueueFilter, offset: number) {
  const enough = offset + PAGE_ROWS + 1
  const closed = closedStatuses.reduce(
    (parts, status) =>
      sql`${parts} union all (select *, 1 as part from (${newestClosed(sql, filter, status)} limit ${enough}) as c)`,
    sql``,
  )
  return sql`
    select * from (
      (select *, 0 as part from (${dueFirst(sql, filter)} limit ${enough}) as o) ${closed}
    ) as found
    order by part, case when part = 0 then coalesce(due_at, 'infinity') end, case when part = 0 then placed_at end,
      updated_at desc, id desc
    limit ${PAGE_ROWS + 1} offset ${offset}`
}
