import type { Child } from 'hono/jsx'
import { Banner } from './Banner.tsx'
import { useSurroundings, WordsContext } from './context.ts'
import { KeysHelp } from './KeysHelp.tsx'
import { paths } from './paths.ts'
import { SampleNotice } from './sample/SampleNotice.tsx'
import { scripts, stylesheetHash } from './static-files.ts'
import { BooksNotice } from './verify/BooksNotice.tsx'
import type { Viewer } from './viewer.ts'
import { locales, type Words } from './words.ts'

/** What an open page follows: every order, or one by its id. */
export type Follows = 'all' | number

interface LayoutProps {
  words: Words
  title: string
  viewer: Viewer | null
  /** Absent: the page stays as it was read. */
  follows?: Follows
  /** Without scripts the page is loaded again after so long: something on it goes on. */
  reloadSeconds?: number
  children?: Child
}

/** The frame of every page; `words` reaches all that stands within. htmx gets what stands within `main`. */
export function Layout({ words, title, viewer, follows, reloadSeconds, children }: LayoutProps) {
  const { isFragment, theme, since, hasKeys } = useSurroundings()
  const pageTitle = <title>{words.t('layout.title', { page: title })}</title>
  if (isFragment) {
    return (
      <WordsContext.Provider value={words}>
        {pageTitle}
        {children}
      </WordsContext.Provider>
    )
  }
  return (
    <WordsContext.Provider value={words}>
      <html lang={words.locale} data-theme={theme === 'system' ? undefined : theme}>
        <head>
          <meta charset="utf-8" />
          {pageTitle}
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
          <link rel="stylesheet" href={paths.stylesheet(stylesheetHash)} />
          {reloadSeconds !== undefined && (
            <noscript>
              <meta http-equiv="refresh" content={String(reloadSeconds)} />
            </noscript>
          )}
          <link rel="icon" type="image/svg+xml" href={paths.icon()} />
          {viewer && <Scripts words={words} />}
        </head>
        <body data-keys={viewer && hasKeys ? 'on' : undefined}>
          <a class="skip-link" href="#main">
            {words.t('layout.skip')}
          </a>
          <Banner viewer={viewer} isLive={follows !== undefined} />
          {viewer && <SampleNotice viewer={viewer} />}
          {viewer && <BooksNotice viewer={viewer} />}
          {viewer && <div id="notes" class="notes" role="status" />}
          <main id="main" tabindex={-1} {...(follows === undefined ? {} : freshness(follows, since))}>
            {children}
          </main>
          {viewer && <p id="said" class="visually-hidden" role="status" />}
          {viewer && <KeysHelp />}
        </body>
      </html>
    </WordsContext.Provider>
  )
}

const freshness = (follows: Follows, since: string) => ({
  'data-follows': follows,
  'data-heard': since,
  'data-now': new Date().toISOString(),
})

/** The scripts' own words are with them; everything else on a page is the server's. */
function Scripts({ words }: { words: Words }) {
  return (
    <>
      <meta name="words" content={JSON.stringify(locales[words.locale].live)} />
      <meta name="htmx-config" content={JSON.stringify(htmxConfig)} />
      {scripts.map(({ src, isModule }) => (
        <script src={src} type={isModule ? 'module' : undefined} defer={!isModule} />
      ))}
    </>
  )
}

/** Pages load whole when one goes back; a form that somebody writes in is left as it is. */
const htmxConfig = { morphSkip: '[hx-morph-skip], [data-dirty]', includeIndicatorCSS: false }
