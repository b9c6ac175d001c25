import type { OpeningCalendar } from './business-time.ts'
import type { RejectReason } from './happening.ts'
import { isLanguage, type Language, type LetterKind } from './letters.ts'
import type { Fulfilment, Status } from './status.ts'
import type { PaymentStatus } from './web-order.ts'

/** An order as a letter about it needs it; amounts in minor units of `currency`. */
export interface LetterOrder {
  source: string
  number: string
  status: Status
  fulfilment: Fulfilment | null
  placedAt: Date | null
  /** "2026-03-05" */
  readyBy: string | null
  holdUntil: Date | null
  respondBy: Date | null
  rejectReason: RejectReason | null
  carrier: string | null
  trackingNumber: string | null
  currency: string
  total: number | null
  paymentStatus: PaymentStatus | null
  /** What went back by the step that asked for the letter; absent: nothing did. */
  refund?: number | null
  customer: { firstName: string | null; lastName: string | null; email: string | null }
  /** What the order itself says; either may be anything. */
  askedLanguage: string | null
  country: string | null
  lines: { description: string; quantity: number; net: number }[]
  store: LetterStore
}

export interface LetterStore {
  code: string
  name: string
  address: string | null
  email: string | null
  language: Language
  calendar: OpeningCalendar
}

/** Where one language will do for everybody. Belgium, Switzerland and Canada are not in the list. */
const spokenIn: Record<string, Language> = {
  KR: 'ko',
  NL: 'nl',
  SR: 'nl',
  FR: 'fr',
  MC: 'fr',
  US: 'en',
  GB: 'en',
  IE: 'en',
  AU: 'en',
  NZ: 'en',
}

/** The order's own, else its country's, else the store's. */
export function languageOf({ askedLanguage, country, store }: LetterOrder): Language {
  const asked = askedLanguage?.trim().toLowerCase().split(/[-_]/)[0]
  if (isLanguage(asked)) return asked
  return spokenIn[country?.trim().toUpperCase() ?? ''] ?? store.language
}

const unanswered: readonly Status[] = [
  'customer_id_required',
  'product_match_failed',
  'sale_processing_failed',
  'new',
]

/** The statuses in which a letter still says what is so; a kind that is not here does whatever the order has come to. */
export const statusesTold: Partial<Record<LetterKind, readonly Status[]>> = {
  taken_on: ['in_process'],
  ready: ['ready_for_pickup'],
  new_day: ['in_process'],
  reminder: ['ready_for_pickup'],
  released: ['rejected'],
  rejected: ['rejected'],
  shipped: ['shipped', 'completed'],
  answer_due: unanswered,
  answer_missed: [...unanswered, 'rejected'],
  hold_ended: ['ready_for_pickup'],
}

/** The order has moved on: what the letter would say is not so any more, or comes too late. */
export function isOutdated(
  kind: LetterKind,
  { status, holdUntil, respondBy }: Pick<LetterOrder, 'status' | 'holdUntil' | 'respondBy'>,
  now: Date,
): boolean {
  if (statusesTold[kind]?.includes(status) === false) return true
  if (kind === 'reminder') return holdUntil !== null && holdUntil <= now
  if (kind === 'hold_ended') return holdUntil !== null && holdUntil > now
  if (kind === 'answer_due') return respondBy !== null && respondBy <= now
  return false
}
