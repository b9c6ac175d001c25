import { deadlineId } from '../deadlines.ts'
import type { OrderState } from '../order.ts'
import { foldStanding, standingDifferences } from '../standing.ts'
import { amountIn } from './amount.ts'
import { type Finding, shown } from './difference.ts'
import type { EventSeen, OrderBook } from './order-book.ts'

/** The events of an order stand in one line: none missing, each going on where the one before ended, up to the row. */
export function checkEvents({ web, row, events, happenings }: OrderBook): Finding[] {
  if (row === null) return events.length === 0 && !web?.recordedAt ? [] : [missing('row_missing', 'orders')]
  const last = events.at(-1)
  if (last === undefined) return [missing('event_missing', 'event 1')]
  const { state } = row
  const found: Finding[] = [...line(events)]
  if (last.toStatus !== state.status) found.push(rowDiffers('status', last.toStatus, state.status))
  if (last.version !== state.version) found.push(rowDiffers('version', last.version, state.version))
  if (web && web.recordedAt === null) found.push(rowDiffers('recorded_at', 'set', null))
  const answered = new Set([
    ...events.map(({ happeningId }) => happeningId),
    ...happenings.map(({ id }) => id),
  ])
  return [...found, ...broken(events), ...unfolded(events, state, answered)]
}

const broken = (events: readonly EventSeen[]): Finding[] =>
  events.flatMap(({ seq, isChained }) =>
    isChained === false
      ? [{ code: 'chain_broken', about: `event ${seq}`, expected: 'its hash', found: 'another one' }]
      : [],
  )

const amounts = ['total', 'paymentAmount']

/** With the last event. */
const comparedElsewhere = ['status', 'version']

/** Only where all that changed is kept: an order from before that can't be put together from its events. */
function unfolded(events: readonly EventSeen[], state: OrderState, answered: ReadonlySet<string>): Finding[] {
  const changes = events.flatMap((event) => event.changes ?? [])
  const worth = amountIn(state.currency)
  const inWords = (field: string, value: unknown) =>
    amounts.includes(field) && typeof value === 'number' ? worth(value) : value
  if (changes.length < events.length) return []
  const folded = foldStanding(changes)
  const others = standingDifferences(folded, state)
    .filter(({ field }) => !comparedElsewhere.includes(field))
    .map(({ field, events: expected, row }) =>
      rowDiffers(field, inWords(field, expected), inWords(field, row)),
    )
  // One that was answered before may be taken off the row without an event; another may not.
  const standing = new Set(state.deadlines.map(deadlineId))
  const gone = (folded.deadlines ?? [])
    .map(({ kind, at }) => deadlineId({ kind, at: new Date(at) }))
    .filter((id) => !standing.has(id) && !answered.has(id))
  return [...others, ...gone.map((id) => rowDiffers('deadlines', id, null))]
}

const missing = (code: 'row_missing' | 'event_missing', about: string): Finding => ({
  code,
  about,
  expected: '1',
  found: '0',
})

export const rowDiffers = (field: string, expected: unknown, found: unknown): Finding => ({
  code: 'row_differs',
  about: field,
  expected: shown(expected),
  found: shown(found),
})

interface Step {
  seq: number
  fromStatus: string | null
  toStatus: string
  version: number
}

/** Numbered from 1 without a gap, each from where the one before led; the version grows by one or stays. */
export function line(events: readonly Step[], firstFrom: string | null = null): Finding[] {
  const found: Finding[] = []
  let before: Pick<Step, 'seq' | 'toStatus' | 'version'> = { seq: 0, toStatus: firstFrom ?? '', version: 0 }
  for (const event of events) {
    for (let seq = before.seq + 1; seq < event.seq && found.length < LISTED_MAX; seq++) {
      found.push(missing('event_missing', `event ${seq}`))
    }
    const isNext = event.seq === before.seq + 1
    const from = before.seq === 0 ? firstFrom : before.toStatus
    const out = (expected: unknown, is: unknown) =>
      found.push({
        code: 'event_out_of_line',
        about: `event ${event.seq}`,
        expected: shown(expected),
        found: shown(is),
      })
    if (isNext && event.fromStatus !== from) out(from, event.fromStatus)
    const grows = event.version - before.version
    if (isNext && grows !== 1 && (grows !== 0 || before.seq === 0))
      out(`version ${before.version + 1}`, `version ${event.version}`)
    before = event
  }
  return found
}

const LISTED_MAX = 20

/** What the row says beside its state follows from that. */
export function checkRow({ row, sale, happenings }: OrderBook, due: Date | null): Finding[] {
  if (row === null) return []
  const [next] = row.state.deadlines
  // A deadline that failed is taken off the row alone.
  const isTakenOff = happenings.some(({ status }) => status === 'failed')
  const pairs: [string, unknown, unknown][] = [
    ['deadline', next ? deadlineId(next) : null, deadlineOf(row)],
    ['capture_before', iso(row.state.money?.captureBefore ?? null), iso(row.captureBefore)],
    ['sale_number', sale?.number ?? null, row.saleNumber],
    ...(isTakenOff ? [] : [['due_at', iso(due), iso(row.dueAt)] as [string, unknown, unknown]]),
  ]
  return pairs.flatMap(([field, expected, found]) =>
    expected === found ? [] : [rowDiffers(field, expected, found)],
  )
}

const iso = (at: Date | string | null) => (at === null ? null : new Date(at).toISOString())

const deadlineOf = ({ deadlineKind, deadlineAt }: NonNullable<OrderBook['row']>) =>
  deadlineKind && deadlineAt ? `${deadlineKind}:${deadlineAt.toISOString()}` : null
