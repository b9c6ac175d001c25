import type { AccountForm } from '../../domain/payment-account.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import type { AccountShown } from './payments.ts'
import { SettingsPage } from './SettingsPage.tsx'

interface PaymentsPageProps {
  words: Words
  viewer: Viewer
  accounts: AccountShown[]
  timeZone: string
  /** Where the outside reaches us. */
  address: string
  form?: AccountForm & { id: string }
  errors?: FieldError[]
}

/** The accounts by which the shop takes its customers' money itself. */
export function PaymentsPage(props: PaymentsPageProps) {
  const { words, viewer, accounts, errors = [] } = props
  const { t } = words
  return (
    <SettingsPage words={words} viewer={viewer} part="payments" title={t('payments.title')} errors={errors}>
      <p>{t('payments.help')}</p>
      {accounts.length > 0 ? <Accounts {...props} /> : <p>{t('payments.none')}</p>}
      <AddAccount {...props} />
    </SettingsPage>
  )
}

function Accounts({ accounts, timeZone }: PaymentsPageProps) {
  const { t, list } = useWords()
  return (
    <table class="queue cards">
      <caption>{t('payments.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('payments.id')}</th>
          <th scope="col">{t('payments.merchantAccount')}</th>
          <th scope="col">{t('payments.sources')}</th>
          <th scope="col">{t('payments.lastNotice')}</th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <tr>
            <th scope="row">
              <a href={paths.payment(account.id)}>{account.id}</a> <InactiveAccount account={account} />
            </th>
            <td data-label={t('payments.merchantAccount')}>{account.merchantAccount}</td>
            <td data-label={t('payments.sources')}>
              {account.sources.length > 0 ? list(account.sources) : t('payments.noSources')}
            </td>
            <td data-label={t('payments.lastNotice')}>
              <LastNotice account={account} timeZone={timeZone} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function InactiveAccount({ account }: { account: AccountShown }) {
  const { t } = useWords()
  if (account.deactivatedAt === null) return null
  return (
    <span class="tag" data-tone="calm">
      {t('payments.inactive')}
    </span>
  )
}

export function LastNotice({ account, timeZone }: { account: AccountShown; timeZone: string }) {
  const { t, dateTime } = useWords()
  const { lastNotice } = account
  if (lastNotice === null) return <>{t('settings.never')}</>
  return (
    <time datetime={lastNotice.at.toISOString()}>
      {t('payments.notice', { type: lastNotice.type, at: dateTime(lastNotice.at, timeZone) })}
    </time>
  )
}

function AddAccount({ address, form, errors = [] }: PaymentsPageProps) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      <h2>{t('payments.add')}</h2>
      <form id="payment-account" method="post" action={paths.payments()} novalidate>
        <Field
          id="id"
          name="id"
          label={t('payments.id')}
          hint={t('payments.idHint', { address: `${address}/webhooks/` })}
          value={form?.id}
          error={errors.find(({ field }) => field === 'id')?.message}
          maxlength={64}
        />
        <AccountFields merchantAccount={form?.merchantAccount ?? ''} errors={errors} isNew />
        <button type="submit" class="primary">
          {t('payments.addButton')}
        </button>
      </form>
    </section>
  )
}

interface AccountFieldsProps {
  merchantAccount: string
  errors: FieldError[]
  /** Later on a field that is left empty leaves its secret as it is. */
  isNew?: boolean
}

/** What is typed of a secret is never shown again, nor sent back with a form that has a fault. */
export function AccountFields({ merchantAccount, errors, isNew = false }: AccountFieldsProps) {
  const { t } = useWords()
  const of = (name: keyof AccountForm) => ({
    id: name,
    name,
    error: errors.find(({ field }) => field === name)?.message,
  })
  const secret = { type: 'password', autocomplete: 'new-password', maxlength: 500 } as const
  return (
    <>
      <Field
        {...of('merchantAccount')}
        label={t('payments.merchantAccount')}
        hint={t('payments.merchantAccountHint')}
        value={merchantAccount}
        maxlength={200}
      />
      <Field
        {...of('apiKey')}
        {...secret}
        label={t('payments.apiKey')}
        hint={t(isNew ? 'payments.apiKeyHint' : 'payments.secretKept')}
      />
      <Field
        {...of('webhookSecret')}
        {...secret}
        label={t('payments.webhookSecret')}
        hint={t(isNew ? 'payments.webhookSecretHint' : 'payments.secretKept')}
      />
    </>
  )
}
