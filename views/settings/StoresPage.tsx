import { addBusinessTime } from '../../domain/business-time.ts'
import { dayIn, formatSpecialDays, pastDays } from '../../domain/special-days.ts'
import { emptyStoreForm } from '../../domain/store-settings.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { OpenDays } from './HoursPreview.tsx'
import { Preview, PreviewButton } from './Preview.tsx'
import { SettingsPage } from './SettingsPage.tsx'
import { StoreSettingsFields } from './StoreFields.tsx'
import type { HoursPreview, StoreFields, StoreListed } from './stores.ts'

interface StoresPageProps {
  words: Words
  viewer: Viewer
  stores: StoreListed[]
  now: Date
  done?: Key | null
  form?: StoreFields
  errors?: FieldError[]
  /** Of what was typed. */
  preview?: HoursPreview | null
}

export function StoresPage(props: StoresPageProps) {
  const { words, viewer, stores, now, done, form, errors = [], preview } = props
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="stores"
      title={words.t('stores.title')}
      done={done}
      errors={errors}
    >
      {stores.length > 0 ? <StoresTable stores={stores} now={now} /> : <p>{words.t('stores.none')}</p>}
      <form class="with-preview" id="add-store" method="post" action={paths.stores()} novalidate>
        <section class="panel">
          <h2>{words.t('stores.add')}</h2>
          <Field
            id="code"
            name="code"
            label={words.t('stores.code')}
            hint={words.t('stores.codeHint')}
            value={form?.code}
            error={errors.find(({ field }) => field === 'code')?.message}
            maxlength={64}
          />
          <StoreSettingsFields form={form ?? { ...emptyStoreForm, ...likeOthers(stores) }} errors={errors} />
          <button type="submit" class="primary">
            {words.t('stores.addButton')}
          </button>
          <PreviewButton address={paths.storesPreview()} />
        </section>
        <Preview of="add-store" address={paths.storesPreview()} errors={errors}>
          {preview ? <OpenDays preview={preview} /> : <p>{words.t('stores.previewHelp')}</p>}
        </Preview>
      </form>
    </SettingsPage>
  )
}

/** The next store is likely where the others are. */
const likeOthers = ([first]: StoreListed[]) =>
  first && { timeZone: first.calendar.timeZone, currency: first.currency, hours: first.hours }

function StoresTable({ stores, now }: { stores: StoreListed[]; now: Date }) {
  const { t, time } = useWords()
  return (
    <table class="queue cards">
      <caption>{t('stores.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('stores.name')}</th>
          <th scope="col">{t('stores.code')}</th>
          <th scope="col">{t('stores.timeZone')}</th>
          <th scope="col">{t('stores.clock')}</th>
          <th scope="col">{t('stores.currency')}</th>
          <th scope="col">{t('stores.hours')}</th>
          <th scope="col">{t('stores.fourHours')}</th>
          <th scope="col">{t('rules.column')}</th>
        </tr>
      </thead>
      <tbody>
        {stores.map((store) => (
          <tr>
            <th scope="row">
              <a href={paths.store(store.code)}>{store.name}</a>
            </th>
            <td data-label={t('stores.code')}>{store.code}</td>
            <td data-label={t('stores.timeZone')}>{store.calendar.timeZone}</td>
            <td data-label={t('stores.clock')}>{time(now, store.calendar.timeZone)}</td>
            <td data-label={t('stores.currency')}>{store.currency}</td>
            <td data-label={t('stores.hours')}>{store.hours || t('stores.always')}</td>
            <td data-label={t('stores.fourHours')}>
              <FourHours store={store} now={now} />
            </td>
            <td data-label={t('rules.column')}>
              <a href={paths.storeRules(store.code)}>
                {store.pickup ? t('rules.briefHold', { count: store.pickup.days }) : t('rules.briefNoHold')}
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const FOUR_HOURS_MS = 4 * 60 * 60_000

/** What the hours come to: four of them from now on, as marketplaces give for an answer. */
function FourHours({ store: { calendar }, now }: { store: StoreListed; now: Date }) {
  const { t, appointment } = useWords()
  const end = addBusinessTime(now, FOUR_HOURS_MS, calendar)
  return end ? appointment(end, calendar.timeZone) : t('unknown')
}

type StorePageProps = Pick<StoresPageProps, 'words' | 'viewer' | 'now' | 'done' | 'errors' | 'preview'> & {
  store: StoreListed
  form: StoreFields
}

export function StorePage({ words, viewer, now, store, form, done, errors = [], preview }: StorePageProps) {
  const { t } = words
  return (
    <SettingsPage words={words} viewer={viewer} part="stores" title={store.name} done={done} errors={errors}>
      <p>{t('stores.codeStays', { code: store.code })}</p>
      <p>
        <a href={paths.storeRules(store.code)}>{t('rules.ofStore')}</a>{' '}
        <a href={paths.storeLetters(store.code)}>{t('letterWords.ofStore')}</a>
      </p>
      <form class="with-preview" id="store" method="post" action={paths.store(store.code)} novalidate>
        <section class="panel">
          <StoreSettingsFields form={form} errors={errors} />
          <PastDays store={store} now={now} />
          <button type="submit" class="primary">
            {t('settings.save')}
          </button>
          <PreviewButton address={paths.storePreview(store.code)} />
        </section>
        <Preview of="store" address={paths.storePreview(store.code)} errors={errors}>
          {preview && <OpenDays preview={preview} />}
        </Preview>
      </form>
    </SettingsPage>
  )
}

/** Days that are over, and count for orders that were placed before them. */
function PastDays({ store: { calendar }, now }: { store: StoreListed; now: Date }) {
  const { t } = useWords()
  const past = pastDays(calendar.special, dayIn(calendar.timeZone, now))
  if (past.length === 0) return null
  return (
    <details>
      <summary>{t('stores.pastDays', { count: past.length })}</summary>
      <p class="written muted">{formatSpecialDays(past)}</p>
    </details>
  )
}
