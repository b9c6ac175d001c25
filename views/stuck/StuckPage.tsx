import { type StuckKind, type StuckRow, stuckKinds } from '../../domain/stuck.ts'
import { useWords } from '../context.ts'
import { ErrorSummary } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { StuckItem } from './StuckItem.tsx'
import type { DecisionShown, RefusedDeed, StuckShown } from './stuck.ts'

interface StuckPageProps {
  words: Words
  viewer: Viewer
  stuck: StuckShown
  /** What was just done. */
  done: Key | null
  refused: RefusedDeed | null
}

/** What the program could not do by itself, by kind, the oldest first, each with what can be done about it. */
export function StuckPage({ words, viewer, stuck, done, refused }: StuckPageProps) {
  const { t } = words
  const kinds = stuckKinds.filter((kind) => stuck.rows.some((row) => row.kind === kind))
  return (
    <Layout words={words} title={t('stuck.title')} viewer={viewer} follows="all">
      <h1>{t('stuck.title')}</h1>
      {done && (
        <div class="notice" data-tone="ok" role="status">
          <p>{t(done)}</p>
        </div>
      )}
      {refused && <Refused refused={refused} stuck={stuck} />}
      <p class="muted">
        {t('stuck.help')} {stuck.lookedAt && t('stuck.looked', { age: words.age(stuck.lookedAt, stuck.now) })}
      </p>
      {kinds.length === 0 && <p>{t('stuck.none')}</p>}
      {kinds.map((kind) => (
        <OfKind kind={kind} stuck={stuck} refused={refused} />
      ))}
      <Decisions decisions={stuck.decisions} timeZone={stuck.timeZone} />
    </Layout>
  )
}

/** Stands at its form, too, where that is still on the page. */
function Refused({ refused, stuck }: { refused: RefusedDeed; stuck: StuckShown }) {
  const { t } = useWords()
  const message = t(`stuck.refused.${refused.code}`)
  const isThere = stuck.rows.some(({ kind, key }) => kind === refused.kind && key === refused.key)
  if (isThere && (refused.code === 'reason' || refused.code === 'tooLong')) {
    return <ErrorSummary errors={[{ field: fieldId(refused), message }]} />
  }
  return (
    <div class="notice" data-tone="late" role="alert">
      <p>{message}</p>
    </div>
  )
}

/** Of the reason's field, whatever stands in the key. */
export const fieldId = ({ kind, key, deed }: Pick<RefusedDeed, 'kind' | 'key' | 'deed'>) =>
  `${deed}-${kind}-${key.replace(/[^A-Za-z0-9]/g, '-')}`

interface OfKindProps {
  kind: StuckKind
  stuck: StuckShown
  refused: RefusedDeed | null
}

function OfKind({ kind, stuck, refused }: OfKindProps) {
  const { t } = useWords()
  const rows: StuckRow[] = stuck.rows.filter((row) => row.kind === kind)
  return (
    <section class="panel stuck" aria-labelledby={`stuck-${kind}`}>
      <h2 id={`stuck-${kind}`}>{t(`stuck.kind.${kind}`)}</h2>
      <p class="muted">{t(`stuck.meaning.${kind}`)}</p>
      <ul>
        {rows.slice(0, stuck.shown).map((row) => (
          <StuckItem row={row} stuck={stuck} refused={refused} />
        ))}
      </ul>
      {rows.length > stuck.shown && <p class="muted">{t('stuck.more', { count: stuck.shown })}</p>}
    </section>
  )
}

function Decisions({ decisions, timeZone }: { decisions: DecisionShown[]; timeZone: string }) {
  const { t, dateTime } = useWords()
  if (decisions.length === 0) return null
  return (
    <section class="panel stuck" aria-labelledby="stuck-decided">
      <h2 id="stuck-decided">{t('stuck.decided')}</h2>
      <ul>
        {decisions.map(({ at, who, kind, deed, reason, source, number }) => (
          <li>
            <time datetime={at.toISOString()}>{dateTime(at, timeZone)}</time>{' '}
            {source !== null && number !== null && <a href={paths.order({ source, number })}>{number}</a>}{' '}
            {t(`stuck.decision.${deed}`, { who, what: t(`stuck.kind.${kind}`) })}{' '}
            {reason !== null && <span class="written">{reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
