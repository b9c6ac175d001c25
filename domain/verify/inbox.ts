import type { HappeningType } from '../happening.ts'
import type { Finding } from './difference.ts'
import type { OrderBook } from './order-book.ts'

const WAITING_MS = 60_000
/** The sweep starts an order again after 10 s, 20 s, 40 s: by then somebody should have recorded it, or counted why not. */
const STARTS_MAX = 4

/** These are told to an order by way of its inbox alone; what effects and clocks bring is not. */
const fromInbox: readonly HappeningType[] = [
  'cancellation',
  'contentChanged',
  'rulesChanged',
  'paymentNotice',
  'returnRefund',
]

/** What came was recorded, and what was recorded came: each once. */
export function checkInbox(book: OrderBook, now: Date, relayIsBusy: boolean): Finding[] {
  const { web, row, events, happenings } = book
  if (web === null) return orphans(book)
  const recorded = new Set(events.map(({ happeningId }) => happeningId))
  const inbox = new Map(happenings.map((one) => [one.id, one]))
  const found: Finding[] = []
  if (isLost(book, now, relayIsBusy)) found.push(one('order_not_recorded', web.number, 'status', null))
  if (row !== null && !web.hasContent) found.push(one('order_without_content', web.number, 'content', null))
  for (const { id, status, at, answeredAt } of happenings) {
    // While it had no status what came was only noted.
    const wasEarly = answeredAt !== null && (web.recordedAt === null || answeredAt <= web.recordedAt)
    if (status === 'applied' && !recorded.has(id) && !wasEarly)
      found.push(one('happening_without_event', id, 'event', null))
    if (
      status === 'waiting' &&
      web.hasContent &&
      now.getTime() - at.getTime() > WAITING_MS &&
      !recorded.has(id)
    )
      found.push(one('happening_waiting', id, 'answer', `waiting since ${at.toISOString()}`))
  }
  for (const { happeningId: id, type, seq, actorKind } of events) {
    const answer = inbox.get(id)?.status
    const about = `event ${seq}, ${id}`
    if (answer !== undefined && answer !== 'applied')
      found.push(one('event_without_answer', about, 'applied', answer))
    if (answer === undefined && (actorKind === 'staff' || fromInbox.includes(type)))
      found.push(one('event_without_happening', about, 'happening', null))
  }
  return found
}

/** On disk, and nobody records it: not the backlog of a flood, nor one whose failures are counted. */
function isLost({ web, row }: OrderBook, now: Date, relayIsBusy: boolean): boolean {
  if (web === null || row !== null || web.recordedAt !== null || !web.hasContent || web.attempts > 0)
    return false
  if (web.isAwaited || (web.dueAt !== null && now.getTime() - web.dueAt.getTime() < WAITING_MS)) return false
  if (now.getTime() - web.receivedAt.getTime() < WAITING_MS) return false
  return web.startedAt === null ? !relayIsBusy : web.starts >= STARTS_MAX
}

/** Of an order that nobody ever sent. */
function orphans({ row, events, happenings, effects }: OrderBook): Finding[] {
  const there = [
    ...happenings.map(({ id }) => ['happening', id] as const),
    ...events.map(({ seq }) => ['event', String(seq)] as const),
    ...effects.map(({ key }) => ['effect', key] as const),
    ...(row ? [['row', row.state.status] as const] : []),
  ]
  return there.map(([what, id]) =>
    one(what === 'happening' ? 'happening_orphan' : 'order_without_content', `${what} ${id}`, 'order', null),
  )
}

const one = (code: Finding['code'], about: string, expected: string, found: string | null): Finding => ({
  code,
  about,
  expected,
  found: found ?? '–',
})
