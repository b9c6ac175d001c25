import { dayIn } from '../../domain/special-days.ts'
import { useWords } from '../context.ts'
import { EffectLine } from './Preview.tsx'
import type { RulesPreview, StoreTimes } from './rules.ts'

const TIMES_SHOWN = 4

/** What the rules come to, in sentences: for an order that is placed, or made ready, at this moment. */
export function RulesWords({ preview }: { preview: RulesPreview }) {
  const { t } = useWords()
  const { stores, ofStore, effect } = preview
  return (
    <>
      {stores.length === 0 && <p>{t('stores.none')}</p>}
      {!ofStore && stores.map((store) => <Answer store={store} />)}
      {stores.map((store) => (
        <Hold store={store} />
      ))}
      {ofStore && (
        <>
          <p>
            {ofStore.undoSeconds === 0
              ? t('preview.undoNone')
              : t('preview.undo', { count: ofStore.undoSeconds })}
          </p>
          <p>{t('preview.claim', { count: ofStore.claimMinutes })}</p>
        </>
      )}
      <EffectLine effect={effect} />
    </>
  )
}

function Answer({ store: { name, timeZone, rules, answer } }: { store: StoreTimes }) {
  const { t, appointment, zone } = useWords()
  if (rules.answer === null) return <p>{t('preview.answerOff', { store: name })}</p>
  if (answer === null) return <p>{t('preview.answerNever', { store: name })}</p>
  const { respondBy, reminders } = answer
  const by = { store: name, at: appointment(respondBy, timeZone), zone: zone(respondBy, timeZone) }
  return (
    <p>
      {t('preview.answerBy', by)} <Reminders times={reminders} end={respondBy} timeZone={timeZone} />{' '}
      {t(rules.answer.whenMissed === 'reject' ? 'preview.missedReject' : 'preview.missedFlag')}
    </p>
  )
}

/** With the day only where it is another than that of the end. */
function Reminders({ times, end, timeZone }: { times: Date[]; end: Date; timeZone: string }) {
  const { t, appointment, time, list } = useWords()
  const [first, last] = [times[0], times.at(-1)]
  if (!first || !last) return <>{t('preview.reminderNone')}</>
  const isOnTheDay = dayIn(timeZone, first) === dayIn(timeZone, end)
  const shown = (at: Date) => (isOnTheDay ? time(at, timeZone) : appointment(at, timeZone))
  if (times.length <= TIMES_SHOWN) return <>{t('preview.reminders', { times: list(times.map(shown)) })}</>
  return <>{t('preview.remindersMany', { count: times.length, first: shown(first), last: shown(last) })}</>
}

function Hold({ store: { name, timeZone, rules, hold } }: { store: StoreTimes }) {
  const { t, appointment, zone } = useWords()
  if (hold === null || rules.pickup === null) return <p>{t('preview.holdNone', { store: name })}</p>
  const { holdUntil, reminder } = hold
  const { remindHours, whenEnded } = rules.pickup
  const until = { store: name, at: appointment(holdUntil, timeZone), zone: zone(holdUntil, timeZone) }
  return (
    <p>
      {t('preview.holdUntil', until)}{' '}
      {reminder
        ? t('preview.customerReminded', { at: appointment(reminder, timeZone) })
        : t(remindHours === null ? 'preview.customerNotReminded' : 'preview.customerTooLate')}{' '}
      {t(whenEnded === 'release' ? 'preview.endedRelease' : 'preview.endedFlag')}
    </p>
  )
}
