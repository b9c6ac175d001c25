import { useWords } from './context.ts'
import { ErrorSummary, Field } from './fields.tsx'
import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import type { Words } from './words.ts'

interface SignInHelpPageProps {
  words: Words
  /** Their request was taken, whoever they are. */
  isAsked?: boolean
  error?: string
}

/** Where somebody comes who lost the password: whom to ask, and a way to ask. */
export function SignInHelpPage({ words, isAsked, error }: SignInHelpPageProps) {
  const title = words.t('signInHelp.title')
  return (
    <Layout words={words} title={error ? words.t('form.errorTitle', { page: title }) : title} viewer={null}>
      <section class="narrow">
        <h1>{title}</h1>
        <ErrorSummary errors={error ? [{ field: 'email', message: error }] : []} />
        {isAsked && (
          <div class="notice" data-tone="ok" role="status">
            <p>{words.t('signInHelp.asked')}</p>
          </div>
        )}
        <AskForm />
      </section>
    </Layout>
  )
}

function AskForm() {
  const { t } = useWords()
  return (
    <>
      <form class="panel" method="post" action={paths.signInHelp()} novalidate>
        <p>{t('signInHelp.how')}</p>
        <Field id="email" name="email" type="email" label={t('signIn.email')} autocomplete="username" />
        <button type="submit" class="primary">
          {t('signInHelp.button')}
        </button>
      </form>
      <p>
        {t('signInHelp.owner')} <code>npm run kickstand -- user reset {t('signInHelp.address')}</code>
      </p>
      <p>
        <a href={paths.signIn()}>{t('signInHelp.back')}</a>
      </p>
    </>
  )
}
