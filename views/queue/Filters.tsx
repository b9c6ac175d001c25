import { closedStatuses, openStatuses, type Status } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import { isNarrowed, type Queue } from './queue.ts'

export function StatusTabs({ filter, counts }: Queue) {
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

/** The page itself is asked again while somebody writes; without scripts the button does it. */
const asYouType = {
  'hx-get': paths.queue(),
  'hx-trigger': 'input changed delay:250ms from:#q, change, submit',
  'hx-target': '#main',
  'hx-swap': 'innerMorph',
  'hx-sync': 'this:replace',
}

export function Filters({ filter, stores, sources }: Queue) {
  const { t } = useWords()
  return (
    <search>
      <form class="filters" id="filters" method="get" action={paths.queue()} {...asYouType}>
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
