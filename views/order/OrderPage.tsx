import type { StaffAction } from '../../domain/happening.ts'
import { WordsContext } from '../context.ts'
import { ErrorSummary } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { Actions, NotNowActions } from './Actions.tsx'
import { Callbacks } from './Callbacks.tsx'
import { Changed } from './Changed.tsx'
import { Claim, ClaimRefused } from './Claim.tsx'
import type { Aside, OrderDetails, Outcoming, RefusedForm, RefusedProduct } from './details.ts'
import { Erased, EraseLink } from './Erased.tsx'
import { GiftCards } from './GiftCards.tsx'
import { Heading } from './Heading.tsx'
import { Identify } from './Identify.tsx'
import { Letters } from './Letters.tsx'
import { Lines } from './Lines.tsx'
import { Match } from './Match.tsx'
import { Money } from './Money.tsx'
import { People } from './People.tsx'
import { PriceChange } from './PriceChange.tsx'
import { Raw } from './Raw.tsx'
import { ForgottenNotice } from './Remembered.tsx'
import { Returns } from './Returns.tsx'
import { RulesSeen } from './RulesSeen.tsx'
import { Sale } from './Sale.tsx'
import { ReleasedNotice, SameGap } from './SameGap.tsx'
import { Done, Reopen } from './TakeBack.tsx'
import { Timeline } from './Timeline.tsx'
import { Warnings } from './Warnings.tsx'

interface OrderViewProps {
  words: Words
  order: OrderDetails
  outcome: Outcoming | null
  refusedForm: RefusedForm | null
  refusedProduct: RefusedProduct | null
  aside: Aside
  /** A fresh id for each form. */
  newId: () => string
  viewer: Viewer & { id: string }
}

export function OrderPage(props: OrderViewProps) {
  const { viewer, words, order, refusedForm, refusedProduct } = props
  const title = words.t('order.title', { number: order.number })
  return (
    <Layout
      words={words}
      title={refusedForm || refusedProduct ? words.t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
      follows={order.id}
    >
      <OrderView {...props} />
    </Layout>
  )
}

/** The order alone, without the page around it. */
function OrderView({ words, order, outcome, viewer, ...props }: OrderViewProps) {
  const { refusedForm, refusedProduct, aside, newId } = props
  const forms = { order, refusedForm, newId }
  const ofAction = (action: StaffAction) => (refusedForm?.action === action ? refusedForm : null)
  return (
    <WordsContext.Provider value={words}>
      <article class="order" id="order">
        {refusedForm && (
          <ErrorSummary
            errors={refusedForm.errors.map(({ field, message }) => ({
              field: fieldId(refusedForm.action, field),
              message,
            }))}
          />
        )}
        {refusedProduct && (
          <ErrorSummary
            errors={refusedProduct.errors.map(({ field, message }) => ({ field: `add-${field}`, message }))}
          />
        )}
        <Done order={order} outcome={outcome} newId={newId} />
        {aside.claimed?.isDone === false && <ClaimRefused claim={order.claim} />}
        {aside.released && <ReleasedNotice released={aside.released} />}
        {aside.forgotten && <ForgottenNotice forgotten={aside.forgotten} />}
        <Heading order={order} />
        <Claim order={order} viewerId={viewer.id} />
        <Erased order={order} />
        <Warnings order={order} />
        <div class="order-columns">
          <Actions {...forms}>
            <Reopen {...forms} refusedForm={ofAction('reopen')} role={viewer.role} />
          </Actions>
          <div class="order-parts">
            <Identify {...forms} refusedForm={ofAction('identifyCustomer')} />
            <Match {...forms} refusedForm={ofAction('matchProduct')} refusedProduct={refusedProduct} />
            <SameGap order={order} newId={newId} />
            <Changed order={order} />
            <Lines order={order} newId={newId} />
            <GiftCards {...forms} role={viewer.role} />
            <PriceChange {...forms} refusedForm={ofAction('changePrice')} role={viewer.role} />
            <People order={order} />
            <Money {...forms} refusedForm={ofAction('giveBack')} role={viewer.role} />
            <Sale order={order} />
            <Returns order={order} />
            <Timeline order={order} />
            <Letters order={order} role={viewer.role} newId={newId} />
            <Callbacks order={order} />
            <RulesSeen order={order} />
            <Raw order={order} />
            <EraseLink order={order} role={viewer.role} />
          </div>
          <NotNowActions order={order} />
        </div>
      </article>
    </WordsContext.Provider>
  )
}

/** Customers and products are picked from what a search finds, so a fault of theirs leads there. */
function fieldId(action: StaffAction, field: string): string {
  if (action === 'identifyCustomer') return 'identify-search-words'
  return action === 'matchProduct' ? 'match-search-words' : `${action}-${field}`
}
