import { staffActions } from '../../domain/happening.ts'
import { isLookUp } from '../../domain/ids.ts'
import type { Outcome } from '../../domain/order.ts'
import { useWords } from '../context.ts'
import { StatusTag } from '../tags.tsx'
import type { Words } from '../words.ts'
import type { Entry, OrderDetails } from './details.ts'
import { isNotBought, refusalInWords, whoInWords } from './OutcomeNotice.tsx'
import { payloadInWords } from './payload.ts'

/** Who did what, when and why, newest first; also what was refused and what still waits. */
export function Timeline({ order }: { order: OrderDetails }) {
  const { t } = useWords()
  const takenBack = new Set(order.timeline.map(({ event }) => event?.outcome.undone))
  return (
    <section class="panel" id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{t('timeline.title')}</h2>
      <ol class="timeline">
        {order.timeline.map((entry, place) => (
          <TimelineEntry
            entry={entry}
            before={order.timeline[place + 1] ?? null}
            isTakenBack={takenBack.has(entry.id)}
            order={order}
          />
        ))}
      </ol>
      {order.timelineCut && <p class="muted">{t('timeline.cut')}</p>}
    </section>
  )
}

interface EntryProps {
  entry: Entry
  /** What happened last before it. */
  before: Entry | null
  isTakenBack: boolean
  order: OrderDetails
}

function TimelineEntry({ entry, before, isTakenBack, order }: EntryProps) {
  const words = useWords()
  const { event } = entry
  return (
    <li data-state={entry.state} id={`entry-${entry.id}`}>
      <p>
        <time datetime={entry.at.toISOString()}>{words.dateTime(entry.at, order.timeZone)}</time>{' '}
        {sentence(words, entry, order)} {before && <Elapsed from={before.at} to={entry.at} />}{' '}
        {event && event.fromStatus !== event.toStatus && <StatusTag status={event.toStatus} />}
        {isTakenBack && (
          <span class="tag" data-tone="calm">
            {words.t('timeline.state.takenBack')}
          </span>
        )}
        {entry.state !== 'applied' && (
          <span class="tag" data-tone={entry.state === 'waiting' ? 'soon' : 'late'}>
            {words.t(`timeline.state.${entry.state}`)}
          </span>
        )}
      </p>
      <Told entry={entry} order={order} />
      {event?.outcome.moved && <Moved moved={event.outcome.moved} timeZone={order.timeZone} />}
      {event?.outcome.deskWasDown && <p class="muted">{words.t('timeline.deskWasDown')}</p>}
      {(entry.state === 'refused' || entry.state === 'failed') && (
        <p class="muted">{refusalInWords(words, entry, order.timeZone)}</p>
      )}
    </li>
  )
}

/** What was done; or, where it was not, what somebody wanted to do. */
function sentence(words: Words, entry: Entry, { timeline }: OrderDetails): string {
  const { type, who, state, event } = entry
  const name = whoInWords(words, who)
  const wanted = state === 'applied' ? undefined : staffActions.find((action) => action === type)
  if (wanted) return words.t('timeline.wanted', { who: name, action: words.t(`action.${wanted}`) })
  const undone = timeline.find(({ id }) => id === event?.outcome.undone)
  const step = staffActions.find((action) => action === undone?.type)
  if (step && (type === 'undo' || type === 'reopen')) {
    return words.t(`timeline.${type}Of`, { who: name, step: words.t(`action.${step}`) })
  }
  if (isNotBought(entry)) return words.t('timeline.notBought', { who: name })
  if (type === 'cancellation' && event?.fromStatus === null) {
    return words.t('timeline.cancelledBefore', { who: name })
  }
  if (event?.toStatus === 'rejected' && (type === 'answerMissed' || type === 'holdEnded')) {
    return words.t(type === 'answerMissed' ? 'timeline.answerMissedRejected' : 'timeline.holdEndedReleased')
  }
  if (type === 'captureDeclined' && isLookUp(entry.id)) return words.t('timeline.lookRefused')
  return words.t(`timeline.${type}`, { who: name })
}

const AT_ONCE_MS = 60_000

/** How long it took from the step before; what followed at once needs no word. */
function Elapsed({ from, to }: { from: Date; to: Date }) {
  const { t, elapsed } = useWords()
  if (to.getTime() - from.getTime() < AT_ONCE_MS) return null
  return <small class="elapsed">{t('elapsed.later', { elapsed: elapsed(from, to) })}</small>
}

/** From when to when other rules moved the clocks of this order. */
function Moved({ moved, timeZone }: { moved: NonNullable<Outcome['moved']>; timeZone: string }) {
  const { t, appointment } = useWords()
  const at = (iso: string | null) =>
    iso === null ? t('timeline.noEnd') : appointment(new Date(iso), timeZone)
  const told = (['respondBy', 'holdUntil'] as const).flatMap((clock) => {
    const [from, to] = moved[clock] ?? []
    return from === undefined || to === undefined ? [] : [{ clock, from: at(from), to: at(to) }]
  })
  if (told.length === 0) return <p class="muted">{t('timeline.nothingMoved')}</p>
  return told.map(({ clock, from, to }) => <p class="muted">{t(`timeline.moved.${clock}`, { from, to })}</p>)
}

function Told({ entry, order }: { entry: Entry; order: OrderDetails }) {
  const words = useWords()
  const told = payloadInWords(words, entry, order)
  if (told.length === 0) return null
  return (
    <dl class="facts">
      {told.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd class="written">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
