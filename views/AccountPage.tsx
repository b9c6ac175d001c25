import { useWords } from './context.ts'
import { ErrorSummary, Field, type FieldError } from './fields.tsx'
import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import { deviceOf } from './settings/device.ts'
import type { Viewer } from './viewer.ts'
import type { Key, Words } from './words.ts'

export interface OwnSession {
  id: string
  address: string | null
  agent: string | null
  usedAt: Date
}

interface AccountPageProps {
  words: Words
  viewer: Viewer & { email: string; sessionId: string }
  sessions: OwnSession[]
  now: Date
  done?: Key | null
  errors?: FieldError[]
}

/** One's own page: the password, and where one is signed in. */
export function AccountPage({ words, viewer, sessions, now, done, errors = [] }: AccountPageProps) {
  const title = words.t('account.title')
  const { email } = viewer
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? words.t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {done && errors.length === 0 && (
        <div class="notice" data-tone="ok" role="status">
          <p>{words.t(done)}</p>
        </div>
      )}
      <p>{words.t('account.signedInAs', { email, role: words.t(`role.${viewer.role}`) })}</p>
      <PasswordForm email={email} errors={errors} />
      <p>
        <a href={paths.secondFactor()}>{words.t('secondFactor.title')}</a>
      </p>
      <Devices sessions={sessions} here={viewer.sessionId} now={now} />
    </Layout>
  )
}

function PasswordForm({ email, errors }: { email: string; errors: FieldError[] }) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <section class="panel settings-form">
      <h2>{t('account.password')}</h2>
      <form method="post" action={paths.accountPassword()} novalidate>
        <input type="hidden" name="username" autocomplete="username" value={email} />
        <Field
          id="old"
          name="old"
          type="password"
          label={t('account.old')}
          error={errorOf('old')}
          autocomplete="current-password"
        />
        <Field
          id="new"
          name="new"
          type="password"
          label={t('account.new')}
          hint={t('welcome.hint')}
          error={errorOf('new')}
          autocomplete="new-password"
        />
        <button type="submit" class="primary">
          {t('account.button')}
        </button>
      </form>
    </section>
  )
}

function Devices({ sessions, here, now }: { sessions: OwnSession[]; here: string; now: Date }) {
  const { t } = useWords()
  return (
    <section class="panel settings-wide">
      <h2>{t('account.devices')}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{t('account.device')}</th>
            <th scope="col">{t('account.address')}</th>
            <th scope="col">{t('account.used')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {sessions.map((session) => (
            <DeviceRow session={session} isHere={session.id === here} now={now} />
          ))}
        </tbody>
      </table>
      {sessions.length > 1 && (
        <form method="post" action={paths.accountSessions()}>
          <button type="submit" name="session" value="others">
            {t('account.endOthers')}
          </button>
        </form>
      )}
    </section>
  )
}

function DeviceRow({ session, isHere, now }: { session: OwnSession; isHere: boolean; now: Date }) {
  const { t, age } = useWords()
  const known = deviceOf(session.agent ?? '')
  const device = known ? t('account.on', known) : t('account.unknownDevice')
  const ago = age(session.usedAt, now)
  return (
    <tr>
      <th scope="row">{device}</th>
      <td data-label={t('account.address')}>{session.address || t('unknown')}</td>
      <td data-label={t('account.used')}>{t('settings.ago', { age: ago })}</td>
      <td>
        {isHere ? (
          <span class="tag" data-tone="ok">
            {t('account.here')}
          </span>
        ) : (
          <form method="post" action={paths.accountSessions()}>
            <button
              type="submit"
              name="session"
              value={session.id}
              aria-label={t('account.endNamed', { device, age: ago })}
            >
              {t('account.end')}
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}
