import { fullName } from '../../domain/comparison/names.ts'
import type { PersonField } from '../../domain/comparison/people.ts'
import { useWords } from '../context.ts'
import { Differing } from './Agreement.tsx'
import type { KnownCustomer, OrderDetails } from './details.ts'

/** The shop's own customer beside the person that the website named; the one never overwrites the other. */
export function People({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  const { web } = order
  const isSent = order.fulfilment !== 'pickup' && order.fulfilment !== 'reserve'
  return (
    <section class="panel" id="people" aria-labelledby="people-title">
      <h2 id="people-title">{t('person.title')}</h2>
      <div class="pair">
        <div>
          <h3>{t('person.ours')}</h3>
          {order.customer ? (
            <OurCustomer customer={order.customer} />
          ) : (
            <p class="muted">{t('person.none')}</p>
          )}
        </div>
        <div>
          <h3>{t('person.website')}</h3>
          {web.customer.length === 0 && <p class="muted">{t('person.unsaid')}</p>}
          <dl class="facts">
            {web.customer.map(([field, value]) => (
              <div>
                <dt>{t(`person.${field}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <AddressLines title={t('person.shipTo')} lines={web.shipTo} />
          <AddressLines title={t('person.billTo')} lines={web.billTo} />
          {isSent && web.shippingMethod && (
            <p>{t('person.shippingMethod', { method: web.shippingMethod })}</p>
          )}
          {web.note && (
            <>
              <h4>{t('person.note')}</h4>
              <p class="written">{web.note}</p>
            </>
          )}
        </div>
      </div>
    </section>
  )
}

const ownFields = [
  'email',
  'phone',
  'street',
  'postalCode',
  'city',
  'country',
] as const satisfies PersonField[]

/** What differs from the order says so; what the website did not say is as it is. */
function OurCustomer({ customer }: { customer: KnownCustomer }) {
  const { t } = useWords()
  const { agreements } = customer
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{t('person.name')}</dt>
          <dd>
            <Differing agreement={agreements.name}>
              {fullName(customer.firstName, customer.lastName)}
            </Differing>
          </dd>
        </div>
        <div>
          <dt>{t('person.id')}</dt>
          <dd>{customer.id}</dd>
        </div>
        {ownFields.map(
          (field) =>
            (customer[field] !== null || agreements[field] === 'missing') && (
              <div>
                <dt>{t(`person.${field}`)}</dt>
                <dd>
                  <Differing agreement={agreements[field]}>{customer[field] ?? t('unknown')}</Differing>
                </dd>
              </div>
            ),
        )}
      </dl>
      <AddressLines title={t('person.shipsTo')} lines={customer.shipsTo} />
    </>
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
