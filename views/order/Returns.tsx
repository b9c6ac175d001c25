import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { ReturnOfOrder } from '../returns/details.ts'
import { ReturnTag } from '../returns/ReturnTag.tsx'
import { settledKey } from '../returns/settled.ts'
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

function ReturnItem({ one }: { one: ReturnOfOrder }) {
  const { t, money, dateTime } = useWords()
  return (
    <li>
      <a href={paths.return(one, one.n)}>{t('returns.short', { n: one.n })}</a>{' '}
      <ReturnTag status={one.status} /> {money(one.amount, one.currency)}{' '}
      <small>{dateTime(one.openedAt, one.timeZone)}</small>
      {one.exchange && <Exchanged exchange={one.exchange} currency={one.currency} />}
    </li>
  )
}

/** What went out for them, and how it was settled where the order had too little left. */
function Exchanged({
  exchange: { sale, settled },
  currency,
}: {
  exchange: NonNullable<ReturnOfOrder['exchange']>
  currency: string
}) {
  const { t, money } = useWords()
  if (settled.length === 0) return <p>{t('returns.exchanged', { sale })}</p>
  return (
    <>
      {settled.map(({ method, amount }) => (
        <p>{t('returns.settled', { sale, amount: money(amount, currency), how: t(settledKey(method)) })}</p>
      ))}
    </>
  )
}
