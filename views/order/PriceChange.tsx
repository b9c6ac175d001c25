import { isGiftCard } from '../../domain/gift-cards.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { agreements, whyMoneyStands } from '../../domain/price-change.ts'
import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { fieldState } from './ActionFields.tsx'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import type { OrderDetails } from './details.ts'

/** Prices that were changed with the customer's word; and, for managers, the form for another. */
export function PriceChange(props: ActionFormProps & { role: Role }) {
  const { t } = useWords()
  const { order, role } = props
  const canChange =
    may(role, 'changePrices') && whyNot(order.status, 'changePrice', order.fulfilment) === null
  if (!canChange && order.priceChanges.length === 0) return null
  return (
    <section class="panel counter" id="prices" aria-labelledby="prices-title">
      <h2 id="prices-title">{t('priceChange.title')}</h2>
      <Changes order={order} />
      {canChange && <Change {...props} />}
    </section>
  )
}

function Changes({ order }: { order: OrderDetails }) {
  const { t, money, dateTime } = useWords()
  if (order.priceChanges.length === 0) return null
  const price = (minor: number) => money(minor, order.currency ?? '')
  return (
    <ul>
      {order.priceChanges.map(({ line, from, to, reason, agreedBy, agreedAt, by }) => (
        <li>
          {t('priceChange.change', { line, from: price(from), to: price(to) })}{' '}
          <small>
            {t('priceChange.why', {
              reason,
              how: t(`agreedBy.${agreedBy}`),
              at: dateTime(agreedAt, order.timeZone),
              who: by ?? t('who.former'),
            })}
          </small>
        </li>
      ))}
    </ul>
  )
}

function Change({ order, refusedForm, newId }: ActionFormProps) {
  const { t, money } = useWords()
  const { currency, lines } = order
  const stands = whyMoneyStands({ ...order, paidAtTill: paidAtTill(order) })
  if (stands === 'price_taken') return <p class="muted">{t('priceChange.taken')}</p>
  if (stands) return <p class="muted">{t('refused.payment_under_way')}</p>
  const field = (name: string) => fieldState('changePrice', refusedForm, name)
  const options = lines
    .filter((line) => !isGiftCard(line))
    .map(({ id, description, unitPrice }) => ({
      value: id,
      label: t('priceChange.lineOption', { line: id, description, price: money(unitPrice, currency ?? '') }),
    }))
  return (
    <details open={refusedForm !== null}>
      <summary>{t('action.changePrice')}</summary>
      <ActionForm action="changePrice" order={order} refusedForm={refusedForm} newId={newId} tone="plain">
        <p>{t('priceChange.explain')}</p>
        <SelectField {...field('line')} label={t('priceChange.line')} options={options} />
        <Field
          {...field('unitPrice')}
          label={t('priceChange.unitPrice')}
          inputmode="decimal"
          maxlength={30}
          required
        />
        <Field {...field('reason')} label={t('priceChange.reason')} rows={2} maxlength={4000} required />
        <SelectField
          {...field('agreedBy')}
          label={t('priceChange.agreedBy')}
          none={t('field.choose')}
          options={agreements.map((value) => ({ value, label: t(`agreedBy.${value}`) }))}
        />
        <Field
          {...field('agreedAt')}
          label={t('priceChange.agreedAt')}
          hint={t('priceChange.agreedAtHint')}
          type="datetime-local"
          required
        />
      </ActionForm>
    </details>
  )
}

const paidAtTill = ({ payments }: OrderDetails) =>
  payments.reduce(
    (sum, { kind, amount, isTakenBack }) => sum + (kind === 'till' && !isTakenBack ? amount : 0),
    0,
  )
