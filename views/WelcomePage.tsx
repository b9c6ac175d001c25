import { useWords } from './context.ts'
import { ErrorSummary, Field } from './fields.tsx'
import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import type { Words } from './words.ts'

interface WelcomePageProps {
  words: Words
  token: string
  email: string
  error?: string
}

/** Where a one-time link leads: a person sets a password. */
export function WelcomePage({ words, token, email, error }: WelcomePageProps) {
  const title = words.t('welcome.title')
  return (
    <Layout words={words} title={error ? words.t('form.errorTitle', { page: title }) : title} viewer={null}>
      <PasswordForm token={token} email={email} error={error} />
    </Layout>
  )
}

function PasswordForm({ token, email, error }: Omit<WelcomePageProps, 'words'>) {
  const { t } = useWords()
  return (
    <section class="narrow">
      <h1>{t('welcome.title')}</h1>
      <ErrorSummary errors={error ? [{ field: 'password', message: error }] : []} />
      <form class="panel" method="post" action={paths.welcome(token)} novalidate>
        <p>{t('welcome.account', { email })}</p>
        <input type="hidden" name="username" autocomplete="username" value={email} />
        <Field
          id="password"
          name="password"
          type="password"
          label={t('welcome.password')}
          hint={t('welcome.hint')}
          error={error}
          autocomplete="new-password"
        />
        <button type="submit" class="primary">
          {t('welcome.button')}
        </button>
      </form>
    </section>
  )
}
