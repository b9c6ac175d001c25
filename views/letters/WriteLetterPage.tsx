import type { FreeLetterForm } from '../../domain/free-letter.ts'
import { BODY_MAX, type Language, SUBJECT_MAX } from '../../domain/letters.ts'
import { Choices, ErrorSummary, Field, type FieldError } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { type OrderName, paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'

interface WriteLetterPageProps {
  words: Words
  viewer: Viewer
  order: OrderName
  /** Of the customer, as far as is known. */
  language: Language
  /** The customer agreed to hear from the shop. */
  mayAdvertise: boolean
  hasServer: boolean
  form: FreeLetterForm
  actionId: string
  errors: FieldError[]
}

/** A letter that somebody writes to an order's customer. */
export function WriteLetterPage({ words, viewer, order, errors, ...props }: WriteLetterPageProps) {
  const { t } = words
  const title = t('writeLetter.title', { number: order.number })
  const { language, mayAdvertise, hasServer, form, actionId } = props
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <p>
        <a href={paths.order(order)}>{t('writeLetter.back', { number: order.number })}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {!hasServer && (
        <div class="notice" data-tone="late">
          <p>{t('letter.noServer')}</p>
        </div>
      )}
      <section class="panel settings-form">
        <form
          class="letter-form"
          id="write-letter"
          method="post"
          action={paths.writeLetter(order)}
          novalidate
        >
          <input type="hidden" name="actionId" value={actionId} />
          <Field
            id="to"
            name="to"
            type="email"
            label={t('letter.to')}
            value={form.to}
            error={errorOf('to')}
            maxlength={254}
          />
          <Field
            id="subject"
            name="subject"
            label={t('writeLetter.subject')}
            value={form.subject}
            error={errorOf('subject')}
            maxlength={SUBJECT_MAX}
          />
          <Field
            id="text"
            name="text"
            label={t('writeLetter.text')}
            hint={t('writeLetter.language', { language: t(`stores.languages.${language}`) })}
            value={form.text}
            error={errorOf('text')}
            maxlength={BODY_MAX}
            rows={14}
          />
          <Choices
            id="purpose"
            name="purpose"
            type="radio"
            legend={t('writeLetter.purpose')}
            chosen={[form.purpose]}
            error={errorOf('purpose')}
            options={[
              { value: 'order', label: t('writeLetter.aboutOrder') },
              {
                value: 'advertising',
                label: t('writeLetter.advertising'),
                hint: t(mayAdvertise ? 'writeLetter.consent' : 'writeLetter.noConsent'),
              },
            ]}
          />
          <button type="submit" class="primary">
            {t('writeLetter.send')}
          </button>
        </form>
      </section>
    </Layout>
  )
}
