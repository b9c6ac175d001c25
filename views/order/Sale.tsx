import type { Status } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { OrderDetails } from './details.ts'

/** From when its goods are got ready until they are gone. */
const labelled: readonly Status[] = ['in_process', 'ready_for_pickup']

/** The shop's own sale with its barcode for the till, and the papers that were made. */
export function Sale({ order }: { order: OrderDetails }) {
  const { t, dateTime } = useWords()
  if (order.saleNumber === null) return null
  return (
    <section class="panel" id="papers" aria-labelledby="papers-title">
      <h2 id="papers-title">{t('sale.title')}</h2>
      <p>
        <strong>{order.saleNumber}</strong> {order.saleStatus && t(`sale.status.${order.saleStatus}`)}
      </p>
      <img class="barcode" src={paths.barcode(order)} alt={t('sale.barcode', { number: order.saleNumber })} />
      <h3>{t('sale.documents')}</h3>
      {labelled.includes(order.status) && (
        <p>
          <a href={paths.shelfLabel(order)}>{t('sale.label')}</a>
        </p>
      )}
      {order.documents.length === 0 ? (
        <p class="muted">{t(order.money === null ? 'sale.noDocuments' : 'sale.noDocumentsUnpaid')}</p>
      ) : (
        <ul>
          {order.documents.map((document) => (
            <li>
              <a href={paths.document(order, document.id)}>{t(`sale.document.${document.kind}`)}</a>{' '}
              <small>{dateTime(document.madeAt, order.timeZone)}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
