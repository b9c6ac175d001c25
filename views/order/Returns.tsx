import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { ShownReturn } from '../returns/details.ts'
import { ReturnTag } from '../returns/ReturnTag.tsx'
import type { OrderDetails } from './details.ts'

/** Goods that came back or are on their way, and the way to take some back. */
export function Returns({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  if (order.returns.length === 0 && order.status !== 'completed') return null
  return (
    <section class="panel" id="returns" aria-labelledby="returns-title">
      <h2 id="returns-title">{t('returns.title')}</h2>
      {order.returns.length > 0 && (
        <ul>
          {order.returns.map((one) => (
            <ReturnItem one={one} />
          ))}
        </ul>
      )}
      {order.status === 'completed' && (
        <p>
          <a href={paths.openReturn(order)}>{t('returns.goods')}</a>
        </p>
      )}
    </section>
  )
}

function ReturnItem({ one }: { one: ShownReturn }) {
  const { t, money, dateTime } = useWords()
  return (
    <li>
      <a href={paths.return(one, one.n)}>{t('returns.short', { n: one.n })}</a>{' '}
      <ReturnTag status={one.status} /> {money(one.amount, one.currency)}{' '}
      <small>{dateTime(one.openedAt, one.timeZone)}</small>
    </li>
  )
}
