import { tillPayments } from '../../domain/happening.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { couldNotGoBack, type Money, refundable } from '../../domain/payment.ts'
import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { fieldState } from './ActionFields.tsx'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'

/** Where the provider can't give the money back: that the shop did it another way, noted by a manager. */
export function GiveBack({
  order,
  refusedForm,
  newId,
  role,
  own,
}: ActionFormProps & { role: Role; own: Money }) {
  const { t, money } = useWords()
  const canNote = whyNot(order.status, 'giveBack', order.fulfilment) === null && couldNotGoBack(own)
  if (!canNote) return null
  if (!may(role, 'giveBackOtherwise')) return <p class="muted">{t('giveBack.byManager')}</p>
  const field = (name: string) => fieldState('giveBack', refusedForm, name)
  return (
    <details id="give-back" open={refusedForm !== null}>
      <summary>{t('giveBack.title')}</summary>
      <ActionForm action="giveBack" order={order} refusedForm={refusedForm} newId={newId} tone="warning">
        <p>{t('giveBack.explain', { amount: money(refundable(own), order.currency ?? '') })}</p>
        <SelectField
          {...field('method')}
          label={t('giveBack.method')}
          none={t('field.choose')}
          options={tillPayments.map((value) => ({ value, label: t(`tillPayment.${value}`) }))}
        />
        <Field
          {...field('reference')}
          label={t('giveBack.reference')}
          hint={t('giveBack.referenceHint')}
          maxlength={200}
        />
      </ActionForm>
    </details>
  )
}
