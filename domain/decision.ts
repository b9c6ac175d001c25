import type { NotNow } from './lifecycle.ts'
import type { Change } from './order.ts'

export type RefusalCode =
  | NotNow
  | 'stale'
  | 'too_early'
  | 'unknown_customer'
  | 'unknown_product'
  | 'unknown_line'
  | 'not_matched'
  | 'amount'
  | 'not_last_step'
  | 'undo_over'
  | 'date_passed'
  | 'no_provider'
  | 'payment_pending'
  | 'payment_under_way'
  | 'has_returns'
  | 'incomplete'

/** Nothing changed; `lines` names the order's lines that stand in the way, `fields` what was not filled in. */
export interface Refusal {
  code: RefusalCode
  lines?: string[]
  fields?: string[]
}

export type Decision = { refused: Refusal } | { change: Change }
