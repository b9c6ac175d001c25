import type { ActorKind, ChangeAction, ChangeSubject } from '../../domain/changes.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { labelInWords, valueInWords } from './change-words.ts'
import { SettingsPage } from './SettingsPage.tsx'

export interface ChangeShown {
  id: number
  at: Date
  /** Null: no person. */
  who: string | null
  actorKind: ActorKind
  subjectKind: ChangeSubject
  subject: string
  /** How people call a user; null for the rest. */
  subjectName: string | null
  action: ChangeAction
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** Set where nobody and no command made the change: the program did, of itself, in an empty shop. */
const FIRST_START = 'firstStart'

interface ChangesPageProps {
  words: Words
  viewer: Viewer
  changes: ChangeShown[]
  timeZone: string
  /** The change from which on there are older ones; null: none. */
  olderThan: number | null
  isLatest: boolean
}

export function ChangesPage({ words, viewer, changes, timeZone, olderThan, isLatest }: ChangesPageProps) {
  return (
    <SettingsPage words={words} viewer={viewer} part="changes" title={words.t('changes.title')}>
      {changes.length > 0 ? (
        <ChangesTable changes={changes} timeZone={timeZone} />
      ) : (
        <p>{words.t('changes.none')}</p>
      )}
      {(olderThan !== null || !isLatest) && (
        <nav class="pages" aria-label={words.t('queue.pages')}>
          {!isLatest && <a href={paths.changes()}>{words.t('changes.latest')}</a>}
          {olderThan !== null && (
            <a rel="next" href={paths.changes(olderThan)}>
              {words.t('changes.older')}
            </a>
          )}
        </nav>
      )}
    </SettingsPage>
  )
}

function ChangesTable({ changes, timeZone }: { changes: ChangeShown[]; timeZone: string }) {
  const { t, dateTime } = useWords()
  return (
    <table class="queue cards">
      <caption>{t('changes.caption', { zone: timeZone })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('changes.when')}</th>
          <th scope="col">{t('changes.who')}</th>
          <th scope="col">{t('changes.what')}</th>
          <th scope="col">{t('changes.values')}</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr>
            <th scope="row">
              <time datetime={change.at.toISOString()}>{dateTime(change.at, timeZone)}</time>
            </th>
            <td data-label={t('changes.who')}>{change.who ?? t(programOf(change))}</td>
            <td data-label={t('changes.what')}>
              {t(`changes.action.${change.action}`)} <Subject change={change} />
            </td>
            <td data-label={t('changes.values')}>
              <Values change={change} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function programOf({ actorKind, after }: ChangeShown): Key {
  if (actorKind === 'nobody') return 'changes.nobody'
  return after?.[FIRST_START] === true ? 'changes.firstStart' : 'changes.command'
}

function Subject({ change: { subjectKind, subject, subjectName } }: { change: ChangeShown }) {
  const { t } = useWords()
  const name = subjectName ?? subject
  const href = {
    user: paths.person,
    source: paths.source,
    store: paths.store,
    payment_account: paths.payment,
    setting: null,
    customer: null,
    order: null,
    export: null,
  }[subjectKind]
  return (
    <>
      {t(`changes.subject.${subjectKind}`)} {href ? <a href={href(subject)}>{name}</a> : name}
    </>
  )
}

function Values({ change: { before, after } }: { change: ChangeShown }) {
  const words = useWords()
  const { t } = words
  const names = Object.keys(after ?? before ?? {}).filter((name) => name !== FIRST_START)
  if (names.length === 0) return <>{t('unknown')}</>
  const shown = (values: Record<string, unknown> | null, name: string) =>
    valueInWords(words, name, values?.[name])
  return (
    <ul class="values">
      {names.map((name) => (
        <li>
          <strong>{labelInWords(words, name)}</strong>{' '}
          {before
            ? t('changes.fromTo', { from: shown(before, name), to: shown(after, name) })
            : shown(after, name)}
        </li>
      ))}
    </ul>
  )
}
