import { lineNet, taxesByRate } from '../../domain/money.ts'
import { differenceOf, type OrderBooks } from '../../domain/money-day.ts'
import { isClosed, isProblem, type Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import type { ActionFormProps } from './ActionForms.tsx'
import type { OrderDetails, Payment } from './details.ts'
import { Held } from './Held.tsx'
import { leftToPay } from './left-to-pay.ts'

/** What it costs, the taxes by rate, what was paid and what is left to pay. */
export function Money({ order, ...props }: ActionFormProps & { role: Role }) {
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
      <Books order={order} currency={currency} />
      <Held order={order} currency={currency} {...props} />
    </section>
  )
}

/** Of money that the shop takes itself, once it is known how it stands: does it fit what was sold? */
function Books({ order, currency }: { order: OrderDetails; currency: string }) {
  const { t, money } = useWords()
  const books = booksOf(order)
  if (books === null) return null
  const difference = differenceOf(books)
  const told = t('books.told', {
    sold: money(books.sold, currency),
    returned: money(books.returned, currency),
    taken: money(books.taken, currency),
    givenBack: money(books.givenBack, currency),
  })
  if (difference === 0) return <p class="muted">{told}</p>
  return (
    <p class="notice" data-tone="late" id="books">
      {told} {t('books.differs', { difference: money(difference, currency) })}
    </p>
  )
}

/** Null: nothing was taken or sold, or nobody knows yet. */
function booksOf({ money, saleStatus, saleTotal, returned, payments }: OrderDetails): OrderBooks | null {
  if (money?.state !== 'captured' || saleTotal === null) return null
  // All of it is on its way back.
  if (saleStatus === 'void' && money.refunded < money.captured && money.trouble === null) return null
  const sum = (isRefund: boolean) =>
    payments
      .filter(({ kind, isTakenBack }) => !isTakenBack && (kind === 'refund') === isRefund)
      .reduce((all, { amount }) => all + amount, 0)
  const sold = saleStatus === 'void' ? 0 : saleTotal
  return { sold, returned, taken: sum(false), givenBack: sum(true) }
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
              {payment.merchantAccount !== null && <small> {inTheBooks(payment)}</small>}
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

const inTheBooks = ({ merchantAccount, paymentType, cardType }: Payment) =>
  [merchantAccount, paymentType, cardType].filter((one) => one !== null).join(', ')

/** The website took the money, not we: until an order is closed somebody should have looked. */
function isUnchecked({ status, fulfilment, paymentStatus, money, paymentCheckedAt }: OrderDetails): boolean {
  if (money !== null || paymentCheckedAt !== null) return false
  return paymentStatus !== 'unpaid' && fulfilment !== 'reserve' && !isClosed(status) && !isProblem(status)
}
