/** What can be found not to agree; each has its words, and what to do, in the locale files. */
export const differenceCodes = [
  // An order's row and its events.
  'order_without_content',
  'order_not_recorded',
  'row_missing',
  'row_differs',
  'event_missing',
  'event_out_of_line',
  'chain_broken',
  // Its inbox.
  'happening_orphan',
  'happening_without_event',
  'event_without_answer',
  'event_without_happening',
  'happening_waiting',
  // What the world was asked.
  'effect_without_event',
  'effect_forgotten',
  'document_missing',
  'outbox_orphan',
  // Goods.
  'allocation_differs',
  'returned_stock_differs',
  'level_differs',
  'bin_differs',
  // Sale and money.
  'sale_differs',
  'payment_without_event',
  'money_differs',
  'refund_too_high',
  'books_uneven',
  'gift_card_differs',
  'return_refund_differs',
  'number_missing',
  'number_series_differs',
  // The engine.
  'workflow_missing',
  'workflow_differs',
  'workflow_left_over',
  'workflow_without_order',
  'workflow_failing',
] as const
export type DifferenceCode = (typeof differenceCodes)[number]

/** What differs, in ids, codes and figures; never a person's name or words. */
export interface Finding {
  code: DifferenceCode
  /** Which part, "event 4", "PEDAL at main"; empty: the whole. */
  about: string
  expected: string
  found: string
}

export interface OrderName {
  id: number
  source: string
  number: string
}

export interface Difference extends Finding {
  /** Null: it is of no one order. */
  order: OrderName | null
}

/** What was not looked at, and why. */
export const skippedParts = ['engine_away', 'no_worker', 'silent', 'one_order'] as const
export type SkippedPart = (typeof skippedParts)[number]

/** What `--repair` may do; money, stock and events it never touches. */
export const repairs = ['started', 'told', 'woken', 'ended', 'lease_ended'] as const
export type Repair = (typeof repairs)[number]

const safe = {
  order_not_recorded: 'started',
  happening_waiting: 'told',
  effect_forgotten: 'woken',
  workflow_missing: 'woken',
  workflow_differs: 'woken',
  workflow_left_over: 'woken',
  workflow_without_order: 'ended',
} as const satisfies Partial<Record<DifferenceCode, Repair>>

/** Null: a person has to look. */
export const repairOf = (code: DifferenceCode): Repair | null =>
  code in safe ? safe[code as keyof typeof safe] : null

/** Figures, codes and times as one short text. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (value instanceof Date) return value.toISOString()
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text
}

const SHOWN_MAX = 300
