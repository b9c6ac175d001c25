import { TEMPLATE_BODY_MAX, TEMPLATE_SUBJECT_MAX } from '../../domain/letter-check.ts'
import type { LetterFacts } from '../../domain/letter-facts.ts'
import type { Written } from '../../domain/letter-render.ts'
import type { LetterTemplate } from '../../domain/letter-words.ts'
import { type AskedLetter, type Language, languages } from '../../domain/letters.ts'
import { useWords } from '../context.ts'
import { Field, type FieldError } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { Preview, PreviewButton } from './Preview.tsx'
import { SettingsPage } from './SettingsPage.tsx'

interface PageProps {
  words: Words
  viewer: Viewer
  store: { code: string; name: string }
  done?: Key | null
}

interface LettersPageProps extends PageProps {
  kinds: readonly AskedLetter[]
  on: readonly string[]
  own: { kind: AskedLetter; language: Language }[]
}

/** Which letters a store sends, and in which words. */
export function LettersPage({ words, viewer, store, kinds, on, own, done }: LettersPageProps) {
  const { t } = words
  const title = t('letterWords.title', { name: store.name })
  return (
    <SettingsPage words={words} viewer={viewer} part="stores" title={title} done={done}>
      <p>
        <a href={paths.store(store.code)}>{t('rules.backToStore')}</a>
      </p>
      <form id="store-letters" method="post" action={paths.storeLetters(store.code)}>
        <table class="queue cards">
          <caption>{t('letterWords.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('letterWords.kind')}</th>
              <th scope="col">{t('letterWords.words')}</th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr>
                <th scope="row">
                  <label class="choice">
                    <input type="checkbox" name="on" value={kind} checked={on.includes(kind)} />
                    <span>{t(`letter.kind.${kind}`)}</span>
                  </label>
                </th>
                <td data-label={t('letterWords.words')}>
                  <Languages store={store.code} kind={kind} own={own} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <button type="submit" class="primary">
          {t('letterWords.save')}
        </button>
      </form>
    </SettingsPage>
  )
}

function Languages({ store, kind, own }: { store: string; kind: AskedLetter; own: LettersPageProps['own'] }) {
  const { t } = useWords()
  const isOwn = (language: Language) => own.some((one) => one.kind === kind && one.language === language)
  return (
    <ul class="letter-languages">
      {languages.map((language) => (
        <li>
          <a href={paths.storeLetter(store, kind, language)}>{t(`stores.languages.${language}`)}</a>{' '}
          {isOwn(language) && (
            <span class="tag" data-tone="calm">
              {t('letterWords.own')}
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}

interface LetterPageProps extends PageProps {
  kind: AskedLetter
  language: Language
  form: LetterTemplate
  isOwn: boolean
  /** Null: what is typed can't be used. */
  preview: Written | null
  facts: LetterFacts
  /** Shown with an order of the store, not with one that is made up. */
  isReal: boolean
  errors?: FieldError[]
}

/** The words of one letter in one language, and how they come out. */
export function LetterPage(props: LetterPageProps) {
  const {
    words,
    viewer,
    store,
    kind,
    language,
    form,
    isOwn,
    preview,
    facts,
    isReal,
    done,
    errors = [],
  } = props
  const { t } = words
  const values = { letter: t(`letter.kind.${kind}`), language: t(`stores.languages.${language}`) }
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  const address = paths.storeLetter(store.code, kind, language)
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="stores"
      title={t('letterWords.letterTitle', values)}
      done={done}
      errors={errors}
    >
      <p>
        <a href={paths.storeLetters(store.code)}>{t('letterWords.back', { name: store.name })}</a>
      </p>
      <form class="with-preview letter-form" id="letter-words" method="post" action={address} novalidate>
        <section class="panel">
          <Field
            id="subject"
            name="subject"
            label={t('writeLetter.subject')}
            value={form.subject}
            error={errorOf('subject')}
            maxlength={TEMPLATE_SUBJECT_MAX}
          />
          <Field
            id="body"
            name="body"
            label={t('writeLetter.text')}
            hint={t('letterWords.hint')}
            value={form.body}
            error={errorOf('body')}
            maxlength={TEMPLATE_BODY_MAX}
            rows={20}
          />
          <button type="submit" class="primary">
            {t('settings.save')}
          </button>
          <PreviewButton address={paths.storeLetterPreview(store.code, kind, language)} />
          {isOwn && (
            <button type="submit" name="reset" value="on">
              {t('letterWords.reset')}
            </button>
          )}
        </section>
        <Preview
          of="letter-words"
          address={paths.storeLetterPreview(store.code, kind, language)}
          errors={errors}
        >
          <p class="muted">
            {isReal
              ? t('letterWords.withOrder', { number: facts.order.number })
              : t('letterWords.withSample')}
          </p>
          {preview && (
            <div class="letter" lang={language}>
              <p>
                <strong>{preview.subject}</strong>
              </p>
              <p class="letter-text">{preview.body}</p>
            </div>
          )}
        </Preview>
      </form>
      <Names facts={facts} />
    </SettingsPage>
  )
}

/** What a letter can name, each with what it is in the order that is shown. */
function Names({ facts }: { facts: LetterFacts }) {
  const { t } = useWords()
  const { items, lines: _, ...groups } = facts
  const named = Object.entries(groups).flatMap(([group, values]) =>
    Object.entries(values).map(([name, value]) => [`${group}.${name}`, value] as const),
  )
  return (
    <section class="panel settings-wide">
      <h2>{t('letterWords.names')}</h2>
      <dl class="letter-names">
        {[...named, ['items', items] as const].map(([name, value]) => (
          <div>
            <dt>
              <code>{`{{ ${name} }}`}</code>
            </dt>
            <dd class="letter-text">
              {value === null ? <span class="muted">{t('letterWords.noValue')}</span> : String(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
