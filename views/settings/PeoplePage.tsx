import { roles, type SecondFactorRole, secondFactorRoles } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Choices, Field, type FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { type PersonListed, stateOf } from './people.ts'
import { SettingsPage } from './SettingsPage.tsx'

export interface PersonForm {
  email: string
  name: string
  role: string
}

interface PeoplePageProps {
  words: Words
  viewer: Viewer & { id: string }
  people: PersonListed[]
  /** Of whom a second factor is asked. */
  asked: SecondFactorRole[]
  now: Date
  /** What was typed, where it comes back. */
  form?: PersonForm
  errors?: FieldError[]
}

export function PeoplePage({ words, viewer, people, asked, now, form, errors = [] }: PeoplePageProps) {
  return (
    <SettingsPage words={words} viewer={viewer} part="people" title={words.t('people.title')} errors={errors}>
      <PeopleTable people={people} viewerId={viewer.id} now={now} />
      <AddPerson form={form} errors={errors} />
      <AskSecondFactor asked={asked} />
    </SettingsPage>
  )
}

function PeopleTable({ people, viewerId, now }: { people: PersonListed[]; viewerId: string; now: Date }) {
  const { t, age } = useWords()
  return (
    <table class="queue cards">
      <caption>{t('people.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('people.name')}</th>
          <th scope="col">{t('people.email')}</th>
          <th scope="col">{t('people.role')}</th>
          <th scope="col">{t('people.state')}</th>
          <th scope="col">{t('people.seen')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr>
            <th scope="row">
              <a href={paths.person(person.id)}>{person.name}</a>{' '}
              {person.id === viewerId && <small>{t('people.you')}</small>}
            </th>
            <td data-label={t('people.email')}>{person.email}</td>
            <td data-label={t('people.role')}>{t(`role.${person.role}`)}</td>
            <td data-label={t('people.state')}>
              <StateTags person={person} now={now} />
            </td>
            <td data-label={t('people.seen')}>
              {person.lastSeenAt
                ? t('settings.ago', { age: age(person.lastSeenAt, now) })
                : t('settings.never')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function StateTags({ person, now }: { person: PersonListed; now: Date }) {
  const { t, age } = useWords()
  const state = stateOf(person)
  return (
    <>
      <span class="tag" data-tone={state === 'active' ? 'ok' : 'calm'}>
        {t(`people.${state}`)}
      </span>{' '}
      {person.hasSecondFactor && (
        <>
          <span class="tag" data-tone="calm">
            {t('secondFactor.title')}
          </span>{' '}
        </>
      )}
      {person.askedAt && (
        <span class="tag asked" data-tone="soon">
          {t('people.asked', { age: age(person.askedAt, now) })}
        </span>
      )}
    </>
  )
}

function AddPerson({ form, errors }: { form?: PersonForm; errors: FieldError[] }) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <section class="panel settings-form">
      <h2>{t('people.add')}</h2>
      <form method="post" action={paths.people()} novalidate>
        <Field
          id="email"
          name="email"
          type="email"
          label={t('people.email')}
          value={form?.email}
          error={errorOf('email')}
        />
        <Field
          id="name"
          name="name"
          label={t('people.name')}
          hint={t('people.nameHint')}
          value={form?.name}
          error={errorOf('name')}
          maxlength={200}
        />
        <RoleChoices chosen={form?.role ?? 'staff'} error={errorOf('role')} />
        <button type="submit" class="primary">
          {t('people.addButton')}
        </button>
      </form>
    </section>
  )
}

export function RoleChoices({ chosen, error }: { chosen: string; error?: string }) {
  const { t } = useWords()
  return (
    <Choices
      id="role"
      name="role"
      legend={t('people.role')}
      type="radio"
      options={roles.map((role) => ({
        value: role,
        label: t(`role.${role}`),
        hint: t(`people.roleHelp.${role}`),
      }))}
      chosen={[chosen]}
      error={error}
    />
  )
}

function AskSecondFactor({ asked }: { asked: SecondFactorRole[] }) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      <h2>{t('secondFactor.ask')}</h2>
      <p>{t('secondFactor.askHelp')}</p>
      <form id="second-factor" method="post" action={paths.peopleSecondFactor()}>
        <Choices
          id="second-factor-role"
          name="role"
          legend={t('secondFactor.askOf')}
          type="checkbox"
          options={secondFactorRoles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          chosen={asked}
        />
        <button type="submit">{t('secondFactor.save')}</button>
      </form>
    </section>
  )
}
