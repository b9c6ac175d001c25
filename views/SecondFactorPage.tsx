import { useWords } from './context.ts'
import { ErrorSummary, Field, type FieldError } from './fields.tsx'
import { Layout } from './Layout.tsx'
import { paths } from './paths.ts'
import type { Viewer } from './viewer.ts'
import type { Words } from './words.ts'

interface SecondFactorPageProps {
  words: Words
  viewer: Viewer
  isOn: boolean
  isNeeded: boolean
  /** What an app reads, while it waits for its first code. */
  secret: string | null
  errors: FieldError[]
}

/** Sets up, or takes off, the code that is asked for beside the password. */
export function SecondFactorPage({ words, viewer, isOn, isNeeded, secret, errors }: SecondFactorPageProps) {
  const { t } = words
  const title = t('secondFactor.title')
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <p>
        <a href={paths.account()}>{t('account.title')}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {isNeeded && (
        <div class="notice" data-tone="soon">
          <p>{t('secondFactor.needed')}</p>
        </div>
      )}
      <p>{t(isOn ? 'secondFactor.isOn' : 'secondFactor.what')}</p>
      {!isOn && secret !== null && <Confirm secret={secret} error={errorOf('code')} />}
      <ByPassword step={isOn ? 'end' : 'begin'} isAgain={secret !== null} error={errorOf('password')} />
    </Layout>
  )
}

function Confirm({ secret, error }: { secret: string; error?: string }) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      <h2>{t('secondFactor.scan')}</h2>
      <p>
        <img src={paths.secondFactorImage()} alt={t('secondFactor.image')} width="220" height="220" />
      </p>
      <p>
        {t('secondFactor.typed')} <code>{secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <form id="confirm" method="post" action={paths.secondFactorStep('confirm')} novalidate>
        <Field
          id="code"
          name="code"
          label={t('signIn.code')}
          hint={t('secondFactor.first')}
          error={error}
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength={32}
        />
        <button type="submit" class="primary">
          {t('secondFactor.confirm')}
        </button>
      </form>
    </section>
  )
}

function ByPassword({ step, isAgain, error }: { step: 'begin' | 'end'; isAgain: boolean; error?: string }) {
  const { t } = useWords()
  const label = step === 'end' ? 'secondFactor.end' : isAgain ? 'secondFactor.again' : 'secondFactor.begin'
  return (
    <section class="panel settings-form">
      <form id="by-password" method="post" action={paths.secondFactorStep(step)} novalidate>
        <Field
          id="password"
          name="password"
          type="password"
          label={t('account.old')}
          error={error}
          autocomplete="current-password"
        />
        <button type="submit">{t(label)}</button>
      </form>
    </section>
  )
}

interface BackupCodesPageProps {
  words: Words
  viewer: Viewer
  codes: string[]
}

/** The one time that they can be read. */
export function BackupCodesPage({ words, viewer, codes }: BackupCodesPageProps) {
  const { t } = words
  return (
    <Layout words={words} title={t('secondFactor.codes')} viewer={viewer}>
      <h1>{t('secondFactor.codes')}</h1>
      <p>{t('secondFactor.codesHelp')}</p>
      <div class="panel">
        <ul>
          {codes.map((code) => (
            <li>
              <code>{code}</code>
            </li>
          ))}
        </ul>
      </div>
      <p>
        <a href={paths.account()}>{t('account.title')}</a>
      </p>
    </Layout>
  )
}
