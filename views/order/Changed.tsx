import type { Difference } from '../../domain/comparison/versions.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import type { OrderDetails, OtherContent } from './details.ts'

const DIFFERENCES_MAX = 100

/** The order as it came first beside what the website sent later: only what differs, each place in its own row. */
export function Changed({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  const { otherContent } = order
  if (otherContent === null) return null
  return (
    <section class="panel" id="changed" aria-labelledby="changed-title">
      <h2 id="changed-title">{t('changed.title')}</h2>
      <p>{t('changed.explain')}</p>
      <Differences order={order} other={otherContent} />
    </section>
  )
}

function Differences({ order, other }: { order: OrderDetails; other: OtherContent }) {
  const words = useWords()
  const { t, dateTime } = words
  const { differences } = other
  if (differences === null) return <p class="muted">{t('changed.unreadable')}</p>
  if (differences.length === 0) return <p class="muted">{t('changed.same')}</p>
  const more = differences.length - DIFFERENCES_MAX
  const versions = [
    ['first', dateTime(order.receivedAt, order.timeZone)],
    ['later', dateTime(other.receivedAt, order.timeZone)],
  ] as const
  return (
    <>
      <table class="compare cards">
        <caption class="visually-hidden">{t('changed.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('changed.what')}</th>
            {versions.map(([version, at]) => (
              <th scope="col">{t(`changed.${version}`, { at })}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {differences.slice(0, DIFFERENCES_MAX).map((difference) => (
            <tr>
              <th scope="row">{placeInWords(words, difference.path)}</th>
              {versions.map(([version, at]) => (
                <td data-label={t(`changed.${version}`, { at })}>
                  <Value difference={difference} version={version} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p class="muted">{t('changed.more', { count: more })}</p>}
    </>
  )
}

function Value({ difference, version }: { difference: Difference; version: 'first' | 'later' }) {
  const { t } = useWords()
  const value = difference[version]
  if (value === null) return <span class="muted">{t('changed.nothing')}</span>
  return (
    <span class="agreement written" data-agreement={version === 'later' ? 'different' : undefined}>
      {value}
    </span>
  )
}

const known = [
  'customer',
  'billingAddress',
  'shippingAddress',
  'shipping',
  'payment',
  'supplier',
  'note',
  'total',
  'placedAt',
  'fulfilment',
  'storeCode',
  'currency',
  'firstName',
  'lastName',
  'email',
  'phone',
  'name',
  'street',
  'city',
  'region',
  'postalCode',
  'country',
  'quantity',
  'unitPrice',
  'discount',
  'taxRate',
  'tax',
  'description',
  'gtin',
  'mpn',
  'sku',
  'kind',
  'amount',
  'method',
  'status',
  'provider',
  'reference',
] as const

/** "Line 2 · quantity"; a field that the contract does not know goes by its own name. */
function placeInWords({ t }: Words, path: readonly string[]): string {
  const [part, id = '', ...rest] = path
  const names = part === 'lines' ? rest : path
  const told = names.map((name) => {
    const field = known.find((each) => each === name)
    return field ? t(`changed.field.${field}`) : name
  })
  return [...(part === 'lines' ? [t('changed.line', { line: id })] : []), ...told].join(' · ')
}
