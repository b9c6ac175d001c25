import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { OrderDetails, RawText } from './details.ts'

/** The order as it came, and other content that the website sent later under the same number. */
export function Raw({ order }: { order: OrderDetails }) {
  const { t, dateTime } = useWords()
  const { raw, otherContent } = order
  if (raw === null) return null
  return (
    <section class="panel" id="raw">
      <details id="raw-text" open={order.status === 'sale_processing_failed'}>
        <summary>
          <h2>{t('raw.title')}</h2>
        </summary>
        <p>
          <a href={paths.raw(order)}>{t('raw.whole')}</a>
        </p>
        {otherContent ? (
          <div class="pair">
            <div>
              <h3>{t('raw.first', { at: dateTime(order.receivedAt, order.timeZone) })}</h3>
              <Text raw={raw} />
            </div>
            <div>
              <h3>{t('raw.later', { at: dateTime(otherContent.receivedAt, order.timeZone) })}</h3>
              <Text raw={otherContent} />
            </div>
          </div>
        ) : (
          <Text raw={raw} />
        )}
      </details>
    </section>
  )
}

function Text({ raw }: { raw: RawText }) {
  const { t } = useWords()
  return (
    <>
      <pre class="raw" tabindex={0}>
        {raw.text}
      </pre>
      {raw.cut && <p class="muted">{t('raw.cut')}</p>}
    </>
  )
}
