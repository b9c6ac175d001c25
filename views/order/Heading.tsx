import { isClosed } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { FulfilmentName, StatusTag } from '../tags.tsx'
import type { Words } from '../words.ts'
import { Due } from './Due.tsx'
import type { OrderDetails } from './details.ts'
import { nextStep } from './next-step.ts'

/** What the order is, what is next and by when; then where it came from and where it stands. */
export function Heading({ order }: { order: OrderDetails }) {
  const words = useWords()
  const { t, dateTime, day } = words
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
    [t('order.resolution'), resolutionInWords(words, order)],
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

/** Of a closed reservation: bought or not, and why not; from the step that ended it. */
function resolutionInWords({ t }: Words, { status, fulfilment, timeline }: OrderDetails): string | null {
  if (fulfilment !== 'reserve' || !isClosed(status)) return null
  const last = timeline.find(({ event }) => event?.outcome.resolution)
  const resolution = last?.event?.outcome.resolution
  if (!resolution) return null
  const why = last.payload.resolutionReason
  const told = t(`resolution.${resolution}`)
  return typeof why === 'string' && why ? t('order.resolutionWhy', { resolution: told, why }) : told
}
