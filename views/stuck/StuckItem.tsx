import { callbackTroubles } from '../../domain/callbacks.ts'
import { happeningTypes, staffActions } from '../../domain/happening.ts'
import { letterKinds, letterTroubles, serverTroubles } from '../../domain/letters.ts'
import { deedsOf, REASON_MAX, type StuckDeed, type StuckRow } from '../../domain/stuck.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import { fieldId } from './StuckPage.tsx'
import type { RefusedDeed, StuckShown } from './stuck.ts'

interface StuckItemProps {
  row: StuckRow
  stuck: StuckShown
  refused: RefusedDeed | null
}

/** One thing that is stuck: whose it is, since when, its last error, when it is tried next, and what can be done. */
export function StuckItem({ row, stuck: { timeZone, now }, refused }: StuckItemProps) {
  const words = useWords()
  const { t } = words
  const { kind, key, source, number, since, tries, errorId, nextTry } = row
  const trouble = troubleOf(words, row)
  return (
    <li>
      <p>
        {source !== null && number !== null && <a href={paths.order({ source, number })}>{number}</a>}{' '}
        {aboutOf(words, row)}{' '}
        <span class="tag" data-tone="late">
          <time datetime={since.toISOString()} title={words.dateTime(since, timeZone)}>
            {t('stuck.since', { age: words.age(since, now) })}
          </time>
        </span>
      </p>
      <p class="muted">
        {tries !== null && tries > 0 && t('stuck.tries', { count: tries })} {trouble}{' '}
        {errorId !== null && (
          <>
            {t('stuck.error')} <code>{errorId}</code>.
          </>
        )}{' '}
        {nextTry !== null && t('stuck.next', { at: words.second(nextTry, timeZone) })}
      </p>
      <div class="deeds">
        {deedsOf(kind, row.state, row.detail).map((deed) => (
          <Deed row={row} deed={deed} refused={refusedHere(refused, kind, key, deed)} />
        ))}
      </div>
    </li>
  )
}

const refusedHere = (refused: RefusedDeed | null, kind: string, key: string, deed: StuckDeed) =>
  refused && refused.kind === kind && refused.key === key && refused.deed === deed ? refused : null

interface DeedProps {
  row: StuckRow
  deed: StuckDeed
  refused: RefusedDeed | null
}

function Deed({ row: { kind, key, number }, deed, refused }: DeedProps) {
  const { t } = useWords()
  const id = fieldId({ kind, key, deed })
  const form = (
    <form id={`form-${id}`} method="post" action={paths.stuckDeed(deed)}>
      <input type="hidden" name="kind" value={kind} />
      <input type="hidden" name="key" value={key} />
      {deed !== 'try_now' && (
        <div class="field">
          <label for={id}>{t(`stuck.reason.${deed}`)}</label>
          <input
            id={id}
            name="reason"
            type="text"
            maxlength={REASON_MAX}
            value={refused?.reason ?? ''}
            autocomplete="off"
            aria-required="true"
            aria-invalid={refused ? 'true' : undefined}
          />
        </div>
      )}
      <button type="submit">
        {t(`stuck.deed.${deed}`)}
        {number !== null && <span class="visually-hidden"> {number}</span>}
      </button>
    </form>
  )
  if (deed === 'try_now') return form
  return (
    <details open={refused !== null} id={`more-${id}`}>
      <summary>{t(`stuck.deed.${deed}`)}…</summary>
      {form}
    </details>
  )
}

/** What of its kind it is. */
function aboutOf({ t, list }: Words, { kind, source, detail, key }: StuckRow): string {
  switch (kind) {
    case 'happening':
    case 'happeningFailed': {
      const wanted = staffActions.find((action) => action === detail)
      if (wanted) return t('timeline.wanted', { who: t('stuck.somebody'), action: t(`action.${wanted}`) })
      const type = happeningTypes.find((one) => one === detail)
      return type ? t(`timeline.${type}`, { who: t('stuck.somebody') }) : (detail ?? '')
    }
    case 'callback':
      return t('stuck.about.callback', { source: source ?? '', count: Number(detail) })
    case 'letter': {
      const letter = letterKinds.find((one) => one === detail)
      return letter ? t(`letter.kind.${letter}`) : ''
    }
    case 'source':
      if (detail === 'sealed') return t('stuck.about.sealed', { source: source ?? '' })
      return t('stuck.about.source', {
        source: source ?? '',
        count: Math.max(1, Math.round(Number(detail) / 3600)),
      })
    case 'effect':
      return t(`stuck.effect.${effectOf(detail)}`)
    case 'money':
      return t(detail === 'unknown' ? 'stuck.about.unknown' : 'stuck.about.refund')
    case 'workflow':
      return list([key])
    default:
      return ''
  }
}

const effectOf = (detail: string | null) =>
  (['capture', 'release', 'refund', 'lookUp'] as const).find((one) => one === detail) ?? 'receipt'

/** Why the last try failed, in words where there are any. */
function troubleOf({ t }: Words, { kind, trouble }: StuckRow): string {
  if (trouble === null) return ''
  if (kind === 'callback' || kind === 'callbackGivenUp') {
    const known = callbackTroubles.find((one) => one === trouble)
    return known ? t(`callback.trouble.${known}`) : t('callback.answered', { status: trouble })
  }
  if (kind === 'letter') {
    const known = letterTroubles.find((one) => one === trouble)
    if (known) return t(`letter.trouble.${known}`)
  }
  if (kind === 'mail') {
    const known = serverTroubles.find((one) => one === trouble)
    if (known) return t(`mail.trouble.${known}`)
  }
  return t('stuck.trouble', { trouble })
}
