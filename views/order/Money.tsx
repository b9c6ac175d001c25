import { lineNet, taxesByRate } from '../../domain/money.ts'
import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import type { OrderDetails } from './details.ts'
import { Held } from './Held.tsx'
import { leftToPay } from './left-to-pay.ts'

/** What it costs, the taxes by rate, what was paid and what is left to pay. */
export function Money({ order, newId }: { order: OrderDetails; newId: () => string }) {
  const { t, money } = useWords()
  const { currency, total } = order
  if (currency === null || total === null) return null
  const goods = order.lines.reduce((sum, line) => sum + lineNet(line), 0)
  return (
    <section class="panel" id="money" aria-labelledby="money-title">
      <h2 id="money-title">{t('money.title')}</h2>
      <dl class="sums">
        <dt>{t('money.goods')}</dt>
        <dd>{money(goods, currency)}</dd>
        <dt>{t('money.shipping')}</dt>
        <dd>{money(order.shippingAmount, currency)}</dd>
        <Taxes order={order} currency={currency} />
        <dt class="sum">{t('money.total')}</dt>
        <dd class="sum">{money(total, currency)}</dd>
      </dl>
      <Payments order={order} currency={currency} />
      <Held order={order} currency={currency} newId={newId} />
    </section>
  )
}

function Taxes({ order, currency }: { order: OrderDetails; currency: string }) {
  const { t, money, percent } = useWords()
  const taxes = taxesByRate({
    pricesIncludeTax: order.pricesIncludeTax,
    lines: order.lines,
    shipping: { amount: order.shippingAmount, tax: order.shippingTax },
  })
  const label = order.pricesIncludeTax ? 'money.taxWithin' : 'money.taxAt'
  return (
    <>
      {taxes.map(({ rate, base, tax }) => (
        <>
          <dt>
            {rate === null
              ? t('money.taxOfShipping')
              : t(label, { rate: percent(rate), base: money(base, currency) })}
          </dt>
          <dd>{money(tax, currency)}</dd>
        </>
      ))}
    </>
  )
}

function Payments({ order, currency }: { order: OrderDetails; currency: string }) {
  const { t, money, dateTime } = useWords()
  const left = leftToPay(order)
  return (
    <>
      <h3>{t('money.payments')}</h3>
      {order.paymentStatus && (
        <p>
          {t(`money.website.${order.paymentStatus}`, {
            amount: money(order.paymentAmount ?? 0, currency),
            provider: order.paymentProvider ?? t('unknown'),
            reference: order.paymentReference ?? t('unknown'),
          })}{' '}
          {isUnchecked(order) && t('money.unchecked')}{' '}
          {order.paymentCheckedAt &&
            t('held.checked', { at: dateTime(order.paymentCheckedAt, order.timeZone) })}{' '}
          {order.approvalNumber && t('money.approval', { number: order.approvalNumber })}
        </p>
      )}
      {order.payments.length > 0 && (
        <ul>
          {order.payments.map((payment) => (
            <li>
              {t(`money.payment.${payment.kind}`, {
                amount: money(payment.amount, payment.currency),
                method: payment.method,
                at: dateTime(payment.at, order.timeZone),
              })}
              {payment.isTakenBack && (
                <>
                  {' '}
                  <span class="tag" data-tone="calm">
                    {t('money.takenBack')}
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {order.fulfilment === 'reserve' && (left !== null || !isClosed(order.status)) && (
        <p>{t('money.due', { amount: money(left ?? 0, currency) })}</p>
      )}
    </>
  )
}

/** The website took the money, not we: until an order is closed somebody should have looked. */
function isUnchecked({ status, fulfilment, paymentStatus, money, paymentCheckedAt }: OrderDetails): boolean {
  if (money !== null || paymentCheckedAt !== null) return false
  return paymentStatus !== 'unpaid' && fulfilment !== 'reserve' && !isClosed(status) && !isProblem(status)
}
