import { PAYMENT_TYPE, type SourcePaymentForm } from '../../domain/payment-account.ts'
import { Field, type FieldError, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import type { AccountShown } from './payments.ts'
import { SettingsPage } from './SettingsPage.tsx'

interface SourcePaymentPageProps {
  words: Words
  viewer: Viewer
  id: string
  accounts: AccountShown[]
  form: SourcePaymentForm
  done: Key | null
  errors?: FieldError[]
}

/** Who takes the money of a source's orders, and how the books call it. */
export function SourcePaymentPage(props: SourcePaymentPageProps) {
  const { words, viewer, id, accounts, form, done, errors = [] } = props
  const { t } = words
  const title = t('sourcePayment.titleOf', { id })
  const open = accounts.filter((account) => account.deactivatedAt === null || account.id === form.account)
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  return (
    <SettingsPage words={words} viewer={viewer} part="sources" title={title} done={done} errors={errors}>
      <p>
        <a href={paths.source(id)}>{t('sourcePayment.toSource')}</a>
      </p>
      <section class="panel settings-form">
        <form id="source-payment" method="post" action={paths.sourcePayment(id)} novalidate>
          <SelectField
            id="account"
            name="account"
            label={t('sourcePayment.account')}
            hint={t('sourcePayment.accountHint')}
            none={t('sourcePayment.none')}
            options={open.map((account) => ({
              value: account.id,
              label: t('sourcePayment.option', { id: account.id, name: account.merchantAccount }),
            }))}
            value={form.account}
            error={errorOf('account')}
          />
          <Field
            id="paymentType"
            name="paymentType"
            label={t('sourcePayment.paymentType')}
            hint={t('sourcePayment.paymentTypeHint', { usual: PAYMENT_TYPE })}
            value={form.paymentType}
            error={errorOf('paymentType')}
            maxlength={200}
          />
          <button type="submit" class="primary">
            {t('settings.save')}
          </button>
        </form>
      </section>
      {accounts.length === 0 && (
        <p>
          <a href={paths.payments()}>{t('sourcePayment.addAccount')}</a>
        </p>
      )}
    </SettingsPage>
  )
}
