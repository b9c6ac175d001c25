import { type ImportKind, type ImportState, importKinds } from '../../domain/imports.ts'
import { useWords } from '../context.ts'
import { Choices, ErrorSummary, type FieldError, SelectField } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import type { ImportListed } from './imports.ts'

interface ImportsPageProps {
  words: Words
  viewer: Viewer
  imports: ImportListed[]
  sources: string[]
  now: Date
  form?: { kind: string; source: string }
  errors?: FieldError[]
}

export function ImportsPage({ words, viewer, imports, sources, now, form, errors = [] }: ImportsPageProps) {
  const title = words.t('imports.title')
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? words.t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      <Upload sources={sources} form={form} errors={errors} />
      {imports.length > 0 && <Past imports={imports} now={now} />}
    </Layout>
  )
}

type UploadProps = Pick<ImportsPageProps, 'sources' | 'form'> & { errors: FieldError[] }

/** The file stands last: what it is for is known before it comes. */
function Upload({ sources, form, errors }: UploadProps) {
  const { t } = useWords()
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message
  const fileError = errorOf('file')
  return (
    <section class="panel settings-form">
      <h2>{t('imports.bring')}</h2>
      <form method="post" action={paths.imports()} enctype="multipart/form-data" novalidate>
        <Choices
          id="kind"
          name="kind"
          legend={t('imports.kind')}
          type="radio"
          options={importKinds.map((kind) => ({
            value: kind,
            label: t(`imports.kinds.${kind}`),
            hint: t(`imports.kindHelp.${kind}`),
          }))}
          chosen={[form?.kind ?? 'products']}
          error={errorOf('kind')}
        />
        <SelectField
          id="source"
          name="source"
          label={t('imports.source')}
          hint={t('imports.sourceHint')}
          value={form?.source ?? ''}
          none={t('imports.noSource')}
          options={sources.map((source) => ({ value: source, label: source }))}
          error={errorOf('source')}
        />
        <div class="field">
          <label for="file">{t('imports.file')}</label>
          <p class="hint" id="file-hint">
            {t('imports.fileHint')}
          </p>
          {fileError && (
            <p class="error" id="file-error">
              {fileError}
            </p>
          )}
          <input
            id="file"
            name="file"
            type="file"
            accept=".csv,.jsonl,.txt,text/csv,application/jsonl"
            aria-describedby={fileError ? 'file-hint file-error' : 'file-hint'}
            aria-invalid={fileError ? 'true' : undefined}
          />
        </div>
        <button type="submit" class="primary">
          {t('imports.look')}
        </button>
      </form>
    </section>
  )
}

const tones: Record<ImportState, 'calm' | 'soon' | 'late' | 'ok'> = {
  uploading: 'calm',
  checking: 'calm',
  ready: 'soon',
  running: 'calm',
  done: 'ok',
  failed: 'late',
  stopped: 'late',
  discarded: 'calm',
}

export function ImportTag({ state }: { state: ImportState }) {
  const { t } = useWords()
  return (
    <span class="tag" data-tone={tones[state]}>
      {t(`imports.state.${state}`)}
    </span>
  )
}

export function KindName({ kind, source }: { kind: ImportKind; source: string | null }) {
  const { t } = useWords()
  return (
    <>
      {source === null
        ? t(`imports.kinds.${kind}`)
        : t('imports.ofSource', { kind: t(`imports.kinds.${kind}`), source })}
    </>
  )
}

function Past({ imports, now }: { imports: ImportListed[]; now: Date }) {
  const { t, age } = useWords()
  return (
    <table class="queue cards">
      <caption>{t('imports.past')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('imports.file')}</th>
          <th scope="col">{t('imports.kind')}</th>
          <th scope="col">{t('imports.stateTitle')}</th>
          <th scope="col">{t('imports.who')}</th>
          <th scope="col">{t('imports.when')}</th>
        </tr>
      </thead>
      <tbody>
        {imports.map((one) => (
          <tr>
            <th scope="row">
              <a href={paths.import(one.id)}>{one.fileName}</a>
            </th>
            <td data-label={t('imports.kind')}>
              <KindName {...one} />
            </td>
            <td data-label={t('imports.stateTitle')}>
              <ImportTag state={one.state} />
            </td>
            <td data-label={t('imports.who')}>{one.who}</td>
            <td data-label={t('imports.when')}>{t('settings.ago', { age: age(one.createdAt, now) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
