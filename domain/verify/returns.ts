import type { Finding } from './difference.ts'
import { line } from './events.ts'
import type { OrderBook, ReturnBook } from './order-book.ts'

const WAITING_MS = 60_000

/** A return's events stand in one line up to its row, and its inbox agrees with them. */
export function checkReturns({ returns }: OrderBook, now: Date): Finding[] {
  return returns.flatMap((one) =>
    checkReturn(one, now).map((finding) => ({ ...finding, about: `return ${one.n}, ${finding.about}` })),
  )
}

function checkReturn({ status, version, events, happenings }: ReturnBook, now: Date): Finding[] {
  const recorded = new Set(events.map(({ happeningId }) => happeningId))
  const inbox = new Map(happenings.map((one) => [one.id, one.status]))
  const last = events.at(-1)
  const found = line(events)
  const say = (code: Finding['code'], about: string, expected: string, is: string) =>
    found.push({ code, about, expected, found: is })
  if (last === undefined) say('event_missing', 'event 1', '1', '0')
  else {
    if (last.toStatus !== status) say('row_differs', 'status', last.toStatus, status)
    if (last.version !== version) say('row_differs', 'version', String(last.version), String(version))
  }
  for (const { id, status: answer, at } of happenings) {
    if (answer === 'applied' && !recorded.has(id)) say('happening_without_event', id, 'event', '–')
    if (answer === 'waiting' && !recorded.has(id) && now.getTime() - at.getTime() > WAITING_MS)
      say('happening_waiting', id, 'answer', `waiting since ${at.toISOString()}`)
  }
  for (const { happeningId, seq } of events) {
    const answer = inbox.get(happeningId)
    if (answer !== undefined && answer !== 'applied')
      say('event_without_answer', `event ${seq}, ${happeningId}`, 'applied', answer)
  }
  return found
}
