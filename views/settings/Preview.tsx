import type { Child } from 'hono/jsx'
import { useWords } from '../context.ts'
import type { FieldError } from '../fields.tsx'
import type { Effect } from './stores.ts'

interface PreviewProps {
  /** The id of the form. */
  of: string
  /** Where the form is sent to be looked at, and not kept. */
  address: string
  /** What can't be read yet. */
  errors: FieldError[]
  children?: Child
}

/** What is typed would come to: asked again while somebody types, and without scripts by a button of the form. */
export function Preview({ of, address, errors, children }: PreviewProps) {
  const { t } = useWords()
  const asYouType = {
    'hx-post': address,
    'hx-trigger': `input delay:400ms from:#${of}`,
    'hx-target': '#preview',
    'hx-select': '#preview',
    'hx-swap': 'outerMorph',
    'hx-sync': 'this:replace',
  }
  return (
    <section class="panel settings-preview" aria-labelledby="preview-title" {...asYouType}>
      <h2 id="preview-title">{t('preview.title')}</h2>
      <div id="preview" role="status">
        {errors.length > 0 ? (
          <ul class="facts">
            {errors.map(({ message }) => (
              <li class="error">{message}</li>
            ))}
          </ul>
        ) : (
          children
        )}
      </div>
    </section>
  )
}

/** The second button of such a form. */
export function PreviewButton({ address }: { address: string }) {
  const { t } = useWords()
  return (
    <button type="submit" formaction={address}>
      {t('preview.button')}
    </button>
  )
}

export function EffectLine({ effect }: { effect: Effect | null }) {
  const { t, number } = useWords()
  if (effect === null) return null
  const values = { count: effect.moved, moved: number(effect.moved), open: number(effect.open) }
  if (effect.open === 0) return <p>{t('preview.noneOpen')}</p>
  if (effect.moved === 0) return <p>{t('preview.noneMoves')}</p>
  return (
    <>
      <p>{t(effect.isPart ? 'preview.someMoveOfPart' : 'preview.someMove', values)}</p>
      {effect.late > 0 && <p>{t('preview.someLate', { count: effect.late })}</p>}
    </>
  )
}
