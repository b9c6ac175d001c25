import type { Child } from 'hono/jsx'
import { useWords } from '../context.ts'
import { Field, type FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { RoleChoices, StateTags } from './PeoplePage.tsx'
import type { PersonShown } from './people.ts'
import { SettingsPage, ShownOnce } from './SettingsPage.tsx'

interface PersonPageProps {
  words: Words
  viewer: Viewer & { id: string }
  person: PersonShown
  now: Date
  done?: Key | null
  form?: { name: string; role: string }
  errors?: FieldError[]
}

export function PersonPage({ words, viewer, person, now, done, form, errors = [] }: PersonPageProps) {
  const isOneself = viewer.id === person.id
  return (
    <SettingsPage words={words} viewer={viewer} part="people" title={person.name} done={done} errors={errors}>
      <p>
        {person.email} <StateTags person={person} now={now} />
      </p>
      <div class="pair">
        <NameAndRole person={person} isOneself={isOneself} form={form} errors={errors} />
        <Access person={person} isOneself={isOneself} />
      </div>
    </SettingsPage>
  )
}

type NameAndRoleProps = Pick<PersonPageProps, 'person' | 'form'> & {
  isOneself: boolean
  errors: FieldError[]
}

function NameAndRole({ person, isOneself, form, errors }: NameAndRoleProps) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <section class="panel">
      <h2>{t('people.change')}</h2>
      <form method="post" action={paths.person(person.id)} novalidate>
        <Field
          id="name"
          name="name"
          label={t('people.name')}
          value={form?.name ?? person.name}
          error={errorOf('name')}
          maxlength={200}
        />
        {isOneself ? (
          <>
            <input type="hidden" name="role" value={person.role} />
            <p class="muted">{t('people.ownRole')}</p>
          </>
        ) : (
          <RoleChoices chosen={form?.role ?? person.role} error={errorOf('role')} />
        )}
        <button type="submit" class="primary">
          {t('settings.save')}
        </button>
      </form>
    </section>
  )
}

function Access({ person, isOneself }: { person: PersonShown; isOneself: boolean }) {
  const { t } = useWords()
  if (isOneself) {
    return (
      <section class="panel">
        <h2>{t('people.access')}</h2>
        <p>{t('people.ownAccess')}</p>
        <p>
          <a href={paths.account()}>{t('people.ownAccount')}</a>
        </p>
      </section>
    )
  }
  const action = (name: Parameters<typeof paths.personAction>[1]) => paths.personAction(person.id, name)
  return (
    <section class="panel">
      <h2>{t('people.access')}</h2>
      {person.deactivatedAt ? (
        <OneButton action={action('reactivate')} label={t('people.reactivate')}>
          {t('people.reactivateHelp')}
        </OneButton>
      ) : (
        <>
          <OneButton action={action('link')} label={t('people.newLink')}>
            {t('people.newLinkHelp')}
          </OneButton>
          {person.hasSecondFactor && (
            <p class="muted">
              {t('people.lostFactor')} <code>npm run kickstand -- user reset {person.email}</code>
            </p>
          )}
          {person.sessions > 0 && (
            <OneButton action={action('sign-out')} label={t('people.signOut')}>
              {t('people.signOutHelp', { count: person.sessions })}
            </OneButton>
          )}
          <OneButton action={action('deactivate')} label={t('people.deactivate')} tone="warning">
            {t('people.deactivateHelp')}
          </OneButton>
        </>
      )}
    </section>
  )
}

interface OneButtonProps {
  action: string
  label: string
  tone?: 'warning'
  children?: Child
}

/** A form that is one button, with what it does beside it. */
export function OneButton({ action, label, tone, children }: OneButtonProps) {
  return (
    <form class="one-button" method="post" action={action}>
      <p class="hint">{children}</p>
      <button type="submit" class={tone}>
        {label}
      </button>
    </form>
  )
}

/** The one time that a link can be read. */
export function LinkPage({
  words,
  viewer,
  person,
  link,
}: {
  words: Words
  viewer: Viewer
  person: { id: string; email: string }
  link: string
}) {
  const title = words.t('people.linkTitle', { email: person.email })
  return (
    <SettingsPage words={words} viewer={viewer} part="people" title={title}>
      <section class="panel">
        <p>{words.t('people.linkHelp')}</p>
        <ShownOnce id="link" label={words.t('people.link')} value={link} />
        <p>
          <a href={paths.person(person.id)}>{words.t('people.toPerson')}</a>
        </p>
      </section>
    </SettingsPage>
  )
}
