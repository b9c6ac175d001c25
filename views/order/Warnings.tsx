import type { Problem } from '../../domain/order.ts'
import { readyByDays } from '../../domain/ready-by.ts'
import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import type { OrderDetails } from './details.ts'
import { giftCardWarnings } from './gift-cards.ts'
import { leftToPay } from './left-to-pay.ts'
import { declineInWords } from './money-words.ts'

/** What staff should know before they act; nothing here blocks an action. */
export function Warnings({ order }: { order: OrderDetails }) {
  const words = useWords()
  const { t } = words
  // What a closed order still lacked can't be helped any more.
  const problems = order.problems
    .filter(({ code }) => code !== 'short' || !isClosed(order.status))
    .map((problem) => problemInWords(words, problem, order))
  const picks = order.lines.filter((line) => line.fitsNothing)
  const messages = [
    ...problems,
    ...picks.map(({ id, product }) => t('warning.fitsNothing', { line: id, sku: product?.sku ?? '' })),
    ...promiseWarnings(words, order),
    ...paymentWarnings(words, order),
    ...giftCardWarnings(words, order),
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
              <>
                <a href={paths.order(other)}>{other.number}</a>{' '}
              </>
            ))}
            {order.samePaymentMore && t('warning.samePaymentMore')}
          </li>
        )}
      </ul>
    </section>
  )
}

function problemInWords(words: Words, problem: Problem, { timeZone, currency }: OrderDetails): string {
  const { t, day, appointment, money } = words
  switch (problem.code) {
    case 'unreadable':
      return problem.path
        ? t('problem.unreadable', { path: problem.path, message: problem.message })
        : t('problem.unreadableWhole', { message: problem.message })
    case 'product_not_matched':
      return t(`problem.product.${problem.problem}`, { line: problem.line })
    case 'short':
      return t('problem.short', { line: problem.line, count: problem.owed })
    case 'receipt_failed':
      return t('problem.receipt_failed', { errorId: problem.errorId })
    case 'answer_missed':
    case 'hold_ended':
      return t(`problem.${problem.code}`, { by: appointment(new Date(problem.by), timeZone) })
    case 'promise_missed':
      return t('problem.promise_missed', { by: day(problem.by) })
    case 'payment_declined':
    case 'refund_failed':
      return t(`problem.${problem.code}`, { reason: declineInWords(words, problem.reason) })
    case 'payment_unknown':
      return t('problem.payment_unknown', { errorId: problem.errorId })
    case 'capture_ends':
      return t('problem.capture_ends', { by: appointment(new Date(problem.by), timeZone) })
    case 'disputed': {
      const told = {
        amount: money(problem.amount, currency ?? ''),
        reason: declineInWords(words, problem.reason),
      }
      if (problem.by === null) return t('problem.disputedOpen', told)
      return t('problem.disputed', { ...told, by: appointment(new Date(problem.by), timeZone) })
    }
    default:
      return t(`problem.${problem.code}`)
  }
}

/** Until its clock says so, too. */
function promiseWarnings({ t, day }: Words, order: OrderDetails): string[] {
  const { status, readyBy, now, timeZone, problems } = order
  if (problems.some(({ code }) => code === 'promise_missed')) return []
  const isOver = readyBy !== null && readyBy < readyByDays(now, timeZone).first
  return isOver && status === 'in_process' ? [t('warning.readyByPast', { day: day(readyBy) })] : []
}

/** What the website says of the payment, until the order is closed; and a reservation that went away half paid. */
function paymentWarnings({ t, money }: Words, order: OrderDetails): string[] {
  const { status, fulfilment, paymentStatus, paymentAmount, total, currency } = order
  if (currency === null) return []
  const left = status === 'completed' ? leftToPay(order) : null
  if (left !== null) return [t('warning.leftToPay', { amount: money(left, currency) })]
  if (isClosed(status) || isProblem(status) || fulfilment === 'reserve') return []
  if (paymentStatus === 'unpaid') return [t('warning.unpaid')]
  if (paymentAmount === null || total === null || paymentAmount === total) return []
  return [
    t('warning.paymentDiffers', { paid: money(paymentAmount, currency), total: money(total, currency) }),
  ]
}
