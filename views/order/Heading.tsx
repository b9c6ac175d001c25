import { useWords } from '../context.ts'
import { FulfilmentName, StatusTag } from '../tags.tsx'
import { Due } from './Due.tsx'
import type { OrderDetails } from './details.ts'
import { nextStep } from './next-step.ts'

/** What the order is, what is next and by when; then where it came from and where it stands. */
export function Heading({ order }: { order: OrderDetails }) {
  const { t, dateTime, day } = useWords()
  const isHeld = order.status === 'ready_for_pickup' && order.location !== null
  const facts: [string, string | null][] = [
    [t('order.source'), order.source],
    [t('order.store'), order.store],
    [t('order.placed'), order.placedAt && dateTime(order.placedAt, order.timeZone)],
    [t('order.received'), dateTime(order.receivedAt, order.timeZone)],
    [t('order.readyBy'), order.readyBy && day(order.readyBy)],
    [t('order.location'), isHeld ? null : order.location],
    [t('order.carrier'), order.carrier],
    [t('order.trackingNumber'), order.trackingNumber],
    [t('order.rejected'), order.rejectReason && t(`reason.${order.rejectReason}`)],
    [t('order.version'), String(order.version)],
  ]
  return (
    <header class="order-heading" id="order-heading">
      <h1>
        {t('order.title', { number: order.number })} <StatusTag status={order.status} />{' '}
        <span class="muted">
          <FulfilmentName fulfilment={order.fulfilment} />
        </span>
      </h1>
      <p class="next-step" id="next-step">
        {t(nextStep(order))}
      </p>
      <Due order={order} />
      {isHeld && (
        <p class="hold-place">
          {t('order.location')} <strong>{order.location}</strong>
        </p>
      )}
      <dl class="facts">
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
      <p class="muted">
        {order.adminUrl && (
          <>
            <a href={order.adminUrl} rel="noreferrer">
              {t('order.atWebsite')}
            </a>{' '}
          </>
        )}
        {t('order.timeZone', { zone: order.timeZone })}
      </p>
    </header>
  )
}
