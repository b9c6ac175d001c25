import { returnActions } from '../../domain/returns/happening.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import type { ReturnDetails, ReturnEntry } from './details.ts'
import { ReturnTag } from './ReturnTag.tsx'

/** Says what became of what the person just did. */
export function ReturnOutcome({ outcome }: { outcome: ReturnEntry }) {
  const words = useWords()
  const { state, type } = outcome
  const action = returnActions.find((one) => one === type)
  const of = outcome.id.replace(/^staff:/, '')
  if (state === 'waiting') return <Notice tone="soon" of={of} text={words.t('outcome.waiting')} />
  if (state === 'applied') {
    return action ? <Notice tone="ok" of={of} text={words.t(`returns.told.${action}`)} /> : null
  }
  return <Notice tone="late" of={of} text={refusalInWords(words, outcome)} />
}

/** @param of the click that it answers */
function Notice({ tone, of, text }: { tone: 'ok' | 'soon' | 'late'; of: string; text: string }) {
  return (
    <p class="notice" data-tone={tone} role={tone === 'late' ? 'alert' : 'status'} id="outcome" data-of={of}>
      {text}
    </p>
  )
}

const codes = [
  'wrong_status',
  'ended',
  'stale',
  'unknown_line',
  'too_many',
  'nothing',
  'amount',
  'shipping',
  'method',
  'payment',
  'money_unknown',
  'shelf',
  'bin',
  'exchanged',
  'too_many_lines',
  'tax_rate',
  'unknown_product',
  'gift_card',
  'price',
  'price_changed',
  'short',
] as const

function refusalInWords({ t }: Words, { refusal }: ReturnEntry): string {
  if (refusal?.errorId) return t('returns.failed', { errorId: refusal.errorId })
  const code = codes.find((one) => one === refusal?.code)
  return t(`returns.refused.${code ?? 'other'}`, { line: refusal?.line ?? '', left: refusal?.left ?? 0 })
}

/** What befell the return, newest first. */
export function ReturnStory({ details }: { details: ReturnDetails }) {
  const words = useWords()
  return (
    <section class="panel" aria-labelledby="return-story">
      <h2 id="return-story">{words.t('returns.story')}</h2>
      <ol class="timeline">
        {details.timeline.map((entry) => (
          <li data-state={entry.state}>
            <p>
              <time datetime={entry.at.toISOString()}>{words.dateTime(entry.at, details.timeZone)}</time>{' '}
              {sentence(words, entry, details)}{' '}
              {entry.event && entry.event.fromStatus !== entry.event.toStatus && (
                <ReturnTag status={entry.event.toStatus} />
              )}
              {entry.state !== 'applied' && (
                <span class="tag" data-tone={entry.state === 'waiting' ? 'soon' : 'late'}>
                  {words.t(`returns.state.${entry.state}`)}
                </span>
              )}
            </p>
            <Told entry={entry} details={details} />
          </li>
        ))}
      </ol>
    </section>
  )
}

function sentence(
  words: Words,
  { type, who, state, event }: ReturnEntry,
  { currency }: ReturnDetails,
): string {
  const { t, money } = words
  const name = who.kind === 'staff' ? (who.name ?? t('who.former')) : t(`who.${who.kind}`)
  const action = state === 'applied' ? undefined : returnActions.find((one) => one === type)
  if (action) return t('returns.wanted', { who: name, action: t(`returns.action.${action}`) })
  const { amount, changed, setOff, sale, settled } = event?.outcome ?? {}
  const inMoney = (sum: unknown) => (typeof sum === 'number' ? money(sum, currency) : '')
  const refunded = typeof settled === 'number' ? 'refundSettled' : changed === true ? 'refundChanged' : type
  const told = type === 'refund' ? refunded : type
  return t(`returns.event.${told}`, {
    who: name,
    amount: inMoney(amount),
    setOff: inMoney(setOff),
    settled: inMoney(settled),
    sale: typeof sale === 'string' ? sale : '',
  })
}

const written = ['comment', 'text', 'reason'] as const

/** What somebody wrote, and what became of the pieces. */
function Told({ entry, details }: { entry: ReturnEntry; details: ReturnDetails }) {
  const words = useWords()
  const { changed, settle } = entry.payload
  const reasonOf = (why: unknown) =>
    typeof why === 'object' && why !== null && 'reason' in why ? why.reason : null
  const texts = [
    ...written.map((name) => (entry.type === 'opened' && name === 'reason' ? null : entry.payload[name])),
    reasonOf(changed),
    reasonOf(settle),
  ]
  const said = texts.filter((text): text is string => typeof text === 'string' && text !== '')
  const counts = countsInWords(words, entry, details)
  if (said.length + counts.length === 0) return null
  return (
    <>
      {counts.map((text) => (
        <p class="muted">{text}</p>
      ))}
      {said.map((text) => (
        <p class="written">{text}</p>
      ))}
    </>
  )
}

const names = ['sellable', 'defective', 'toInspect'] as const

function countsInWords({ t, list }: Words, { event }: ReturnEntry, { lines }: ReturnDetails): string[] {
  const told = event?.outcome.lines
  if (!Array.isArray(told)) return []
  return told.flatMap((one: Record<string, unknown>) => {
    const counts = names.flatMap((name) => {
      const count = one[name]
      return typeof count === 'number' && count > 0 ? [t(`returns.count.${name}`, { count })] : []
    })
    const description = lines.find(({ line }) => line === one.line)?.description || t('unknown')
    return counts.length > 0 ? [t('returns.dispositions', { description, counts: list(counts) })] : []
  })
}
