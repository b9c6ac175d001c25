import type { Child } from 'hono/jsx'
import { useWords, WordsContext } from './context.ts'
import { paths } from './paths.ts'
import { stylesheetHash } from './static-files.ts'
import type { Words } from './words.ts'

/** Who looks at the page. */
export interface Viewer {
  name: string
}

interface LayoutProps {
  words: Words
  title: string
  viewer: Viewer | null
  children?: Child
}

/** The frame of every page; `words` reaches all that stands within. */
export function Layout({ words, title, viewer, children }: LayoutProps) {
  return (
    <WordsContext.Provider value={words}>
      <html lang={words.locale}>
        <head>
          <meta charset="utf-8" />
          <title>{words.t('layout.title', { page: title })}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <link rel="stylesheet" href={paths.stylesheet(stylesheetHash)} />
          <link rel="icon" type="image/svg+xml" href={paths.icon()} />
        </head>
        <body>
          <a class="skip-link" href="#main">
            {words.t('layout.skip')}
          </a>
          <Banner viewer={viewer} />
          <main id="main" tabindex={-1}>
            {children}
          </main>
        </body>
      </html>
    </WordsContext.Provider>
  )
}

function Banner({ viewer }: { viewer: Viewer | null }) {
  const { t } = useWords()
  return (
    <header class="banner">
      <a class="brand" href={paths.queue()}>
        {t('layout.brand')}
      </a>
      {viewer && (
        <>
          <nav aria-label={t('layout.navigation')}>
            <a href={paths.queue()}>{t('layout.orders')}</a>
          </nav>
          <form class="sign-out" method="post" action={paths.signOut()}>
            <span class="viewer">{viewer.name}</span>
            <button type="submit" class="quiet">
              {t('signOut.button')}
            </button>
          </form>
        </>
      )}
    </header>
  )
}
