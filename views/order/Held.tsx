import { couldNotGoBack, GIVEN_OTHERWISE, type Money } from '../../domain/payment.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import { ChannelPaid } from './ChannelPaid.tsx'
import { Disputes } from './Disputes.tsx'
import type { OrderDetails } from './details.ts'
import { GiveBack } from './GiveBack.tsx'
import { declineInWords } from './money-words.ts'

interface HeldProps extends ActionFormProps {
  currency: string
  role: Role
}

/** A reservation that ends within so long should be seen to now. */
const SOON_MS = 48 * 3_600_000

/** How the money stands that the shop takes itself; of a channel's, that somebody looked whether it was paid. */
export function Held({ order, currency, newId, ...props }: HeldProps) {
  return order.money === null ? (
    <ChannelPaid order={order} currency={currency} newId={newId} />
  ) : (
    <Own order={order} currency={currency} newId={newId} {...props} own={order.money} />
  )
}

function Own({ order, currency, newId, own, ...props }: HeldProps & { own: Money }) {
  const words = useWords()
  const { t } = words
  const isShared = own.trouble === 'payment_shared'
  const tone = isShared ? 'late' : toneOf(own, order.now)
  const isPressing = own.state === 'unknown' || (isWaiting(own) && tone === 'late')
  return (
    <>
      <h3>{t('held.title')}</h3>
      <p class={tone && 'notice'} data-tone={tone} id="held-state">
        {stateInWords(words, own, order, currency)}{' '}
        {isShared && t('held.told.shared', { reason: declineInWords(words, own.trouble ?? '') })}
      </p>
      <dl class="facts" id="held">
        {factsOf(words, own, order, currency).map(
          ([label, value]) =>
            value && (
              <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      <Disputes order={order} disputes={own.disputes} currency={currency} />
      <ActionForm
        action="askProvider"
        order={order}
        refusedForm={null}
        newId={newId}
        id="ask-provider"
        tone={isPressing ? 'primary' : 'plain'}
      />
      <GiveBack order={order} newId={newId} {...props} own={own} />
    </>
  )
}

const isWaiting = ({ state }: Money) => state === 'held' || state === 'capturing'

function toneOf(own: Money, now: Date): 'late' | 'soon' | undefined {
  if (own.state === 'declined' || own.state === 'unknown' || couldNotGoBack(own)) return 'late'
  if (!isWaiting(own) || own.captureBefore === null) return undefined
  const left = new Date(own.captureBefore).getTime() - now.getTime()
  if (left <= 0) return 'late'
  return left < SOON_MS ? 'soon' : undefined
}

/** How it stands, and what is to be done about it. */
function stateInWords(words: Words, own: Money, order: OrderDetails, currency: string): string {
  const { t, money } = words
  const reason = own.trouble === null ? t('unknown') : declineInWords(words, own.trouble)
  switch (own.state) {
    case 'held':
      return t('held.told.held', {
        amount: money(own.held, currency),
        until: untilInWords(words, own, order),
      })
    case 'capturing':
      return t('held.told.capturing', { until: untilInWords(words, own, order) })
    case 'captured':
      return takenInWords(words, own, order, currency)
    case 'declined':
      return t(order.status === 'new' ? 'held.told.declined' : 'held.told.declinedLater', { reason })
    case 'unknown':
      return own.trouble === null ? t('held.told.pending') : t('held.told.unknown', { errorId: own.trouble })
    case 'releasing':
    case 'released':
      return t(`held.told.${own.state}`)
  }
}

function untilInWords({ t, appointment }: Words, { captureBefore }: Money, { timeZone, now }: OrderDetails) {
  if (captureBefore === null) return ''
  const end = new Date(captureBefore)
  return t(end <= now ? 'held.wasUntil' : 'held.isUntil', { at: appointment(end, timeZone) })
}

function takenInWords(
  words: Words,
  { captured, refunded, trouble }: Money,
  { status }: OrderDetails,
  currency: string,
): string {
  const { t, money } = words
  const given = { taken: money(captured, currency), given: money(refunded, currency) }
  if (trouble === GIVEN_OTHERWISE)
    return t('held.told.givenOtherwise', { ...given, left: money(captured - refunded, currency) })
  const told =
    refunded === 0
      ? t('held.told.captured', given)
      : refunded >= captured
        ? t('held.told.refunded', given)
        : t('held.told.refundedPart', { ...given, left: money(captured - refunded, currency) })
  if (trouble === null || trouble === 'payment_shared') return told
  const failed = status === 'rejected' ? 'refundFailed' : 'refundFailedReturn'
  return `${told} ${t(`held.told.${failed}`, { reason: declineInWords(words, trouble) })}`
}

function factsOf(
  { t, money, dateTime }: Words,
  own: Money,
  { timeZone }: OrderDetails,
  currency: string,
): [string, string | null][] {
  const until = isWaiting(own) && own.captureBefore ? dateTime(new Date(own.captureBefore), timeZone) : null
  return [
    [t('held.state'), t(`held.states.${own.state}`)],
    [t('held.account'), own.account],
    [t('held.card'), own.cardType],
    [t('held.held'), money(own.held, currency)],
    [t('held.until'), until],
    [t('held.taken'), own.captured > 0 ? money(own.captured, currency) : null],
    [t('held.given'), own.refunded > 0 ? money(own.refunded, currency) : null],
    [t('held.fee'), own.fee === null ? null : money(own.fee, currency)],
  ]
}
