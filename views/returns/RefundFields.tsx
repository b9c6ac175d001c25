import { decimalsOf, formatAmount } from '../../domain/money.ts'
import {
  type ByWay,
  dueOf,
  inAll,
  isLeftToSetOff,
  settledWays,
  shortOf,
} from '../../domain/returns/return.ts'
import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import type { RefusedReturnForm, ReturnDetails } from './details.ts'
import { ReferenceField } from './ReferenceField.tsx'
import { settledKey } from './settled.ts'

interface RefundFieldsProps {
  details: ReturnDetails
  refusedForm: RefusedReturnForm | null
  role: Role
}

/** How much goes back and how; another amount is a manager's to give. */
export function RefundFields({ details, refusedForm, role }: RefundFieldsProps) {
  const { t, money } = useWords()
  const { currency, customerName: name } = details
  const { ways } = details.money
  if (isLeftToSetOff(details)) return <SetOffFields details={details} refusedForm={refusedForm} role={role} />
  if (ways.length === 0) return <p>{t('returns.form.noWay')}</p>
  const due = dueOf(details)
  const amount = money(due, currency)
  const values = refusedForm?.values ?? {}
  const errorOf = (field: string) => refusedForm?.errors.find((error) => error.field === field)?.message
  return (
    <>
      <p class="next-step">
        {t(name ? 'returns.form.refund' : 'returns.form.refundNameless', { name, amount })}
      </p>
      <TwoWays due={due} left={details.money.left} currency={currency} />
      <SelectField
        id="method"
        name="method"
        label={t('returns.form.method')}
        value={values.method?.[0] ?? ways.find((way) => way === details.method) ?? ways[0]}
        error={errorOf('method')}
        options={ways.map((way) => ({ value: way, label: t(`returns.method.${way}`) }))}
      />
      {ways.includes('channel') && (
        <Field
          id="reference"
          name="reference"
          label={t('returns.form.reference')}
          hint={t('returns.form.referenceHint')}
          value={values.reference?.[0]}
          error={errorOf('reference')}
          maxlength={200}
        />
      )}
      {may(role, 'changeRefunds') && <Other details={details} values={values} errorOf={errorOf} />}
    </>
  )
}

/** What was paid in two ways goes back in two. */
function TwoWays({ due, left, currency }: { due: number; left: ByWay; currency: string }) {
  const { t, money } = useWords()
  const { provider, otherwise } = left
  if (due <= Math.min(provider, otherwise) || provider === 0 || otherwise === 0) return null
  return (
    <p>
      {t('returns.form.twoWays', {
        provider: money(provider, currency),
        otherwise: money(otherwise, currency),
      })}
    </p>
  )
}

/** The goods are gone: what the order has no money left for was paid otherwise, or is a manager's to write off. */
function SetOffFields({ details, refusedForm, role }: RefundFieldsProps) {
  const { t, money } = useWords()
  const short = shortOf(details, details.money.left)
  const help = <p>{t('exchange.notSetOff', { amount: money(details.setOff, details.currency) })}</p>
  if (short === 0) return help
  const amount = money(short, details.currency)
  if (!may(role, 'changeRefunds')) {
    return (
      <>
        {help}
        <p>{t('exchange.shortForManager', { amount })}</p>
      </>
    )
  }
  const values = refusedForm?.values ?? {}
  const errorOf = (field: string) => refusedForm?.errors.find((error) => error.field === field)?.message
  return (
    <>
      {help}
      <p class="next-step">{t('exchange.short', { amount })}</p>
      <SelectField
        id="settledBy"
        name="settledBy"
        label={t('exchange.settledBy')}
        value={values.settledBy?.[0]}
        none={t('exchange.settledNone')}
        options={settledWays.map((way) => ({
          value: way,
          label: t(settledKey(way)),
        }))}
      />
      <Field
        id="settledReason"
        name="settledReason"
        label={t('exchange.settledReason')}
        value={values.settledReason?.[0]}
        error={errorOf('settledReason')}
        maxlength={500}
      />
      <ReferenceField value={values.reference?.[0]} error={errorOf('reference')} />
    </>
  )
}

interface OtherProps {
  details: ReturnDetails
  values: Record<string, string[]>
  errorOf: (field: string) => string | undefined
}

function Other({ details, values, errorOf }: OtherProps) {
  const { t, money } = useWords()
  const { goods, shipping, currency } = details
  const { left, shippingLeft } = details.money
  const decimals = decimalsOf(currency) ?? 2
  const sums = [
    ['goods', goods.amount, inAll(left)],
    ['goodsTax', goods.tax, null],
    ['shippingAmount', shipping?.amount ?? 0, shippingLeft.amount],
    ['shippingTax', shipping?.tax ?? 0, null],
  ] as const
  const isOpen = ['changedReason', ...sums.map(([name]) => name)].some((name) => errorOf(name))
  return (
    <details open={isOpen}>
      <summary>{t('returns.form.other')}</summary>
      {sums.map(([name, sum, limit]) => (
        <Field
          id={name}
          name={name}
          label={t(`returns.form.${name}`)}
          hint={limit === null ? undefined : t('returns.form.left', { amount: money(limit, currency) })}
          value={values[name]?.[0] ?? formatAmount(sum, decimals)}
          error={errorOf(name)}
          inputmode="decimal"
          maxlength={20}
        />
      ))}
      <Field
        id="changedReason"
        name="changedReason"
        label={t('returns.form.changedReason')}
        value={values.changedReason?.[0]}
        error={errorOf('changedReason')}
        maxlength={500}
      />
    </details>
  )
}
