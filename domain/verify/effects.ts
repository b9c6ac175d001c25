import type { Finding } from './difference.ts'
import type { EffectSeen, OrderBook, ReturnBook } from './order-book.ts'

/** By then the workflow or the sweep has been at it. */
const FORGOTTEN_MS = 10 * 60_000

/** Each effect is one that its event asked for, is carried out, and left what it was for. */
export function checkEffects(book: OrderBook, now: Date): Finding[] {
  const { events, happenings, effects, papers, told, returns } = book
  const brought = [...events.map(({ happeningId }) => happeningId), ...happenings.map(({ id }) => id)]
  const asked = new Map(events.map(({ seq, happeningId }) => [seq, happeningId]))
  const made = new Set(papers)
  const found: Finding[] = []
  for (const effect of effects) {
    const { key, seq, kind, status } = effect
    const event = asked.get(seq)
    if (event === undefined || !key.endsWith(`:${kind}:${event}`))
      found.push({
        code: 'effect_without_event',
        about: key,
        expected: `event ${seq}`,
        found: event ?? '–',
      })
    if ((status === 'done' || status === 'failed') && !brought.some((id) => id.startsWith(`${key}:`)))
      found.push({ code: 'event_missing', about: `what came of ${key}`, expected: 'event', found: '–' })
    if (kind === 'receipt' && status === 'done' && !made.has(key))
      found.push({ code: 'document_missing', about: key, expected: 'document', found: '–' })
    if (status === 'open' && isForgotten(effect, now))
      found.push({ code: 'effect_forgotten', about: key, expected: 'carried out', found: 'open' })
  }
  for (const { what, seq } of told) {
    if (!asked.has(seq))
      found.push({ code: 'outbox_orphan', about: `${what} of event ${seq}`, expected: 'event', found: '–' })
  }
  return [...found, ...returns.flatMap((one) => checkReceipt(one, now))]
}

/** Goods that went out in exchange have their receipt soon after. */
function checkReceipt({ n, exchange }: ReturnBook, now: Date): Finding[] {
  if (exchange?.status !== 'finished' || exchange.hasReceipt) return []
  if (exchange.endedAt !== null && now.getTime() - exchange.endedAt <= FORGOTTEN_MS) return []
  const about = `return ${n}, sale ${exchange.number}`
  return [{ code: 'document_missing', about, expected: 'document', found: '–' }]
}

/** Nobody began it, or who did died; one that is tried in vain is known. */
function isForgotten(
  { createdAt, notBefore, leaseUntil, startedAt, attempts }: EffectSeen,
  now: Date,
): boolean {
  const past = (at: Date | null) => at !== null && now.getTime() - at.getTime() > FORGOTTEN_MS
  if (leaseUntil !== null) return past(leaseUntil)
  return startedAt === null && attempts === 0 && past(createdAt) && (notBefore === null || past(notBefore))
}
