import type { HappeningType } from '../../domain/happening.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import type { Entry, Outcoming, RefusalTold, Who } from './details.ts'

/** Says what became of what the person just did. */
export function OutcomeNotice({ outcome, timeZone }: { outcome: Outcoming; timeZone: string }) {
  const words = useWords()
  const { t } = words
  switch (outcome.state) {
    case 'applied':
      return (
        <p role="status" id="outcome" tabindex={-1} data-of={outcome.actionId}>
          {outcome.isNotBought ? t('done.notBought') : t(`done.${outcome.action}`)}
        </p>
      )
    case 'waiting':
      return (
        <p
          class="notice"
          data-tone="soon"
          role="status"
          id="outcome"
          tabindex={-1}
          data-of={outcome.actionId}
        >
          {t('outcome.waiting')}
        </p>
      )
    case 'refused':
    case 'failed':
      return (
        <p class="notice" data-tone="late" role="alert" id="outcome" tabindex={-1} data-of={outcome.actionId}>
          {refusalInWords(words, outcome, timeZone)}
        </p>
      )
  }
}

export function whoInWords({ t }: Words, { kind, name }: Who): string {
  return kind === 'staff' ? (name ?? t('who.former')) : t(`who.${kind}`)
}

/** Whether it ends a reservation that nobody bought; only reservations carry a resolution. */
export const isNotBought = ({ type, payload }: Pick<Entry, 'type' | 'payload'>): boolean =>
  type === 'complete' && payload.resolution === 'not_bought'

/** Here somebody else was faster; elsewhere the reason lies in what was asked for. */
const overtaken = ['stale', 'wrong_status', 'closed']
const tellsNothing = [
  'received',
  'supplierAvailable',
  'comment',
  'answerReminder',
  'pickupReminder',
  'rulesChanged',
  'checkPayment',
  'askProvider',
  'captureEnds',
  'captured',
  'released',
  'refunded',
  'refundFailed',
  'moneyUnknown',
  'paymentNotice',
  'returnRefund',
  'receiptMade',
  'receiptFailed',
] as const
type Telling = Exclude<HappeningType, (typeof tellsNothing)[number]>

const isTelling = (type: HappeningType): type is Telling =>
  !(tellsNothing as readonly HappeningType[]).includes(type)

/** Who did what in between and when, where that is the reason; else the reason itself. Nothing changed either way. */
export function refusalInWords(
  words: Words,
  { refusal, at }: { refusal: RefusalTold | null; at: Date },
  timeZone: string,
): string {
  const { t, list } = words
  if (refusal?.errorId) return t('outcome.failed', { errorId: refusal.errorId })
  if (refusal?.before && overtaken.includes(refusal.code) && isTelling(refusal.before.type)) {
    const { type, who, at: before } = refusal.before
    return t(`refusedBy.${type}`, {
      who: whoInWords(words, who),
      time: clock(words, before, at, timeZone),
    })
  }
  switch (refusal?.code) {
    case 'not_matched':
      return t('refused.not_matched', { lines: list(refusal.lines), count: refusal.lines.length })
    case 'wrong_status':
    case 'wrong_fulfilment':
    case 'closed':
    case 'stale':
    case 'unknown_customer':
    case 'unknown_product':
    case 'unknown_line':
    case 'amount':
    case 'not_last_step':
    case 'undo_over':
    case 'date_passed':
    case 'hold_shorter':
    case 'incomplete':
    case 'payment_pending':
    case 'payment_under_way':
    case 'nothing_to_give_back':
    case 'given_otherwise':
    case 'has_returns':
    case 'gift_card_number':
    case 'gift_card_known':
    case 'gift_cards_all_sold':
    case 'gift_card_amount':
    case 'unknown_gift_card':
    case 'price_of_gift_card':
    case 'price_amount':
    case 'price_same':
    case 'price_below_discount':
    case 'price_above_reserved':
    case 'price_taken':
    case 'agreed_later':
    case 'no_provider':
    case 'given_up':
      return t(`refused.${refusal.code}`)
    default:
      return t('refused.other')
  }
}

const HALF_A_DAY_MS = 12 * 3_600_000

/** The time alone where it is of the same working day, else with its date. */
function clock({ time, dateTime }: Words, before: Date, at: Date, timeZone: string): string {
  const elapsed = at.getTime() - before.getTime()
  return elapsed < HALF_A_DAY_MS ? time(before, timeZone) : dateTime(before, timeZone)
}
