import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import { StatusTag } from '../tags.tsx'
import type { Words } from '../words.ts'
import type { ShownCallback, ShownTry } from './callbacks.ts'
import type { OrderDetails } from './details.ts'

const tones = { waiting: 'soon', delivered: 'ok', given_up: 'late' } as const

/** What the website was told, try by try; nothing where it wants to hear nothing. */
export function Callbacks({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  const { callbacks } = order
  if (callbacks.length === 0) return null
  return (
    <section class="panel" id="callbacks">
      <details id="callbacks-list" open={callbacks.some(({ status }) => status === 'given_up')}>
        <summary>
          <h2>{t('callback.title', { count: callbacks.length })}</h2>
        </summary>
        <ol class="timeline">
          {callbacks.map((callback) => (
            <Callback callback={callback} order={order} />
          ))}
        </ol>
      </details>
    </section>
  )
}

function Callback({ callback, order }: { callback: ShownCallback; order: OrderDetails }) {
  const { t, dateTime } = useWords()
  const { seq, about, status, nextTryAt, tries } = callback
  return (
    <li id={`callback-${seq}`}>
      <p>
        <StatusTag status={about} />{' '}
        <span class="tag" data-tone={tones[status]}>
          {t(`callback.status.${status}`)}
        </span>{' '}
        {status === 'waiting' && t('callback.next', { at: dateTime(nextTryAt, order.timeZone) })}
      </p>
      <ul class="tries">
        {tries.map((one) => (
          <Try one={one} timeZone={order.timeZone} />
        ))}
      </ul>
      {status === 'given_up' && (
        <form method="post" action={paths.callbackAgain(order, seq)}>
          <button type="submit">{t('callback.again')}</button>
        </form>
      )}
    </li>
  )
}

export function Try({ one, timeZone }: { one: ShownTry; timeZone: string }) {
  const words = useWords()
  return (
    <li>
      <time datetime={one.at.toISOString()}>{words.dateTime(one.at, timeZone)}</time> {tryInWords(words, one)}
    </li>
  )
}

function tryInWords({ t, number }: Words, { httpStatus, trouble, ms }: ShownTry): string {
  if (ms === null) return t('callback.trouble.cut')
  const took = t('callback.took', { ms: number(ms) })
  const answered = httpStatus === null ? '' : t('callback.answered', { status: httpStatus })
  return [trouble === null ? '' : t(`callback.trouble.${trouble}`), answered, took].filter(Boolean).join(' ')
}
