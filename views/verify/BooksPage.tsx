import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import { SettingsPage } from '../settings/SettingsPage.tsx'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import type { BooksShown, CheckShown } from './books.ts'
import { Differences } from './Differences.tsx'

interface BooksPageProps {
  words: Words
  viewer: Viewer
  books: BooksShown
  done?: Key | null
  /** What could not be done, in words. */
  problem?: Key
}

const SECONDS_TO_LOOK_AGAIN = 2

/** Whether the shop's books agree: the last check, what differs with what to do about it, and a button for another. */
export function BooksPage({ words, viewer, books, done, problem }: BooksPageProps) {
  const { t } = words
  const { running, ended, timeZone } = books
  const [last] = ended
  return (
    <SettingsPage
      words={words}
      viewer={viewer}
      part="books"
      title={t('booksCheck.title')}
      done={problem ? null : done}
      reloadSeconds={running ? SECONDS_TO_LOOK_AGAIN : undefined}
    >
      {problem && (
        <div class="notice" data-tone="late" role="alert">
          <p>{t(problem)}</p>
        </div>
      )}
      <p class="measure">{t('booksCheck.intro')}</p>
      {running ? <Progress check={running} /> : <CheckNow />}
      <section class="settings-wide" aria-labelledby="last-check">
        <h2 id="last-check">{t('booksCheck.last')}</h2>
        {last ? <Last check={last} timeZone={timeZone} /> : <p>{t('booksCheck.never')}</p>}
      </section>
      {books.differences.length > 0 && <Differences books={books} />}
      {ended.length > 1 && <Earlier checks={ended.slice(1)} timeZone={timeZone} />}
    </SettingsPage>
  )
}

function CheckNow() {
  const { t } = useWords()
  return (
    <form id="check-books" method="post" action={paths.booksCheck()} class="one-button">
      <p class="muted">{t('booksCheck.nowHelp')}</p>
      <button type="submit" class="primary">
        {t('booksCheck.now')}
      </button>
    </form>
  )
}

/** Gone once there is nothing to wait for, and with it the asking. */
function Progress({ check: { isTaken, orders, ordersTotal } }: { check: CheckShown }) {
  const { t, number } = useWords()
  return (
    <section
      id="progress"
      class="panel settings-form"
      hx-get={paths.books()}
      hx-trigger="every 1s"
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      <label for="share">{t(isTaken ? 'booksCheck.underWay' : 'booksCheck.waits')}</label>
      <progress
        id="share"
        class="progress"
        value={Math.min(orders, ordersTotal)}
        max={Math.max(1, ordersTotal)}
      />
      <p>{t('booksCheck.progress', { done: number(orders), all: number(ordersTotal) })}</p>
    </section>
  )
}

function Last({ check, timeZone }: { check: CheckShown; timeZone: string }) {
  const { t, dateTime, elapsed } = useWords()
  const { endedAt, startedAt, skipped, unchained } = check
  return (
    <>
      <div class="notice" data-tone={toneOf(check)}>
        <p>{resultOf(useWords(), check)}</p>
      </div>
      {endedAt && (
        <p class="muted">
          {t('booksCheck.endedAt', {
            at: dateTime(endedAt, timeZone),
            took: elapsed(startedAt, endedAt) || t('live.now'),
          })}
        </p>
      )}
      {skipped.map((part) => (
        <p>{t(`booksCheck.skipped.${part}`)}</p>
      ))}
      {unchained > 0 && <p class="muted">{t('booksCheck.unchained', { count: unchained })}</p>}
    </>
  )
}

function toneOf({ state, differences, skipped }: CheckShown): 'ok' | 'soon' | 'late' {
  if (state === 'failed' || differences > 0) return 'late'
  return skipped.length > 0 ? 'soon' : 'ok'
}

function resultOf({ t }: Words, { state, errorId, differences, orders, skipped }: CheckShown): string {
  if (state === 'failed') return t('booksCheck.failed', { errorId: errorId ?? '' })
  if (differences > 0) return t('booksCheck.differ', { count: differences })
  if (skipped.length > 0) return t('booksCheck.cleanPart', { count: orders })
  return orders === 0 ? t('booksCheck.cleanNone') : t('booksCheck.clean', { count: orders })
}

function Earlier({ checks, timeZone }: { checks: readonly CheckShown[]; timeZone: string }) {
  const { t, dateTime, number } = useWords()
  return (
    <section class="settings-wide" aria-labelledby="earlier-checks">
      <h2 id="earlier-checks">{t('booksCheck.earlier')}</h2>
      <table class="cards">
        <caption>{t('booksCheck.zone', { zone: timeZone })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('booksCheck.when')}</th>
            <th scope="col" class="figure">
              {t('booksCheck.orders')}
            </th>
            <th scope="col">{t('booksCheck.result')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr>
              <th scope="row">
                <time datetime={check.startedAt.toISOString()}>{dateTime(check.startedAt, timeZone)}</time>
              </th>
              <td class="figure" data-label={t('booksCheck.orders')}>
                {number(check.orders)}
              </td>
              <td data-label={t('booksCheck.result')}>
                <span class="tag" data-tone={toneOf(check) === 'ok' ? undefined : toneOf(check)}>
                  {t(shortResult(check), { count: check.differences })}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function shortResult({ state, differences, skipped }: CheckShown): Key {
  if (state === 'failed') return 'booksCheck.broke'
  if (differences > 0) return 'booksCheck.differs'
  return skipped.length > 0 ? 'booksCheck.agreesPart' : 'booksCheck.agrees'
}
