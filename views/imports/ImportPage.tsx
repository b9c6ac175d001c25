import { isWorking } from '../../domain/imports.ts'
import { useWords } from '../context.ts'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import { OneButton } from '../settings/PersonPage.tsx'
import type { Viewer } from '../viewer.ts'
import type { Key, Words } from '../words.ts'
import { Preview, Refused } from './FileRows.tsx'
import { ImportTag, KindName } from './ImportsPage.tsx'
import { figureNames, type ImportFigures, type ImportShown } from './imports.ts'

interface ImportPageProps {
  words: Words
  viewer: Viewer
  shown: ImportShown
  /** What could not be done, in words. */
  problem?: string
}

const SECONDS_TO_LOOK_AGAIN = 2

/** One import: looked through, decided on, under way, or what became of it. */
export function ImportPage({ words, viewer, shown, problem }: ImportPageProps) {
  const working = isWorking(shown.state)
  return (
    <Layout
      words={words}
      title={shown.fileName}
      viewer={viewer}
      reloadSeconds={working ? SECONDS_TO_LOOK_AGAIN : undefined}
    >
      <h1>{shown.fileName}</h1>
      {problem && (
        <div class="notice" data-tone="late" role="alert">
          <p>{problem}</p>
        </div>
      )}
      <p>
        <KindName {...shown} /> <ImportTag state={shown.state} />
      </p>
      <p>{words.t(saysOf(shown))}</p>
      {working && <Progress shown={shown} />}
      <Outcome shown={shown} />
      {shown.state === 'ready' && <Decision shown={shown} />}
      {shown.preview && !working && <Preview preview={shown.preview} />}
      {!working && <Refused shown={shown} />}
      <p>
        <a href={paths.imports()}>{words.t('imports.toAll')}</a>
      </p>
    </Layout>
  )
}

function saysOf(shown: ImportShown): Key {
  if (shown.state === 'ready' && !hasSomething(shown)) return 'imports.saysToo.nothing'
  if (shown.state === 'stopped' && !shown.figures) return 'imports.saysToo.stoppedEarly'
  return `imports.says.${shown.state}`
}

/** Something would change, or a row is at least as it should be. */
const hasSomething = ({ expected, refusedRows }: ImportShown) =>
  (expected?.rows ?? 0) > refusedRows || (expected?.changed ?? 0) > 0 || (expected?.added ?? 0) > 0

/** Gone once there is nothing to wait for, and with it the asking. */
function Progress({ shown }: { shown: ImportShown }) {
  const { t, percent, number } = useWords()
  const rows = shown.figures?.rows
  const share = shareOf(shown)
  return (
    <section
      id="progress"
      class="panel settings-form"
      hx-get={paths.import(shown.id)}
      hx-trigger="every 1s"
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      <label for="share">{t('imports.progress', { percent: percent(share.toFixed(2)) })}</label>
      <progress id="share" class="progress" value={share} max={1} />
      {rows !== undefined && <p>{t('imports.rowsSoFar', { rows: number(rows) })}</p>}
      {shown.state !== 'uploading' && (
        <OneButton action={paths.importAction(shown.id, 'stop')} label={t('imports.stop')} tone="warning">
          {t(stopHelp(shown))}
        </OneButton>
      )}
    </section>
  )
}

const stopHelp = ({ state, stopAskedAt }: ImportShown): Key => {
  if (stopAskedAt) return 'imports.stopping'
  return state === 'checking' ? 'imports.stopLookHelp' : 'imports.stopHelp'
}

/** A run counts the rows of which its look told; a look has only bytes, and reads ahead. */
function shareOf({ state, expected, figures, bytes, bytesRead }: ImportShown): number {
  const [done, all] = state === 'running' ? [figures?.rows ?? 0, expected?.rows ?? 0] : [bytesRead, bytes]
  return all > 0 ? Math.min(1, done / all) : 0
}

function Outcome({ shown }: { shown: ImportShown }) {
  const { t } = useWords()
  const { state, expected, figures, failure } = shown
  return (
    <>
      {failure && (
        <div class="notice" data-tone="late">
          <p>
            {failure.message ?? t('imports.broken')}{' '}
            {failure.errorId && (
              <>
                {t('error.reference')} <code>{failure.errorId}</code>
              </>
            )}
          </p>
        </div>
      )}
      {state === 'ready' && expected && (
        <Figures title={t('imports.expected')} figures={expected} refused={shown.refusedRows} shown={shown} />
      )}
      {!isWorking(state) && state !== 'ready' && figures && (
        <Figures title={t('imports.came')} figures={figures} refused={shown.refusedRows} shown={shown} />
      )}
    </>
  )
}

interface FiguresProps {
  title: string
  figures: ImportFigures
  refused: number
  shown: ImportShown
}

function Figures({ title, figures, refused, shown: { kind } }: FiguresProps) {
  const { t, number } = useWords()
  return (
    <section class="panel settings-form">
      <h2>{title}</h2>
      <dl class="sums">
        {figureNames
          .filter((name) => figures[name] !== undefined)
          .map((name) => (
            <>
              <dt>{name === 'added' ? t(`imports.added.${kind}`) : t(`imports.figure.${name}`)}</dt>
              <dd>{number(figures[name] ?? 0)}</dd>
            </>
          ))}
        <dt>{t('imports.refusedRows')}</dt>
        <dd>{number(refused)}</dd>
      </dl>
      {figures.notes && figures.notes.length > 0 && (
        <ul>
          {figures.notes.map((note) => (
            <li>{note}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Decision({ shown }: { shown: ImportShown }) {
  const { t } = useWords()
  return (
    <section class="panel settings-form">
      {hasSomething(shown) && <h2>{t('imports.decide')}</h2>}
      {hasSomething(shown) && (
        <form class="one-button" method="post" action={paths.importAction(shown.id, 'run')}>
          <p class="hint">{t('imports.runHelp')}</p>
          <button type="submit" class="primary">
            {t('imports.run')}
          </button>
        </form>
      )}
      <OneButton action={paths.importAction(shown.id, 'discard')} label={t('imports.discard')}>
        {t('imports.discardHelp')}
      </OneButton>
    </section>
  )
}
