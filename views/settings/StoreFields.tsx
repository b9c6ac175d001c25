import { languages } from '../../domain/letters.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError, SelectField } from '../fields.tsx'
import type { StoreFields } from './stores.ts'

interface StoreFieldsProps {
  form: StoreFields | Omit<StoreFields, 'code'>
  errors: FieldError[]
}

/** What an owner sets of a store, whether it is there yet or not. */
export function StoreSettingsFields({ form, errors }: StoreFieldsProps) {
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
      <OpeningFields form={form} errors={errors} />
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
      <Field
        id="email"
        name="email"
        type="email"
        label={t('stores.email')}
        hint={t('stores.emailHint')}
        value={form.email}
        error={errorOf('email')}
        maxlength={254}
      />
      <SelectField
        id="language"
        name="language"
        label={t('stores.language')}
        hint={t('stores.languageHint')}
        value={form.language}
        options={languages.map((one) => ({ value: one, label: t(`stores.languages.${one}`) }))}
        error={errorOf('language')}
      />
    </>
  )
}

interface OpeningFieldsProps {
  form: { hours: string; specialDays: string }
  errors: FieldError[]
  /** Absent: left out, they are open always. */
  hoursHint?: string
}

/** Weekly hours and the days that are not as their weekday. */
export function OpeningFields({ form, errors, hoursHint }: OpeningFieldsProps) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  return (
    <>
      <Field
        id="hours"
        name="hours"
        label={t('stores.hours')}
        hint={hoursHint ?? t('stores.hoursHint')}
        value={form.hours}
        error={errorOf('hours')}
        maxlength={500}
      />
      <Field
        id="specialDays"
        name="specialDays"
        label={t('stores.specialDays')}
        hint={t('stores.specialDaysHint')}
        value={form.specialDays}
        error={errorOf('specialDays')}
        maxlength={8_000}
        rows={5}
      />
    </>
  )
}

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** Of the IANA list's names for one place the runtime lists one; a store may have another. */
const zonesWith = (zone: string) => (zone === '' || zones.includes(zone) ? zones : [zone, ...zones])
