import { useWords } from '../context.ts'
import { Field, type FieldError, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { SettingsPage } from './SettingsPage.tsx'
import type { SourceListed } from './sources.ts'

export interface StoreOption {
  code: string
  name: string
}

export interface SourceFields {
  id: string
  primaryStore: string
  callbackUrl: string
  orderUrl: string
}

interface SourcesPageProps {
  words: Words
  viewer: Viewer
  sources: SourceListed[]
  stores: StoreOption[]
  now: Date
  form?: SourceFields
  errors?: FieldError[]
}

export function SourcesPage({ words, viewer, sources, stores, now, form, errors = [] }: SourcesPageProps) {
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="sources"
      title={words.t('sources.title')}
      errors={errors}
    >
      {sources.length > 0 ? <SourcesTable sources={sources} now={now} /> : <p>{words.t('sources.none')}</p>}
      <p>
        <a href={paths.apiDocs()}>{words.t('sources.guide')}</a>
      </p>
      <AddSource stores={stores} form={form} errors={errors} />
    </SettingsPage>
  )
}

function SourcesTable({ sources, now }: { sources: SourceListed[]; now: Date }) {
  const { t, age, number } = useWords()
  const answerInWords = (hours: number | null) =>
    hours === null ? t('rules.briefNoAnswer') : t('rules.briefAnswer', { count: hours, hours: number(hours) })
  return (
    <table class="queue cards sources">
      <caption>{t('sources.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('sources.id')}</th>
          <th scope="col">{t('sources.kind')}</th>
          <th scope="col">{t('sources.seen')}</th>
          <th scope="col" class="figure">
            {t('sources.today')}
          </th>
          <th scope="col">{t('rules.column')}</th>
          <th scope="col">{t('sources.troubles')}</th>
        </tr>
      </thead>
      <tbody>
        {sources.map((source) => (
          <tr>
            <th scope="row">
              <a href={paths.source(source.id)}>{source.id}</a> <Inactive source={source} />
            </th>
            <td data-label={t('sources.kind')}>{t(`sources.kinds.${source.kind}`)}</td>
            <td data-label={t('sources.seen')}>
              {source.lastSeenAt
                ? t('settings.ago', { age: age(source.lastSeenAt, now) })
                : t('settings.never')}
            </td>
            <td data-label={t('sources.today')} class="figure">
              {number(source.ordersToday)}
            </td>
            <td data-label={t('rules.column')}>
              <a href={paths.sourceRules(source.id)}>{answerInWords(source.answerHours)}</a>
            </td>
            <td data-label={t('sources.troubles')}>
              <Troubles source={source} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Inactive({ source }: { source: SourceListed }) {
  const { t } = useWords()
  if (!source.deactivatedAt) return null
  return (
    <span class="tag" data-tone="calm">
      {t('sources.inactive')}
    </span>
  )
}

export function Troubles({ source }: { source: SourceListed }) {
  const { t } = useWords()
  const { refusedOrders, givenUpCallbacks, failingCallbacks, badSignatures } = source
  const troubles = [
    { count: refusedOrders, tone: 'late', words: 'sources.refusedOrders' },
    { count: givenUpCallbacks, tone: 'late', words: 'sources.givenUpCallbacks' },
    { count: failingCallbacks, tone: 'soon', words: 'sources.failingCallbacks' },
    { count: badSignatures, tone: 'soon', words: 'sources.badSignatures' },
  ] as const
  const present = troubles.filter(({ count }) => count > 0)
  if (present.length === 0) return <>{t('sources.noTroubles')}</>
  return (
    <>
      {present.map(({ count, tone, words }) => (
        <>
          <span class="tag" data-tone={tone}>
            {t(words, { count })}
          </span>{' '}
        </>
      ))}
    </>
  )
}

interface AddSourceProps {
  stores: StoreOption[]
  form?: SourceFields
  errors: FieldError[]
}

function AddSource({ stores, form, errors }: AddSourceProps) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      <h2>{t('sources.add')}</h2>
      <p>{t('sources.addHelp')}</p>
      <form method="post" action={paths.sources()} novalidate>
        <Field
          id="id"
          name="id"
          label={t('sources.id')}
          hint={t('sources.idHint')}
          value={form?.id}
          error={errors.find(({ field }) => field === 'id')?.message}
          maxlength={64}
        />
        <SourceSettingsFields stores={stores} form={form} errors={errors} />
        <button type="submit" class="primary">
          {t('sources.addButton')}
        </button>
      </form>
    </section>
  )
}

interface SettingsFieldsProps {
  stores: StoreOption[]
  form?: Omit<SourceFields, 'id'>
  errors: FieldError[]
}

export function SourceSettingsFields({ stores, form, errors }: SettingsFieldsProps) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <SelectField
        id="primaryStore"
        name="primaryStore"
        label={t('sources.primaryStore')}
        hint={t('sources.primaryStoreHint')}
        value={form?.primaryStore ?? ''}
        none={t('sources.noStore')}
        options={stores.map(({ code, name }) => ({ value: code, label: name }))}
        error={errorOf('primaryStore')}
      />
      <Field
        id="callbackUrl"
        name="callbackUrl"
        label={t('sources.callbackUrl')}
        hint={t('sources.callbackUrlHint')}
        value={form?.callbackUrl}
        error={errorOf('callbackUrl')}
        maxlength={2_000}
      />
      <Field
        id="orderUrl"
        name="orderUrl"
        label={t('sources.orderUrl')}
        hint={t('sources.orderUrlHint', { number: '{number}' })}
        value={form?.orderUrl}
        error={errorOf('orderUrl')}
        maxlength={2_000}
      />
    </>
  )
}
