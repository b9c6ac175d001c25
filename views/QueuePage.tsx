import type { Fulfilment, Status } from '../domain/status.ts'
import { closedStatuses, isClosed, openStatuses } from '../domain/status.ts'
import { useWords } from './context.ts'
import { Field, SelectField } from './fields.tsx'
import { Layout, type Viewer } from './Layout.tsx'
import { paths, type QueueFilter } from './paths.ts'
import { FulfilmentName, StatusTag, WarningTags } from './tags.tsx'
import type { Words } from './words.ts'

export interface QueueRow {
  source: string
  number: string
  status: Status
  fulfilment: Fulfilment | null
  store: string | null
  currency: string | null
  placedAt: Date | null
  createdAt: Date
  updatedAt: Date
  total: number | null
  customerName: string
  shortage: boolean
  differs: boolean
  cancellationAskedAt: Date | null
}

export interface Queue {
  filter: QueueFilter
  rows: QueueRow[]
  hasNext: boolean
  /** The last page that is ever shown. */
  atLimit: boolean
  counts: Partial<Record<Status, number>>
  stores: { code: string; name: string; timeZone: string }[]
  sources: string[]
  /** False: nothing has ever arrived. */
  anyOrder: boolean
  waiting: Waiting
  now: Date
}

/** What lies in the inbox; seconds as a rule, longer while the engine is away. */
interface Waiting {
  orders: number
  oldestSeconds: number | null
  happenings: number
  oldestHappeningSeconds: number | null
}

interface QueuePageProps {
  words: Words
  viewer: Viewer
  queue: Queue
}

export function QueuePage({ words, viewer, queue }: QueuePageProps) {
  return (
    <Layout words={words} title={words.t('queue.title')} viewer={viewer}>
      <h1>{words.t('queue.title')}</h1>
      <WaitingNotice queue={queue} />
      <StatusTabs {...queue} />
      <Filters {...queue} />
      {queue.rows.length > 0 ? <Rows queue={queue} /> : <Empty {...queue} />}
      <Pages {...queue} />
    </Layout>
  )
}

/** A click is answered in the blink of an eye; one that has lain for longer is worth a word. */
const PATIENCE_SECONDS = 5

function WaitingNotice({ queue: { waiting, now } }: { queue: Queue }) {
  const { t, age } = useWords()
  const ago = (seconds: number | null) => age(new Date(now.getTime() - (seconds ?? 0) * 1_000), now)
  const { orders, oldestSeconds, happenings, oldestHappeningSeconds } = waiting
  const late = happenings > 0 && (oldestHappeningSeconds ?? 0) >= PATIENCE_SECONDS
  if (orders === 0 && !late) return null
  return (
    <div class="notice" data-tone="soon" role="status">
      {orders > 0 && <p>{t('queue.waiting', { count: orders, age: ago(oldestSeconds) })}</p>}
      {late && <p>{t('queue.unanswered', { count: happenings, age: ago(oldestHappeningSeconds) })}</p>}
    </div>
  )
}

function StatusTabs({ filter, counts }: Queue) {
  const { t, number } = useWords()
  const all = openStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
  const tab = (status: Status | null, label: string, count: number | null) => (
    <li>
      <a
        href={paths.queue({ ...filter, status, page: 1 })}
        aria-current={filter.status === status ? 'page' : undefined}
      >
        {label}
        {count !== null && <span class="count">{number(count)}</span>}
      </a>
    </li>
  )
  return (
    <nav class="tabs" aria-label={t('queue.byStatus')}>
      <ul>
        {tab(null, t('queue.allOpen'), all)}
        {openStatuses.map((status) => tab(status, t(`status.${status}`), counts[status] ?? 0))}
        {closedStatuses.map((status) => tab(status, t(`status.${status}`), null))}
      </ul>
    </nav>
  )
}

function Filters({ filter, stores, sources }: Queue) {
  const { t } = useWords()
  return (
    <search>
      <form class="filters" method="get" action={paths.queue()}>
        {filter.status && <input type="hidden" name="status" value={filter.status} />}
        <Field id="q" name="q" type="search" label={t('queue.search')} value={filter.q} maxlength={200} />
        <SelectField
          id="store"
          name="store"
          label={t('queue.store')}
          value={filter.store ?? ''}
          none={t('queue.anyStore')}
          options={stores.map(({ code, name }) => ({ value: code, label: name }))}
        />
        <SelectField
          id="source"
          name="source"
          label={t('queue.source')}
          value={filter.source ?? ''}
          none={t('queue.anySource')}
          options={sources.map((source) => ({ value: source, label: source }))}
        />
        <button type="submit">{t('queue.find')}</button>
        {isNarrowed(filter) && <a href={paths.queue()}>{t('queue.clear')}</a>}
      </form>
    </search>
  )
}

