import { useWords, WordsContext } from '../context.ts'
import { ErrorSummary } from '../fields.tsx'
import { Layout, type Viewer } from '../Layout.tsx'
import { FulfilmentName, StatusTag } from '../tags.tsx'
import type { Words } from '../words.ts'
import { Actions, NotNowActions } from './Actions.tsx'
import type { OrderDetails, Outcoming, RefusedForm } from './details.ts'
import { Lines } from './Lines.tsx'
import { Money } from './Money.tsx'
import { nextStep } from './next-step.ts'
import { OutcomeNotice } from './OutcomeNotice.tsx'
import { People } from './People.tsx'
import { Raw } from './Raw.tsx'
import { Sale } from './Sale.tsx'
import { Timeline } from './Timeline.tsx'
import { Warnings } from './Warnings.tsx'

interface OrderViewProps {
  words: Words
  order: OrderDetails
  outcome: Outcoming | null
  refusedForm: RefusedForm | null
  /** A fresh id for each form. */
  newId: () => string
}

export function OrderPage({ viewer, ...props }: OrderViewProps & { viewer: Viewer }) {
  const { words, order, refusedForm } = props
  const title = words.t('order.title', { number: order.number })
  return (
    <Layout
      words={words}
      title={refusedForm ? words.t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
      follows={order.id}
    >
      <OrderView {...props} />
    </Layout>
  )
}

/** The order alone, without the page around it: also what an htmx request gets. */
export function OrderView({ words, order, outcome, refusedForm, newId }: OrderViewProps) {
  return (
    <WordsContext.Provider value={words}>
      <article class="order" id="order">
        {refusedForm && (
          <ErrorSummary
            errors={refusedForm.errors.map(({ field, message }) => ({
              field: `${refusedForm.action}-${field}`,
              message,
            }))}
          />
        )}
        {outcome && <OutcomeNotice outcome={outcome} timeZone={order.timeZone} />}
        <Heading order={order} />
        <Warnings order={order} />
        <div class="order-columns">
          <Actions order={order} refusedForm={refusedForm} newId={newId} />
          <div class="order-parts">
            <Lines order={order} />
            <Money order={order} />
            <People order={order} />
            <Sale order={order} />
            <Timeline order={order} />
            <Raw order={order} />
          </div>
          <NotNowActions order={order} />
        </div>
      </article>
    </WordsContext.Provider>
  )
}

function Heading({ order }: { order: OrderDetails }) {
  const { t, dateTime, day } = useWords()
  const facts: [string, string | null][] = [
    [t('order.source'), order.source],
    [t('order.store'), order.store],
    [t('order.placed'), order.placedAt && dateTime(order.placedAt, order.timeZone)],
    [t('order.received'), dateTime(order.receivedAt, order.timeZone)],
    [t('order.readyBy'), order.readyBy && day(order.readyBy)],
    [t('order.location'), order.location],
    [t('order.carrier'), order.carrier],
    [t('order.trackingNumber'), order.trackingNumber],
    [t('order.rejected'), order.rejectReason && t(`reason.${order.rejectReason}`)],
    [t('order.version'), String(order.version)],
  ]
  return (
    <header class="order-heading">
      <h1>
        {t('order.title', { number: order.number })} <StatusTag status={order.status} />{' '}
        <span class="muted">
          <FulfilmentName fulfilment={order.fulfilment} />
        </span>
      </h1>
      <p class="next-step">{t(nextStep(order.status, order.fulfilment))}</p>
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
