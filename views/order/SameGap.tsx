import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { OrderDetails, Released } from './details.ts'

/** Other orders that wait for what this one has found; one button lets them go on. */
export function SameGap({ order, newId }: { order: OrderDetails; newId: () => string }) {
  const { t } = useWords()
  const { sameGap } = order
  if (sameGap === null) return null
  const address = paths.release(order)
  const more = sameGap.orders - sameGap.names.length
  return (
    <section class="panel asks same-gap" id="same-gap" aria-labelledby="same-gap-title">
      <h2 id="same-gap-title">{t('release.title')}</h2>
      <p>
        {t('release.waiting', { count: sameGap.orders })}{' '}
        {sameGap.names.map((name) => (
          <>
            <a href={paths.order(name)}>{name.number}</a>{' '}
          </>
        ))}
        {more > 0 && t('release.more', { count: more })}
      </p>
      <p class="muted">{t('release.explain')}</p>
      <form
        class="action"
        id="release-form"
        method="post"
        action={address}
        hx-post={address}
        hx-target="#main"
        hx-swap="innerMorph"
        hx-sync="this:drop"
      >
        <input type="hidden" name="actionId" value={newId()} />
        <button type="submit" class="primary">
          {t('release.button', { count: Math.min(sameGap.orders, sameGap.limit) })}
        </button>
      </form>
    </section>
  )
}

const told = ['released', 'gap', 'customer', 'closed', 'failed', 'pending'] as const

/** What became of the orders that a click released. */
export function ReleasedNotice({ released }: { released: Released & { actionId: string } }) {
  const { t } = useWords()
  const sentences = told.filter((kind) => released[kind] > 0)
  const isDone = sentences.every((kind) => kind === 'released')
  return (
    <p
      class="notice"
      data-tone={isDone ? 'ok' : 'soon'}
      role="status"
      id="outcome"
      data-of={released.actionId}
    >
      {sentences.length === 0
        ? t('release.none')
        : sentences.map((kind) => <>{t(`release.${kind}`, { count: released[kind] })} </>)}
      {released.left.map((name) => (
        <>
          <a href={paths.order(name)}>{name.number}</a>{' '}
        </>
      ))}
    </p>
  )
}
