import { neededStatuses } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { Empty } from './Empty.tsx'
import { Filters, StatusTabs } from './Filters.tsx'
import type { Call, Queue } from './queue.ts'
import { Rows } from './Rows.tsx'

interface QueuePageProps {
  words: Words
  viewer: Viewer
  queue: Queue
}

export function QueuePage({ words, viewer, queue }: QueuePageProps) {
  return (
    <Layout words={words} title={titleOf(words, queue)} viewer={viewer} follows="all">
      <div class="queue-head">
        <h1>{words.t('queue.title')}</h1>
        <SoundChoice />
      </div>
      <WaitingNotice queue={queue} />
      <LateLettersNotice count={queue.lateLetters} />
      <Called calls={queue.calls} />
      <StatusTabs {...queue} />
      <Filters {...queue} />
      {queue.rows.length > 0 ? <Rows queue={queue} /> : <Empty queue={queue} viewer={viewer} />}
      <Pages {...queue} />
    </Layout>
  )
}

function LateLettersNotice({ count }: { count: number }) {
  const { t } = useWords()
  if (count === 0) return null
  return (
    <p class="notice" data-tone="late">
      <a href={paths.lateLetters()}>{t('lateLetters.count', { count })}</a>
    </p>
  )
}

/** The last reminders and misses: a script says and sounds those that come while the page is open. */
function Called({ calls }: { calls: Call[] }) {
  const { t } = useWords()
  const [last] = calls
  return (
    <p id="called" data-called={calls.map(({ at }) => at.toISOString()).join(' ')} hidden>
      {last && t(toldOf(last), { number: last.number })}
    </p>
  )
}

function toldOf({ type, hasEnded }: Call): Key {
  if (hasEnded && type === 'answerMissed') return 'queue.called.answerMissedRejected'
  if (hasEnded && type === 'holdEnded') return 'queue.called.holdEndedReleased'
  return `queue.called.${type}`
}

/** Shown by the script that makes the sound; the choice is kept in this browser. */
function SoundChoice() {
  const { t } = useWords()
  return (
    <p class="sound" id="sound" hidden hx-morph-skip="true">
      <small role="status" />{' '}
      <label class="choice">
        <input type="checkbox" id="sound-choice" />
        <span>{t('queue.sound')}</span>
      </label>
    </p>
  )
}

/** How many orders need somebody, where a tab shows it. */
function titleOf({ t, number }: Words, { counts }: Queue): string {
  const needed = neededStatuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0)
  return needed > 0 ? t('queue.titleWithCount', { count: number(needed) }) : t('queue.title')
}

/** Orders and clicks are taken in within the blink of an eye; only one that lies for longer is worth a word. */
const PATIENCE_SECONDS = 5

function WaitingNotice({ queue: { waiting, now } }: { queue: Queue }) {
  const { t, age } = useWords()
  const ago = (seconds: number | null) => age(new Date(now.getTime() - (seconds ?? 0) * 1_000), now)
  const { orders, oldestSeconds, happenings, oldestHappeningSeconds } = waiting
  const isLate = (count: number, seconds: number | null) => count > 0 && (seconds ?? 0) >= PATIENCE_SECONDS
  const [areOrdersLate, areClicksLate] = [
    isLate(orders, oldestSeconds),
    isLate(happenings, oldestHappeningSeconds),
  ]
  if (!areOrdersLate && !areClicksLate) return null
  return (
    <div class="notice" data-tone="soon" role="status">
      {areOrdersLate && <p>{t('queue.waiting', { count: orders, age: ago(oldestSeconds) })}</p>}
      {areClicksLate && (
        <p>{t('queue.unanswered', { count: happenings, age: ago(oldestHappeningSeconds) })}</p>
      )}
    </div>
  )
}

function Pages({ filter, hasNext, atLimit }: Queue) {
  const { t } = useWords()
  if (filter.page === 1 && !hasNext) return null
  return (
    <nav class="pages" aria-label={t('queue.pages')}>
      {filter.page > 1 && (
        <a rel="prev" href={paths.queue({ ...filter, page: filter.page - 1 })}>
          {t('queue.previous')}
        </a>
      )}
      <span>{t('queue.page', { page: filter.page })}</span>
      {hasNext && !atLimit && (
        <a rel="next" href={paths.queue({ ...filter, page: filter.page + 1 })}>
          {t('queue.next')}
        </a>
      )}
      {hasNext && atLimit && <span>{t('queue.narrow')}</span>}
    </nav>
  )
}
