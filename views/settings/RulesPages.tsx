import type { Child } from 'hono/jsx'
import { RULE_LIMITS, type SourceRulesForm, type StoreRulesForm } from '../../domain/rules-form.ts'
import type { FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { Preview, PreviewButton } from './Preview.tsx'
import { AnswerFields, LettersOffFields, OwnHoursFields, PickupFields, RuleNumber } from './RulesFields.tsx'
import { RulesWords } from './RulesPreview.tsx'
import type { RulesPreview } from './rules.ts'
import { SettingsPage } from './SettingsPage.tsx'

interface RulesPageProps<Form> {
  words: Words
  viewer: Viewer
  form: Form
  /** Null: what is typed can't be read. */
  preview: RulesPreview | null
  done?: Key | null
  errors?: FieldError[]
}

type StoreRulesPageProps = RulesPageProps<StoreRulesForm> & { store: { code: string; name: string } }

export function StoreRulesPage(props: StoreRulesPageProps) {
  const { words, viewer, store, form, preview, done, errors = [] } = props
  const { t } = words
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  const title = t('rules.storeTitle', { name: store.name })
  return (
    <SettingsPage words={words} viewer={viewer} part="stores" title={title} done={done} errors={errors}>
      <p>
        <a href={paths.store(store.code)}>{t('rules.backToStore')}</a>
      </p>
      <RulesForm
        id="store-rules"
        words={words}
        action={paths.storeRules(store.code)}
        previewAddress={paths.storeRulesPreview(store.code)}
        preview={preview}
        errors={errors}
      >
        <PickupFields form={form} errors={errors} of="store" />
        <RuleNumber
          name="undoSeconds"
          label={t('rules.undoSeconds')}
          hint={t('rules.undoSecondsHint', { max: RULE_LIMITS.undoSeconds })}
          value={form.undoSeconds}
          error={errorOf('undoSeconds')}
        />
        <RuleNumber
          name="claimMinutes"
          label={t('rules.claimMinutes')}
          hint={t('rules.claimMinutesHint', { max: RULE_LIMITS.claimMinutes })}
          value={form.claimMinutes}
          error={errorOf('claimMinutes')}
        />
      </RulesForm>
    </SettingsPage>
  )
}

type SourceRulesPageProps = RulesPageProps<SourceRulesForm> & { id: string }

export function SourceRulesPage(props: SourceRulesPageProps) {
  const { words, viewer, id, form, preview, done, errors = [] } = props
  const { t } = words
  const title = t('rules.sourceTitle', { name: id })
  return (
    <SettingsPage words={words} viewer={viewer} part="sources" title={title} done={done} errors={errors}>
      <p>
        <a href={paths.source(id)}>{t('rules.backToSource')}</a>
      </p>
      <RulesForm
        id="source-rules"
        words={words}
        action={paths.sourceRules(id)}
        previewAddress={paths.sourceRulesPreview(id)}
        preview={preview}
        errors={errors}
      >
        <AnswerFields form={form} errors={errors} />
        <OwnHoursFields form={form} errors={errors} />
        <PickupFields form={form} errors={errors} of="source" />
        <LettersOffFields form={form} errors={errors} />
      </RulesForm>
    </SettingsPage>
  )
}

interface RulesFormProps {
  id: string
  words: Words
  action: string
  previewAddress: string
  preview: RulesPreview | null
  errors: FieldError[]
  children?: Child
}

function RulesForm({ id, words, action, previewAddress, preview, errors, children }: RulesFormProps) {
  return (
    <form class="with-preview" id={id} method="post" action={action} novalidate>
      <section class="panel">
        {children}
        <button type="submit" class="primary">
          {words.t('settings.save')}
        </button>
        <PreviewButton address={previewAddress} />
      </section>
      <Preview of={id} address={previewAddress} errors={errors}>
        {preview && <RulesWords preview={preview} />}
      </Preview>
    </form>
  )
}
