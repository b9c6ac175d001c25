import { type Status, statuses } from '../../domain/status.ts'
import type { QueueFilter } from '../../views/paths.ts'

/** OFFSET reads and throws away what comes before; beyond this a narrower search finds things sooner. */
export const LAST_PAGE = 200
const SEARCH_MAX = 200
const WORDS_MAX = 8

/** What a query string asks of the queue; what it may not ask falls back to the plain queue. */
export function readFilter(query: Record<string, string>): QueueFilter {
  const page = Number(query.page)
  return {
    status: statuses.find((status): status is Status => status === query.status) ?? null,
    q: plain(query.q).slice(0, SEARCH_MAX),
    store: plain(query.store) || null,
    source: plain(query.source) || null,
    page: Number.isInteger(page) && page > 1 ? Math.min(page, LAST_PAGE) : 1,
  }
}

/** PostgreSQL keeps no NUL. */
const plain = (text: string | undefined) => (text ?? '').replaceAll('\0', '').trim()

/** The words that must all be there, or, for something like "(503) 555-0151", a LIKE pattern of its digits. */
export function searchPatterns(q: string): { words: string[]; digits: string | null } {
  const isPhone = /^\+?[\d\s()./-]{5,}$/.test(q)
  const digits = isPhone ? q.replace(/\D/g, '') : ''
  return {
    words: q.split(/\s+/).filter(Boolean).slice(0, WORDS_MAX),
    digits: digits.length > 4 ? `%${digits}%` : null,
  }
}
