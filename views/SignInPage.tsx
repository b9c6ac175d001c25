import { useWords } from './context.ts'
import { ErrorSummary, Field } from './fields.tsx'
import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import type { Words } from './words.ts'

interface SignInPageProps {
  words: Words
  email?: string
  /** Where to go afterwards. */
  next?: string
  error?: string
}

export function SignInPage({ words, email, next, error }: SignInPageProps) {
  const title = words.t('signIn.title')
  return (
    <Layout words={words} title={error ? words.t('form.errorTitle', { page: title }) : title} viewer={null}>
      <SignInForm email={email} next={next} error={error} />
    </Layout>
  )
}

function SignInForm({ email, next, error }: Omit<SignInPageProps, 'words'>) {
  const { t } = useWords()
  return (
    <section class="narrow">
      <h1>{t('signIn.title')}</h1>
      <ErrorSummary errors={error ? [{ field: 'email', message: error }] : []} />
      <form class="panel" method="post" action={paths.signIn()} novalidate>
        {next && <input type="hidden" name="next" value={next} />}
        <Field
          id="email"
          name="email"
          type="email"
          label={t('signIn.email')}
          value={email}
          autocomplete="username"
        />
        <Field
          id="password"
          name="password"
          type="password"
          label={t('signIn.password')}
          autocomplete="current-password"
        />
        <button type="submit" class="primary">
          {t('signIn.button')}
        </button>
      </form>
      <p>
        <a href={paths.signInHelp()}>{t('signInHelp.link')}</a>
      </p>
    </section>
  )
}

interface CodePageProps {
  words: Words
  next?: string
  error?: string
}

/** The second step, for those who have set up a second factor. */
export function CodePage({ words, next, error }: CodePageProps) {
  const { t } = words
  const title = t('signIn.codeTitle')
  return (
    <Layout words={words} title={error ? t('form.errorTitle', { page: title }) : title} viewer={null}>
      <section class="narrow">
        <h1>{title}</h1>
        <ErrorSummary errors={error ? [{ field: 'code', message: error }] : []} />
        <form class="panel" method="post" action={paths.signInCode()} novalidate>
          {next && <input type="hidden" name="next" value={next} />}
          <Field
            id="code"
            name="code"
            label={t('signIn.code')}
            hint={t('signIn.codeHint')}
            autocomplete="one-time-code"
            maxlength={32}
          />
          <button type="submit" class="primary">
            {t('signIn.button')}
          </button>
        </form>
        <p class="muted">{t('signIn.codeLost')}</p>
      </section>
    </Layout>
  )
}
