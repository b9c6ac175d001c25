import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { ActionForm } from './ActionForms.tsx'
import type { OrderDetails } from './details.ts'

interface ChannelPaidProps {
  order: OrderDetails
  currency: string
  newId: () => string
}

/** Of an order that the channel was paid for: how it stands there, and that somebody looked. */
export function ChannelPaid({ order, currency, newId }: ChannelPaidProps) {
  const { t, money } = useWords()
  const { paymentStatus, paymentAmount, status, paymentCheckedAt, adminUrl } = order
  if (paymentStatus === null || paymentStatus === 'unpaid') return null
  const isToCheck = !isClosed(status) && !isProblem(status) && paymentCheckedAt === null
  return (
    <>
      <h3>{t('channelPaid.title')}</h3>
      <p id="channel-paid">
        {t(`channelPaid.${paymentStatus}`, { amount: money(paymentAmount ?? 0, currency) })}{' '}
        {adminUrl && (
          <a href={adminUrl} rel="noreferrer">
            {t('channelPaid.look')}
          </a>
        )}
      </p>
      {paymentCheckedAt && <Checked order={order} at={paymentCheckedAt} />}
      {isToCheck && (
        <ActionForm action="checkPayment" order={order} refusedForm={null} newId={newId} id="check-payment">
          <Field
            id="checkPayment-approvalNumber"
            name="approvalNumber"
            label={t('held.approval')}
            hint={t('channelPaid.approvalHint')}
            maxlength={200}
          />
        </ActionForm>
      )}
    </>
  )
}

function Checked({ order, at }: { order: OrderDetails; at: Date }) {
  const { t, dateTime } = useWords()
  const check = order.timeline.find(({ type, state }) => type === 'checkPayment' && state === 'applied')
  const told = { at: dateTime(at, order.timeZone), who: check?.who.name ?? t('who.former') }
  return <p>{t('channelPaid.checked', told)}</p>
}
