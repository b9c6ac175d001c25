import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Aside, Line, OrderDetails } from './details.ts'

/** A pick by hand that is remembered, and the way to take that back. */
export function Remembered({ order, line, newId }: { order: OrderDetails; line: Line; newId: () => string }) {
  const { t } = useWords()
  const address = paths.forgetMatch(order)
  return (
    <form
      class="remembered"
      id={`forget-${line.id}`}
      method="post"
      action={address}
      hx-post={address}
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      <small>{t('remembered.told', { source: order.source })}</small>
      <input type="hidden" name="actionId" value={newId()} />
      <input type="hidden" name="line" value={line.id} />
      <button type="submit" class="quiet" aria-label={t('remembered.forgetLine', { line: line.id })}>
        {t('remembered.forget')}
      </button>
    </form>
  )
}

/** What became of the wish to forget a match. */
export function ForgottenNotice({ forgotten }: { forgotten: NonNullable<Aside['forgotten']> }) {
  const { t } = useWords()
  return (
    <p
      class="notice"
      data-tone={forgotten.isDone ? 'ok' : 'soon'}
      role="status"
      id="outcome"
      data-of={forgotten.actionId}
    >
      {forgotten.isDone ? t('remembered.forgotten') : t('remembered.nothing')}
    </p>
  )
}
