import { mailSecurities } from '../../domain/letters.ts'
import type { MailForm } from '../../domain/mail-settings.ts'
import { useWords } from '../context.ts'
import { Choices, Field, type FieldError } from '../fields.tsx'
import { LateLetters } from '../letters/LateLetters.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import type { LateLetter, MailShown, TestOutcome } from './mail.ts'
import { SettingsPage } from './SettingsPage.tsx'

interface MailPageProps {
  words: Words
  viewer: Viewer & { email: string }
  /** Null: none is set up. */
  mail: MailShown | null
  late: { count: number; letters: LateLetter[] }
  timeZone: string
  form: MailForm
  test: TestOutcome | null
  done?: Key | null
  errors?: FieldError[]
}

/** The server that letters go out by, how it fares, and what did not go out. */
export function MailPage({
  words,
  viewer,
  mail,
  late,
  timeZone,
  form,
  test,
  done,
  errors = [],
}: MailPageProps) {
  const { t } = words
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="mail"
      title={t('mail.title')}
      done={done}
      errors={errors}
    >
      {test && <Tested test={test} />}
      {mail ? <State mail={mail} timeZone={timeZone} /> : <p>{t('mail.none')}</p>}
      <section class="panel settings-form">
        <h2>{t('mail.server')}</h2>
        <form id="mail-server" method="post" action={paths.mail()} novalidate>
          <MailFields form={form} errors={errors} hasPassword={mail?.hasPassword ?? false} />
          <button type="submit" class="primary">
            {t('settings.save')}
          </button>
        </form>
      </section>
      {mail && <Trying email={viewer.email} />}
      <LateLetters late={late} timeZone={timeZone} />
    </SettingsPage>
  )
}

function Tested({ test: { isSent, trouble, words } }: { test: TestOutcome }) {
  const { t } = useWords()
  return (
    <div class="notice" data-tone={isSent ? 'ok' : 'late'} role="status">
      <p>
        {isSent ? t('mail.tested') : t('mail.notTested')} {trouble && t(`mail.trouble.${trouble}`)}{' '}
        {words && t('letter.said', { words })}
      </p>
    </div>
  )
}

function State({ mail, timeZone }: { mail: MailShown; timeZone: string }) {
  const { t, dateTime } = useWords()
  const { awaySince, awayUntil, trouble, answer, lastSentAt } = mail
  return (
    <>
      {awaySince && trouble && (
        <div class="notice" data-tone="late">
          <p>
            {t('mail.away', { since: dateTime(awaySince, timeZone) })} {t(`mail.trouble.${trouble}`)}{' '}
            {answer && t('letter.said', { words: answer })}{' '}
            {awayUntil && t('letter.next', { at: dateTime(awayUntil, timeZone) })}
          </p>
        </div>
      )}
      <p class="muted">
        {lastSentAt ? t('mail.lastSent', { at: dateTime(lastSentAt, timeZone) }) : t('mail.neverSent')}
      </p>
    </>
  )
}

interface MailFieldsProps {
  form: MailForm
  errors: FieldError[]
  hasPassword: boolean
}

function MailFields({ form, errors, hasPassword }: MailFieldsProps) {
  const { t } = useWords()
  const of = (name: keyof MailForm) => ({
    id: name,
    name,
    value: form[name],
    error: errors.find(({ field }) => field === name)?.message,
  })
  return (
    <>
      <Field {...of('host')} label={t('mail.host')} hint={t('mail.hostHint')} maxlength={253} />
      <Field
        {...of('port')}
        label={t('mail.port')}
        hint={t('mail.portHint')}
        inputmode="numeric"
        maxlength={5}
      />
      <Choices
        id="security"
        name="security"
        type="radio"
        legend={t('mail.security')}
        chosen={[form.security]}
        error={of('security').error}
        options={mailSecurities.map((value) => ({
          value,
          label: t(`mail.securities.${value}`),
          hint: t(`mail.securityHints.${value}`),
        }))}
      />
      <Field {...of('username')} label={t('mail.username')} hint={t('mail.usernameHint')} maxlength={200} />
      <Field
        {...of('password')}
        value=""
        type="password"
        autocomplete="new-password"
        label={t('mail.password')}
        hint={hasPassword ? t('mail.passwordKept') : undefined}
        maxlength={500}
      />
      <Field
        {...of('fromAddress')}
        type="email"
        label={t('mail.fromAddress')}
        hint={t('mail.fromAddressHint')}
        maxlength={254}
      />
    </>
  )
}

function Trying({ email }: { email: string }) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      <form class="one-button" id="mail-test" method="post" action={paths.mailTest()}>
        <p>{t('mail.testHelp', { email })}</p>
        <button type="submit">{t('mail.test')}</button>
      </form>
      <form class="one-button" id="mail-removal" method="post" action={paths.mailRemoval()}>
        <p>{t('mail.removeHelp')}</p>
        <button type="submit" class="warning">
          {t('mail.remove')}
        </button>
      </form>
    </section>
  )
}
