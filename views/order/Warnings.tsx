import type { Problem } from '../../domain/order.ts'
import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import type { OrderDetails } from './details.ts'

/** What staff should know before they act; nothing here blocks an action. */
export function Warnings({ order }: { order: OrderDetails }) {
  const words = useWords()
  const { t } = words
  const problems = order.problems.map((problem) => problemInWords(words, problem))
  const picks = order.lines.filter((line) => line.fitsNothing)
  const messages = [
    ...problems,
    ...picks.map(({ id, product }) => t('warning.fitsNothing', { line: id, sku: product?.sku ?? '' })),
    ...paymentWarnings(words, order),
  ]
  if (messages.length === 0 && order.samePayment.length === 0) return null
  return (
    <section class="notice" data-tone="soon" id="warnings" aria-labelledby="warnings-title">
      <h2 id="warnings-title">{t('warning.title')}</h2>
      <ul>
        {messages.map((message) => (
          <li>{message}</li>
        ))}
        {order.samePayment.length > 0 && (
          <li>
            {t('warning.samePayment', { reference: order.paymentReference ?? '' })}{' '}
            {order.samePayment.map((other) => (
              <a href={paths.order(other)}>{other.number} </a>
            ))}
          </li>
        )}
      </ul>
    </section>
  )
}

function problemInWords({ t }: Words, problem: Problem): string {
  switch (problem.code) {
    case 'unreadable':
      return t('problem.unreadable', { path: problem.path, message: problem.message })
    case 'product_not_matched':
      return t(`problem.product.${problem.problem}`, { line: problem.line })
    case 'short':
      return t('problem.short', { line: problem.line, count: problem.owed })
    case 'receipt_failed':
      return t('problem.receipt_failed', { errorId: problem.errorId })
    default:
      return t(`problem.${problem.code}`)
  }
}

/** The website took the money, not we: until an order is closed somebody should have looked. */
function paymentWarnings({ t, money }: Words, order: OrderDetails): string[] {
  const { status, fulfilment, paymentStatus, paymentAmount, total, currency } = order
  if (isClosed(status) || isProblem(status) || fulfilment === 'reserve' || currency === null) return []
  if (paymentStatus === 'unpaid') return [t('warning.unpaid')]
  const unchecked = t('warning.unchecked', {
    provider: order.paymentProvider ?? order.source,
    reference: order.paymentReference ?? t('unknown'),
  })
  if (paymentAmount === null || total === null || paymentAmount === total) return [unchecked]
  const amounts = { paid: money(paymentAmount, currency), total: money(total, currency) }
  return [unchecked, t('warning.paymentDiffers', amounts)]
}
