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
  | 'hold_shorter'
  | 'no_provider'
  | 'payment_pending'
  | 'payment_under_way'
  | 'nothing_to_give_back'
  | 'given_otherwise'
  | 'has_returns'
  | 'gift_card_number'
  | 'gift_card_known'
  | 'gift_cards_all_sold'
  | 'gift_card_amount'
  | 'unknown_gift_card'
  | 'price_of_gift_card'
  | 'price_amount'
  | 'price_same'
  | 'price_below_discount'
  | 'price_above_reserved'
  | 'price_taken'
  | 'agreed_later'
  | 'incomplete'

/** Nothing changed; `lines` names the order's lines that stand in the way, `fields` what was not filled in. */
export interface Refusal {
  code: RefusalCode
  lines?: string[]
  fields?: string[]
}

export type Decision = { refused: Refusal } | { change: Change }
