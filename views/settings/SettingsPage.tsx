import type { Child } from 'hono/jsx'
import { may, type Task } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { ErrorSummary, type FieldError } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { settingsPaths } from './paths.ts'

export type Part = 'people' | 'sources' | 'stores' | 'payments' | 'mail' | 'changes' | 'books'

const parts: { part: Part; task: Task; href: string }[] = [
  { part: 'people', task: 'manageUsers', href: settingsPaths.people() },
  { part: 'sources', task: 'manageSources', href: settingsPaths.sources() },
  { part: 'stores', task: 'manageStores', href: settingsPaths.stores() },
  { part: 'payments', task: 'managePayments', href: settingsPaths.payments() },
  { part: 'mail', task: 'manageMail', href: settingsPaths.mail() },
  { part: 'changes', task: 'seeChanges', href: settingsPaths.changes() },
  { part: 'books', task: 'checkBooks', href: settingsPaths.books() },
]

interface SettingsPageProps {
  words: Words
  viewer: Viewer
  part: Part
  title: string
  /** What was just done. */
  done?: Key | null
  errors?: FieldError[]
  /** Without scripts the page is loaded again after so long: something on it goes on. */
  reloadSeconds?: number
  children?: Child
}

/** The frame of the set-up's pages: where else one can go, what was done, what is wrong. */
export function SettingsPage({
  words,
  viewer,
  part,
  title,
  done,
  errors = [],
  reloadSeconds,
  children,
}: SettingsPageProps) {
  const heading = errors.length > 0 ? words.t('form.errorTitle', { page: title }) : title
  return (
    <Layout words={words} title={heading} viewer={viewer} reloadSeconds={reloadSeconds}>
      <PartTabs viewer={viewer} part={part} />
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {done && errors.length === 0 && (
        <div class="notice" data-tone="ok" role="status">
          <p>{words.t(done)}</p>
        </div>
      )}
      {children}
    </Layout>
  )
}

function PartTabs({ viewer, part }: { viewer: Viewer; part: Part }) {
  const { t } = useWords()
  return (
    <nav class="tabs" aria-label={t('settings.title')}>
      <ul>
        {parts
          .filter(({ task }) => may(viewer.role, task))
          .map((one) => (
            <li>
              <a href={one.href} aria-current={one.part === part ? 'page' : undefined}>
                {t(`settings.${one.part}`)}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

/** Something that can be read this once: easily selected, kept nowhere. */
export function ShownOnce({ id, label, value }: { id: string; label: string; value: string }) {
  return (
    <div class="field shown-once">
      <label for={id}>{label}</label>
      <input id={id} type="text" readonly value={value} autocomplete="off" spellcheck={false} />
    </div>
  )
}