const isNarrowed = ({ status, q, store, source }: QueueFilter) => Boolean(status || q || store || source)

function Rows({ queue: { rows, stores, filter, now } }: { queue: Queue }) {
  const { t } = useWords()
  const store = new Map(stores.map((known) => [known.code, known]))
  const caption = filter.q
    ? t('queue.found', { search: filter.q })
    : t(filter.status && isClosed(filter.status) ? 'queue.newestFirst' : 'queue.oldestFirst')
  return (
    <table class="queue cards">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('queue.order')}</th>
          <th scope="col">{t('queue.customer')}</th>
          <th scope="col">{t('queue.status')}</th>
          <th scope="col">{t('queue.fulfilment')}</th>
          <th scope="col">{t('queue.store')}</th>
          <th scope="col">{t('queue.placed')}</th>
          <th scope="col" class="figure">
            {t('queue.age')}
          </th>
          <th scope="col" class="figure">
            {t('queue.total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row row={row} store={store.get(row.store ?? '')} now={now} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ row, store, now }: { row: QueueRow; store: Queue['stores'][number] | undefined; now: Date }) {
  const { t, age, dateTime, money } = useWords()
  const since = row.placedAt ?? row.createdAt
  return (
    <tr>
      <th scope="row">
        <a href={paths.order(row)}>{row.number}</a> <small>{row.source}</small>
      </th>
      <td data-label={t('queue.customer')}>{row.customerName || t('unknown')}</td>
      <td data-label={t('queue.status')}>
        <StatusTag status={row.status} /> <WarningTags {...row} />
      </td>
      <td data-label={t('queue.fulfilment')}>
        <FulfilmentName fulfilment={row.fulfilment} />
      </td>
      <td data-label={t('queue.store')}>{store?.name ?? t('unknown')}</td>
      <td data-label={t('queue.placed')}>
        <time datetime={since.toISOString()}>{dateTime(since, store?.timeZone ?? 'UTC')}</time>
      </td>
      <td data-label={t('queue.age')} class="figure">
        {age(since, now)}
      </td>
      <td data-label={t('queue.total')} class="figure">
        {row.total !== null && row.currency ? money(row.total, row.currency) : t('unknown')}
      </td>
    </tr>
  )
}

/** Nothing to show has three reasons, and each asks for something else. */
function Empty({ filter, anyOrder }: Queue) {
  const { t } = useWords()
  if (!anyOrder) {
    return (
      <section class="empty">
        <h2>{t('queue.firstRun')}</h2>
        <p>{t('queue.firstRunHelp')}</p>
        <p>
          <a href={paths.apiDocs()}>{t('queue.apiDocs')}</a>
        </p>
      </section>
    )
  }
  if (isNarrowed(filter) || filter.page > 1) {
    return (
      <section class="empty">
        <h2>{t('queue.noMatch')}</h2>
        <p>
          <a href={paths.queue()}>{t('queue.clear')}</a>
        </p>
      </section>
    )
  }
  return (
    <section class="empty">
      <h2>{t('queue.allDone')}</h2>
      <p>{t('queue.allDoneHelp')}</p>
    </section>
  )
}

function Pages({ filter, hasNext, atLimit }: Queue) {
  const { t } = useWords()
  if (filter.page === 1 && !hasNext) return null
  return (
    <nav class="pages" aria-label={t('queue.pages')}>
      {filter.page > 1 && (
        <a rel="prev" href={paths.queue({ ...filter, page: filter.page - 1 })}>
          {t('queue.previous')}
        </a>
      )}
      <span>{t('queue.page', { page: filter.page })}</span>
      {hasNext && !atLimit && (
        <a rel="next" href={paths.queue({ ...filter, page: filter.page + 1 })}>
          {t('queue.next')}
        </a>
      )}
      {hasNext && atLimit && <span>{t('queue.narrow')}</span>}
    </nav>
  )
}
