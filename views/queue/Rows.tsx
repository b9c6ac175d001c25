import { isClosed, type Status } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import { TimeLeft } from '../TimeLeft.tsx'
import { FulfilmentName, StatusTag, WarningTags } from '../tags.tsx'
import type { Key } from '../words.ts'
import type { Queue, QueueRow } from './queue.ts'

export function Rows({ queue: { rows, stores, filter, now } }: { queue: Queue }) {
  const { t } = useWords()
  const store = new Map(stores.map((known) => [known.code, known]))
  // In the clocks of several zones the list would look unsorted.
  const zones = new Set(rows.map((row) => store.get(row.store ?? '')?.timeZone ?? 'UTC'))
  const caption = filter.q
    ? t('queue.found', { search: filter.q })
    : t(filter.status && isClosed(filter.status) ? 'queue.newestFirst' : 'queue.dueFirst')
  return (
    <table class="queue cards">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('queue.order')}</th>
          <th scope="col">{t('queue.due')}</th>
          <th scope="col">{t('queue.customer')}</th>
          <th scope="col">{t('queue.status')}</th>
          <th scope="col">{t('queue.fulfilment')}</th>
          <th scope="col">{t('queue.store')}</th>
          <th scope="col">{t('queue.placed')}</th>
          <th scope="col" class="figure">
            {t('queue.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} store={store.get(row.store ?? '')} now={now} isZoned={zones.size > 1} />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  row: QueueRow
  store: Queue['stores'][number] | undefined
  now: Date
  /** Whether its time says which zone's it is. */
  isZoned: boolean
}

function Row({ row, store, now, isZoned }: RowProps) {
  const { t, age, dateTime, money, zone } = useWords()
  const timeZone = store?.timeZone ?? 'UTC'
  const since = row.placedAt ?? row.createdAt
  return (
    <tr id={`order-${row.id}`}>
      <th scope="row">
        <a href={paths.order(row)}>{row.number}</a> <small>{row.source}</small>
      </th>
      <td data-label={t('queue.due')} class="due">
        <Due row={row} timeZone={timeZone} now={now} isZoned={isZoned} />
      </td>
      <td data-label={t('queue.customer')}>{row.customerName || t('unknown')}</td>
      <td data-label={t('queue.status')}>
        <StatusTag status={row.status} /> <WarningTags {...row} />
        {row.claim && !isClosed(row.status) && (
          <small class="claimed" data-until={row.claim.until.toISOString()}>
            {t('queue.claimed', { who: row.claim.name })}
          </small>
        )}
      </td>
      <td data-label={t('queue.fulfilment')}>
        <FulfilmentName fulfilment={row.fulfilment} />
      </td>
      <td data-label={t('queue.store')}>{store?.name ?? t('unknown')}</td>
      <td data-label={t('queue.placed')}>
        <time datetime={since.toISOString()}>{dateTime(since, timeZone)}</time>
        <small>
          {isZoned && <>{zone(since, timeZone)} · </>}
          {t('queue.ago')} <span data-age-of={since.toISOString()}>{age(since, now)}</span>
        </small>
      </td>
      <td data-label={t('queue.total')} class="figure">
        {row.total !== null && row.currency ? money(row.total, row.currency) : t('unknown')}
      </td>
    </tr>
  )
}

interface DueProps extends Pick<RowProps, 'row' | 'now' | 'isZoned'> {
  timeZone: string
}

/** What is due, when, and how long that still is. */
function Due({ row, timeZone, now, isZoned }: DueProps) {
  const { t, appointment, day, zone } = useWords()
  const { status, dueAt, readyBy } = row
  if (dueAt === null || isClosed(status)) return <>{t('unknown')}</>
  const isPromise = status === 'in_process'
  const time = isZoned
    ? `${appointment(dueAt, timeZone)} ${zone(dueAt, timeZone)}`
    : appointment(dueAt, timeZone)
  const at = isPromise && readyBy ? day(readyBy) : time
  return (
    <>
      <TimeLeft at={dueAt} now={now} />
      <small>{t(whatIsDue(status), { at })}</small>
    </>
  )
}

function whatIsDue(status: Status): Key {
  if (status === 'ready_for_pickup') return 'queue.pickupBy'
  return status === 'in_process' ? 'queue.promisedFor' : 'queue.answerBy'
}
