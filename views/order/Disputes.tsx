import { idChecks } from '../../domain/happening.ts'
import { type Dispute, isOpenDispute } from '../../domain/payment.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import type { Entry, OrderDetails } from './details.ts'
import { declineInWords, disputeStateInWords } from './money-words.ts'
import { isNotBought, whoInWords } from './OutcomeNotice.tsx'

interface DisputesProps {
  order: OrderDetails
  disputes: Dispute[]
  currency: string
}

/** What the customer's bank wants back and by when it must be answered; beside it what the shop can show. */
export function Disputes({ order, disputes, currency }: DisputesProps) {
  const words = useWords()
  const { t } = words
  if (disputes.length === 0) return null
  return (
    <section class="disputes" aria-labelledby="disputes-title">
      <h3 id="disputes-title">{t('disputes.title')}</h3>
      {disputes.map((dispute) => (
        <p class="notice" data-tone={isOpenDispute(dispute) ? 'late' : 'calm'}>
          {disputeInWords(words, dispute, order, currency)}
        </p>
      ))}
      <h4>{t('disputes.evidence')}</h4>
      <ul>
        {evidenceOf(words, order).map((one) => (
          <li>{one}</li>
        ))}
        {order.documents.map((document) => (
          <li>
            <a href={paths.document(order, document.id)}>{t(`sale.document.${document.kind}`)}</a>{' '}
            <small>{words.dateTime(document.madeAt, order.timeZone)}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}

function disputeInWords(
  words: Words,
  dispute: Dispute,
  { timeZone }: OrderDetails,
  currency: string,
): string {
  const { t, money, appointment } = words
  const told = t('disputes.told', {
    amount: money(dispute.amount, currency),
    reason: declineInWords(words, dispute.reason),
    state: disputeStateInWords(words, dispute),
  })
  if (!isOpenDispute(dispute) || dispute.evidenceBy === null) return told
  return `${told} ${t('disputes.by', { at: appointment(new Date(dispute.evidenceBy), timeZone) })}`
}

/** Who collected the goods, what was checked, how they were sent: what a bank asks for. */
function evidenceOf(words: Words, order: OrderDetails): string[] {
  const { t } = words
  const { carrier, trackingNumber, approvalNumber, timeline } = order
  const takenBack = timeline.map(({ event }) => event?.outcome.undone)
  const handedOver = timeline.find(
    (entry) =>
      entry.type === 'complete' &&
      entry.state === 'applied' &&
      !isNotBought(entry) &&
      !takenBack.includes(entry.id),
  )
  const sent = carrier ?? trackingNumber
  const evidence = [
    handedOver && handoverInWords(words, handedOver, order),
    sent && t('disputes.sent', { carrier: carrier ?? t('unknown'), number: trackingNumber ?? t('unknown') }),
    approvalNumber && t('money.approval', { number: approvalNumber }),
  ].filter((one): one is string => Boolean(one))
  return evidence.length > 0 ? evidence : [t('disputes.noEvidence')]
}

function handoverInWords(words: Words, { payload, at, who }: Entry, { timeZone }: OrderDetails): string {
  const { t, list, dateTime } = words
  const { collectedBy, idChecked } = payload
  const told = { at: dateTime(at, timeZone), who: whoInWords(words, who) }
  if (typeof collectedBy !== 'string') return t('disputes.completed', told)
  const checks = idChecks.filter((check) => Array.isArray(idChecked) && idChecked.includes(check))
  const checked =
    checks.length > 0 ? list(checks.map((check) => t(`idCheck.${check}`))) : t('disputes.nothing')
  return t('disputes.collected', { ...told, name: collectedBy, checked })
}
