import type postgres from 'postgres'
import type { Sql } from '../../db/client.ts'
import type { HappeningType } from '../../domain/happening.ts'
import type { Outcome } from '../../domain/order.ts'
import type { Status } from '../../domain/status.ts'
import type { Entry, RefusalTold, Who } from '../../views/order/details.ts'

const ENTRIES_MAX = 200

/** What befell the order, newest first, applied or not. */
export async function loadTimeline(sql: Sql, orderId: number): Promise<{ entries: Entry[]; cut: boolean }> {
  const rows = await sql<Row[]>`
    (select e.happening_id as id, e.type, e.actor_kind, u.name, e.at, coalesce(h.payload, '{}') as payload,
      'applied' as status, null as refusal, null as before_type, null as before_kind, null as before_name,
      null::timestamptz as before_at, e.seq as event_seq, e.from_status, e.to_status, e.outcome
    from order_events e
      left join users u on u.id = e.user_id
      left join happenings h on h.order_id = e.order_id and h.id = e.happening_id
    where e.order_id = ${orderId}
    order by e.seq desc limit ${ENTRIES_MAX + 1})
    union all
    (${happeningRows(sql)}
    where h.order_id = ${orderId} and h.status <> 'applied'
    order by h.seq desc limit ${ENTRIES_MAX + 1})`
  const events = rows.filter(({ eventSeq }) => eventSeq !== null)
  events.sort((a, b) => (b.eventSeq ?? 0) - (a.eventSeq ?? 0))
  const others = rows.filter(({ eventSeq }) => eventSeq === null)
  const entries = newestFirst(events.map(toEntry), others.map(toEntry))
  return { entries: entries.slice(0, ENTRIES_MAX), cut: entries.length > ENTRIES_MAX }
}

/**
 * What was applied stands in the order in which it was, whenever it was told; the rest between by its time.
 * @param events newest first
 */
function newestFirst(events: readonly Entry[], others: readonly Entry[]): Entry[] {
  let passed = 0
  const placed = events.toReversed().map((entry) => {
    passed = Math.max(passed, entry.at.getTime())
    return { entry, time: passed }
  })
  const rest = others.toReversed().map((entry) => ({ entry, time: entry.at.getTime() }))
  const oldestFirst = [...placed, ...rest].sort((a, b) => a.time - b.time)
  return oldestFirst.toReversed().map(({ entry }) => entry)
}

interface Row {
  id: string
  type: HappeningType
  actorKind: Who['kind']
  name: string | null
  at: Date
  payload: Entry['payload']
  status: Entry['state']
  refusal: Record<string, unknown> | null
  beforeType: HappeningType | null
  beforeKind: Who['kind'] | null
  beforeName: string | null
  beforeAt: Date | null
  /** Null: it was not applied. */
  eventSeq: number | null
  fromStatus: Status | null
  toStatus: Status | null
  outcome: Outcome | null
}

const happeningRows = (sql: Sql) => sql`
  select h.id, h.type, h.actor_kind, u.name, h.at, h.payload, h.status, h.refusal, e.type as before_type,
    e.actor_kind as before_kind, eu.name as before_name, e.at as before_at, null::int as event_seq,
    null as from_status, null as to_status, null::jsonb as outcome
  from happenings h
    left join users u on u.id = h.user_id
    left join order_events e on e.order_id = h.order_id and e.seq = (h.refusal->>'eventSeq')::int
    left join users eu on eu.id = e.user_id`

/** One happening with its answer, as far as there is one; the order by its id or by the query that finds it. */
export async function findHappening(
  sql: Sql,
  orderId: number | postgres.PendingQuery<postgres.Row[]>,
  id: string,
): Promise<Entry | null> {
  const [row] = await sql<Row[]>`
    ${happeningRows(sql)} where h.order_id = ${orderId} and h.id = ${id}`
  return row ? toEntry(row) : null
}

function toEntry(row: Row): Entry {
  const { id, type, actorKind, name, at, payload, status, fromStatus, toStatus, outcome } = row
  return {
    id,
    type,
    who: { kind: actorKind, name },
    at,
    payload,
    state: status,
    event: toStatus === null ? null : { fromStatus, toStatus, outcome: outcome ?? {} },
    refusal: refusalOf(row),
  }
}

const strings = (value: unknown) =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []

function refusalOf(row: Row): RefusalTold | null {
  const { refusal, beforeType, beforeKind, beforeName, beforeAt } = row
  if (refusal === null) return null
  const before =
    beforeType && beforeKind && beforeAt
      ? { type: beforeType, who: { kind: beforeKind, name: beforeName }, at: beforeAt }
      : null
  return {
    code: String(refusal.code),
    lines: strings(refusal.lines),
    fields: strings(refusal.fields),
    errorId: typeof refusal.errorId === 'string' ? refusal.errorId : null,
    before,
  }
}
