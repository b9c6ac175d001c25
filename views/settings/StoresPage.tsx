import { addBusinessTime } from '../../domain/business-time.ts'
import { parseOpeningHours } from '../../domain/opening-hours.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError, SelectField } from '../fields.tsx'
import type { Viewer } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Key, Words } from '../words.ts'
import { SettingsPage } from './SettingsPage.tsx'

/** A store as its form has it. */
export interface StoreFields {
  code: string
  name: string
  timeZone: string
  currency: string
  hours: string
  address: string
}

interface StoresPageProps {
  words: Words
  viewer: Viewer
  stores: StoreFields[]
  now: Date
  done?: Key | null
  form?: StoreFields
  errors?: FieldError[]
}

const empty: StoreFields = { code: '', name: '', timeZone: '', currency: '', hours: '', address: '' }

export function StoresPage({ words, viewer, stores, now, done, form, errors = [] }: StoresPageProps) {
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
      <section class="panel settings-form">
        <h2>{words.t('stores.add')}</h2>
        <form method="post" action={paths.stores()} novalidate>
          <Field
            id="code"
            name="code"
            label={words.t('stores.code')}
            hint={words.t('stores.codeHint')}
            value={form?.code}
            error={errors.find(({ field }) => field === 'code')?.message}
            maxlength={64}
          />
          <StoreSettingsFields form={form ?? { ...empty, ...likeOthers(stores) }} errors={errors} />
          <button type="submit" class="primary">
            {words.t('stores.addButton')}
          </button>
        </form>
      </section>
    </SettingsPage>
  )
}

/** The next store is likely where the others are. */
const likeOthers = ([first]: StoreFields[]) =>
  first && { timeZone: first.timeZone, currency: first.currency, hours: first.hours }

function StoresTable({ stores, now }: { stores: StoreFields[]; now: Date }) {
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
        </tr>
      </thead>
      <tbody>
        {stores.map((store) => (
          <tr>
            <th scope="row">
              <a href={paths.store(store.code)}>{store.name}</a>
            </th>
            <td data-label={t('stores.code')}>{store.code}</td>
            <td data-label={t('stores.timeZone')}>{store.timeZone}</td>
            <td data-label={t('stores.clock')}>{time(now, store.timeZone)}</td>
            <td data-label={t('stores.currency')}>{store.currency}</td>
            <td data-label={t('stores.hours')}>{store.hours || t('stores.always')}</td>
            <td data-label={t('stores.fourHours')}>
              <FourHours store={store} now={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const FOUR_HOURS_MS = 4 * 60 * 60_000

/** What the hours come to: four of them from now on, as marketplaces give for an answer. */
function FourHours({ store: { hours, timeZone }, now }: { store: StoreFields; now: Date }) {
  const { t, dateTime } = useWords()
  const weekly = hours === '' ? null : (parseOpeningHours(hours) ?? [])
  const end = addBusinessTime(now, FOUR_HOURS_MS, { timeZone, weekly, special: [] })
  return end ? dateTime(end, timeZone) : t('unknown')
}

type StorePageProps = Pick<StoresPageProps, 'words' | 'viewer' | 'done' | 'errors'> & { store: StoreFields }

export function StorePage({ words, viewer, store, done, errors = [] }: StorePageProps) {
  const title = store.name || store.code
  return (
    <SettingsPage words={words} viewer={viewer} part="stores" title={title} done={done} errors={errors}>
      <section class="panel settings-form">
        <p>{words.t('stores.codeStays', { code: store.code })}</p>
        <form method="post" action={paths.store(store.code)} novalidate>
          <StoreSettingsFields form={store} errors={errors} />
          <button type="submit" class="primary">
            {words.t('settings.save')}
          </button>
        </form>
      </section>
    </SettingsPage>
  )
}

function StoreSettingsFields({ form, errors }: { form: StoreFields; errors: FieldError[] }) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <Field
        id="name"
        name="name"
        label={t('stores.name')}
        hint={t('stores.nameHint')}
        value={form.name}
        error={errorOf('name')}
        maxlength={200}
      />
      <SelectField
        id="timeZone"
        name="timeZone"
        label={t('stores.timeZone')}
        value={form.timeZone}
        none={form.timeZone === '' ? t('stores.chooseZone') : undefined}
        options={zonesWith(form.timeZone).map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
        error={errorOf('timeZone')}
      />
      <Field
        id="currency"
        name="currency"
        label={t('stores.currency')}
        hint={t('stores.currencyHint')}
        value={form.currency}
        error={errorOf('currency')}
        maxlength={3}
      />
      <Field
        id="hours"
        name="hours"
        label={t('stores.hours')}
        hint={t('stores.hoursHint')}
        value={form.hours}
        error={errorOf('hours')}
        maxlength={500}
      />
      <Field
        id="address"
        name="address"
        label={t('stores.address')}
        hint={t('stores.addressHint')}
        value={form.address}
        error={errorOf('address')}
        maxlength={500}
        rows={3}
      />
    </>
  )
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** Of the IANA list's names for one place the runtime lists one; a store may have another. */
const zonesWith = (zone: string) => (zone === '' || zones.includes(zone) ? zones : [zone, ...zones])
