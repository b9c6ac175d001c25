import { inAll } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'
import { declineInWords } from '../order/money-words.ts'
import type { ReturnDetails } from './details.ts'

const known = [
  'amount',
  'not_done',
  'refund_broke',
  'no_provider',
  'error',
  'wrong_status',
  'closed',
] as const

/** What is waited for, or what stood in the way. */
export function Waiting({ details }: { details: ReturnDetails }) {
  const { t } = useWords()
  return (
    <>
      {details.errorId && (
        <p class="notice" data-tone="late">
          {t('exchange.gaveUp', { errorId: details.errorId })}
        </p>
      )}
      <WaitingFor details={details} />
    </>
  )
}

function WaitingFor({ details: { status, trouble, given } }: { details: ReturnDetails }) {
  const words = useWords()
  const { t } = words
  if (status === 'refunded' || status === 'closed' || status === 'cancelled')
    return <p>{t('returns.done')}</p>
  if (status === 'refunding') {
    const waits = trouble === 'unknown' || trouble === 'payment_under_way' ? trouble : 'going'
    return <p>{t(`returns.waits.${waits}`)}</p>
  }
  if (trouble === null) return null
  const code = known.find((one) => one === trouble)
  const reason = code
    ? t(`returns.trouble.${code}`)
    : t('returns.trouble.provider', { code: declineInWords(words, trouble) })
  return (
    <p class="notice" data-tone="late">
      {t(inAll(given) > 0 ? 'returns.troubledRest' : 'returns.troubled', { reason })}
    </p>
  )
}
