import { useWords } from '../context.ts'
import type { Customer, OrderDetails } from './details.ts'

/** The shop's own customer beside the person that the website named; the one never overwrites the other. */
export function People({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  const { web } = order
  return (
    <section class="panel">
      <h2>{t('people.title')}</h2>
      <div class="pair">
        <div>
          <h3>{t('people.ours')}</h3>
          {order.customer ? (
            <OurCustomer customer={order.customer} />
          ) : (
            <p class="muted">{t('people.none')}</p>
          )}
        </div>
        <div>
          <h3>{t('people.website')}</h3>
          <dl class="facts">
            {web.customer.map(([field, value]) => (
              <div>
                <dt>{t(`people.${field}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <AddressLines title={t('people.shipTo')} lines={web.shipTo} />
          <AddressLines title={t('people.billTo')} lines={web.billTo} />
          {web.shippingMethod && <p>{t('people.shippingMethod', { method: web.shippingMethod })}</p>}
          {web.note && (
            <>
              <h4>{t('people.note')}</h4>
              <p class="written">{web.note}</p>
            </>
          )}
        </div>
      </div>
    </section>
  )
}

function OurCustomer({ customer }: { customer: Customer }) {
  const { t } = useWords()
  return (
    <dl class="facts">
      <div>
        <dt>{t('people.name')}</dt>
        <dd>{t('people.fullName', { firstName: customer.firstName, lastName: customer.lastName })}</dd>
      </div>
      <div>
        <dt>{t('people.id')}</dt>
        <dd>{customer.id}</dd>
      </div>
      {customer.email && (
        <div>
          <dt>{t('people.email')}</dt>
          <dd>{customer.email}</dd>
        </div>
      )}
      {customer.phone && (
        <div>
          <dt>{t('people.phone')}</dt>
          <dd>{customer.phone}</dd>
        </div>
      )}
    </dl>
  )
}

function AddressLines({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null
  return (
    <>
      <h4>{title}</h4>
      <address>
        {lines.map((line) => (
          <div>{line}</div>
        ))}
      </address>
    </>
  )
}
