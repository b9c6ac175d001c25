import { useWords } from '../context.ts'
import { declineInWords } from '../order/money-words.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import { type MoneyDay, type OpenMoneyShown, openKinds } from './money.ts'

/** What of the money waits for somebody, the most urgent first, each leading to its order. */
export function OpenMoney({ day: { open, timeZone, now } }: { day: MoneyDay }) {
  const words = useWords()
  const { t } = words
  const kinds = openKinds.filter((kind) => open[kind].shown.length > 0)
  if (kinds.length === 0) return <p class="muted">{t('openMoney.none')}</p>
  return (
    <section class="panel open-money" aria-labelledby="open-title">
      <h2 id="open-title">{t('openMoney.title')}</h2>
      {kinds.map((kind) => (
        <details open={kind !== 'unchecked'} id={`open-${kind}`}>
          <summary>
            <h3>{t(`openMoney.kind.${kind}`)}</h3>
          </summary>
          <ul class="values">
            {open[kind].shown.map((one) => (
              <li>
                <a href={paths.order(one)}>{one.number}</a> {words.money(one.amount, one.currency)}{' '}
                <Urgency one={one} timeZone={timeZone} now={now} /> {reasonOf(words, one)}
              </li>
            ))}
          </ul>
          {open[kind].hasMore && <p class="muted">{t('openMoney.more')}</p>}
        </details>
      ))}
    </section>
  )
}

function Urgency({ one: { kind, by }, timeZone, now }: { one: OpenMoneyShown; timeZone: string; now: Date }) {
  const { t, appointment } = useWords()
  if (by === null) return null
  const at = appointment(by, timeZone)
  if (by < now) {
    return (
      <span class="tag" data-tone="late">
        {t('openMoney.over', { at })}
      </span>
    )
  }
  return (
    <span class="tag" data-tone="soon">
      {t(kind === 'ends' ? 'openMoney.ends' : 'openMoney.answerBy', { at })}
    </span>
  )
}

function reasonOf(words: Words, { kind, reason }: OpenMoneyShown): string {
  if (reason === null) return ''
  if (kind === 'unknown') return words.t('openMoney.error', { errorId: reason })
  return declineInWords(words, reason)
}
