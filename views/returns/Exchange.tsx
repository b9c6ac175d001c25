import { tillPayments } from '../../domain/happening.ts'
import { settlementOf } from '../../domain/returns/exchange.ts'
import { isLeftToSetOff, settledWays } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { RefusedReturnForm, ReturnDetails, ShownExchange } from './details.ts'
import { ReferenceField } from './ReferenceField.tsx'
import { settledKey } from './settled.ts'

interface FieldsProps {
  details: ReturnDetails
  refusedForm: RefusedReturnForm | null
}

/** What the customer pays, or gets back afterwards, as the goods go. */
export function HandOverFields({ details, refusedForm }: FieldsProps) {
  const { t, money } = useWords()
  if (details.exchange === null) return null
  const { sale, total } = details.exchange
  const { setOff, pays, getsBack } = settlementOf(details, total, details.money.left)
  const inMoney = (amount: number) => money(amount, details.currency)
  const values = refusedForm?.values ?? {}
  const errorOf = (field: string) => refusedForm?.errors.find((error) => error.field === field)?.message
  return (
    <>
      <p>{t('exchange.handOver', { sale, total: inMoney(total), setOff: inMoney(setOff) })}</p>
      <p class="next-step">
        {pays > 0
          ? t('exchange.customerPays', { amount: inMoney(pays) })
          : getsBack > 0
            ? t('exchange.customerGets', { amount: inMoney(getsBack) })
            : t('exchange.even')}
      </p>
      <input type="hidden" name="pays" value={pays} />
      {pays > 0 && (
        <>
          <SelectField
            id="payment"
            name="payment"
            label={t('exchange.payment')}
            value={values.payment?.[0]}
            error={errorOf('payment')}
            none={t('exchange.paymentNone')}
            options={tillPayments.map((one) => ({ value: one, label: t(`tillPayment.${one}`) }))}
          />
          <ReferenceField value={values.reference?.[0]} error={errorOf('reference')} />
        </>
      )}
    </>
  )
}

/** Pieces that are otherwise than was said. */
export function CorrectFields({ details, refusedForm }: FieldsProps) {
  const { t } = useWords()
  const values = refusedForm?.values ?? {}
  const errorOf = (field: string) => refusedForm?.errors.find((error) => error.field === field)?.message
  const lines = details.lines.filter(({ sellable, defective }) => sellable + defective > 0)
  return (
    <>
      <p>{t('exchange.correctHelp')}</p>
      <SelectField
        id="correct-line"
        name="line"
        label={t('exchange.correctLine')}
        value={values.line?.[0]}
        options={lines.map(({ line, description }) => ({ value: line, label: description || t('unknown') }))}
      />
      <Field
        id="units"
        name="units"
        label={t('exchange.correctUnits')}
        value={values.units?.[0] ?? '1'}
        error={errorOf('units')}
        inputmode="numeric"
        maxlength={6}
      />
      <SelectField
        id="to"
        name="to"
        label={t('exchange.correctTo')}
        value={values.to?.[0] ?? 'defective'}
        error={errorOf('to')}
        options={(['defective', 'sellable'] as const).map((fit) => ({
          value: fit,
          label: t(`exchange.fit.${fit}`),
        }))}
      />
      <Field
        id="reason"
        name="reason"
        label={t('exchange.correctReason')}
        value={values.reason?.[0]}
        error={errorOf('reason')}
        maxlength={500}
      />
    </>
  )
}

/** The sale of the goods that go out, or went. */
export function ExchangeSection({ details }: { details: ReturnDetails }) {
  const { t } = useWords()
  const { exchange } = details
  if (exchange === null) return null
  return (
    <section class="panel" id="exchange" aria-labelledby="exchange-title">
      <h2 id="exchange-title">{t('exchange.section')}</h2>
      <p>
        {t('exchange.sale', { sale: exchange.sale })}{' '}
        <span class="tag" data-tone={exchange.isHandedOver ? 'ok' : 'soon'}>
          {t(exchange.isHandedOver ? 'exchange.handedOver' : 'exchange.waits')}
        </span>
      </p>
      <Lines exchange={exchange} currency={details.currency} />
      <Paid details={details} exchange={exchange} />
      {exchange.documentId !== null && (
        <p>
          <a href={paths.document(details, exchange.documentId)}>
            {t('exchange.receipt', { sale: exchange.sale })}
          </a>
        </p>
      )}
      {exchange.isHandedOver && !isLeftToSetOff(details) && (
        <p>
          <a href={paths.openReturn(details, exchange.sale)}>{t('exchange.returnThese')}</a>
        </p>
      )}
    </section>
  )
}

function Lines({ exchange, currency }: { exchange: ShownExchange; currency: string }) {
  const { t, money, number, percent } = useWords()
  return (
    <table class="cards">
      <caption class="visually-hidden">{t('exchange.section')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('exchange.column.product')}</th>
          <th scope="col" class="figure">
            {t('exchange.column.quantity')}
          </th>
          <th scope="col" class="figure">
            {t('exchange.column.price')}
          </th>
          <th scope="col" class="figure">
            {t('exchange.column.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {exchange.lines.map(({ description, quantity, unitPrice, net, taxRate }) => (
          <tr>
            <th scope="row">
              {description} <small>{t('returns.atRate', { rate: percent(taxRate) })}</small>
            </th>
            <td class="figure" data-label={t('exchange.column.quantity')}>
              {number(quantity)}
            </td>
            <td class="figure" data-label={t('exchange.column.price')}>
              {money(unitPrice, currency)}
            </td>
            <td class="figure" data-label={t('exchange.column.amount')}>
              {money(net, currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Paid({ details, exchange }: { details: ReturnDetails; exchange: ShownExchange }) {
  const { t, money } = useWords()
  const inMoney = (amount: number) => money(amount, details.currency)
  const paidBy = (method: string) => t(settledKey(settledWays.find((one) => one === method) ?? 'other'))
  return (
    <dl class="sums">
      <dt class="sum">{t('exchange.sum.total')}</dt>
      <dd class="sum">{inMoney(exchange.total)}</dd>
      {exchange.payments.map(({ kind, method, amount }) => (
        <>
          <dt>{kind === 'set_off' ? t('exchange.sum.setOff') : paidBy(method)}</dt>
          <dd>{inMoney(amount)}</dd>
        </>
      ))}
    </dl>
  )
}
