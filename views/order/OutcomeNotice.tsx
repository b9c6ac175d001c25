import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import type { Outcoming, RefusalTold, Who } from './details.ts'

/** Says what became of what the person just did. */
export function OutcomeNotice({ outcome, timeZone }: { outcome: Outcoming; timeZone: string }) {
  const words = useWords()
  const { t } = words
  switch (outcome.state) {
    case 'applied':
      return (
        <p class="notice" data-tone="ok" role="status" id="outcome">
          {t(`done.${outcome.action}`)}
        </p>
      )
    case 'waiting':
      return (
        <p class="notice" data-tone="soon" role="status" id="outcome">
          {t('outcome.waiting')}
        </p>
      )
    case 'refused':
    case 'failed':
      return (
        <p class="notice" data-tone="late" role="alert" id="outcome">
          {refusalInWords(words, outcome.refusal, timeZone)}
        </p>
      )
  }
}

export function whoInWords({ t }: Words, { kind, name }: Who): string {
  return kind === 'staff' ? (name ?? t('who.former')) : t(`who.${kind}`)
}

/** Who did what in between and when, where that is the reason; else the reason itself. Nothing changed either way. */
export function refusalInWords(words: Words, refusal: RefusalTold | null, timeZone: string): string {
  const { t, time, list } = words
  if (refusal?.errorId) return t('outcome.failed', { errorId: refusal.errorId })
  if (refusal?.before) {
    const { type, who, at } = refusal.before
    return t(`refusedBy.${type}`, { who: whoInWords(words, who), time: time(at, timeZone) })
  }
  switch (refusal?.code) {
    case 'not_matched':
      return t('refused.not_matched', { lines: list(refusal.lines), count: refusal.lines.length })
    case 'incomplete':
      return t('refused.incomplete')
    case 'wrong_status':
    case 'wrong_fulfilment':
    case 'closed':
    case 'stale':
    case 'too_early':
    case 'unknown_customer':
    case 'unknown_product':
    case 'unknown_line':
    case 'amount':
      return t(`refused.${refusal.code}`)
    default:
      return t('refused.other')
  }
}
