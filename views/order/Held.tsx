import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { ActionForm } from './ActionForms.tsx'
import type { OrderDetails } from './details.ts'

interface HeldProps {
  order: OrderDetails
  currency: string
  newId: () => string
}

/** How the money stands that the shop takes itself; of a channel's, that somebody looked whether it was paid. */
export function Held({ order, currency, newId }: HeldProps) {
  return order.money === null ? (
    <Check order={order} newId={newId} />
  ) : (
    <Own order={order} currency={currency} newId={newId} money={order.money} />
  )
}

function Own({
  order,
  currency,
  newId,
  money: own,
}: HeldProps & { money: NonNullable<OrderDetails['money']> }) {
  const { t, money, dateTime } = useWords()
  const facts: [string, string | null][] = [
    [t('held.account'), own.account],
    [t('held.state'), t(`held.states.${own.state}`)],
    [t('held.trouble'), own.trouble],
    [t('held.until'), own.captureBefore && dateTime(new Date(own.captureBefore), order.timeZone)],
    [t('held.card'), own.cardType],
    [t('held.taken'), own.captured > 0 ? money(own.captured, currency) : null],
    [t('held.given'), own.refunded > 0 ? money(own.refunded, currency) : null],
    [t('held.fee'), own.fee === null ? null : money(own.fee, currency)],
  ]
  return (
    <>
      <h3>{t('held.title')}</h3>
      <dl class="facts" id="held">
        {facts.map(
          ([label, value]) =>
            value && (
              <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {own.disputes.map(({ amount, reason, status }) => (
        <p class="notice" data-tone="late">
          {t('held.dispute', { amount: money(amount, currency), reason, status })}
        </p>
      ))}
      <ActionForm action="askProvider" order={order} refusedForm={null} newId={newId} id="ask-provider" />
    </>
  )
}

/** Of an order that the channel was paid for: somebody looks there and says so. */
function Check({ order, newId }: Omit<HeldProps, 'currency'>) {
  const { t } = useWords()
  const { paymentStatus, status, paymentCheckedAt } = order
  const isPaidThere = paymentStatus !== null && paymentStatus !== 'unpaid'
  if (!isPaidThere || isClosed(status) || isProblem(status) || paymentCheckedAt !== null) return null
  return (
    <ActionForm action="checkPayment" order={order} refusedForm={null} newId={newId} id="check-payment">
      <Field
        id="checkPayment-approvalNumber"
        name="approvalNumber"
        label={t('held.approval')}
        maxlength={200}
      />
    </ActionForm>
  )
}
