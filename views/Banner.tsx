import { themes, useSurroundings, useWords } from './context.ts'
import { paths } from './paths.ts'
import { Navigation } from './settings/Navigation.tsx'
import type { Viewer } from './viewer.ts'

interface BannerProps {
  viewer: Viewer | null
  isLive: boolean
}

/** The head of every page: the way to the other pages, how fresh this one is, and what is the person's own. */
export function Banner({ viewer, isLive }: BannerProps) {
  const { t } = useWords()
  return (
    <header class="banner">
      <a class="brand" href={paths.queue()}>
        {t('layout.brand')}
      </a>
      {viewer && (
        <>
          <Navigation viewer={viewer} />
          {isLive && <Freshness />}
          <OwnMenu viewer={viewer} />
        </>
      )}
    </header>
  )
}

/** Shown by the script that keeps the page fresh; without it a page is as old as its last load. */
function Freshness() {
  const { t } = useWords()
  return (
    <p class="freshness" id="freshness" hidden>
      <span class="state" />
      <button type="button" class="quiet">
        {t('live.pause')}
      </button>
    </p>
  )
}

function OwnMenu({ viewer }: { viewer: Viewer }) {
  const { t } = useWords()
  const { theme, here } = useSurroundings()
  return (
    <details class="menu">
      <summary>{viewer.name}</summary>
      <div class="panel">
        <p>
          <a href={paths.account()}>{t('account.title')}</a>
        </p>
        <form method="post" action={paths.preferences()}>
          <input type="hidden" name="back" value={here} />
          <fieldset>
            <legend>{t('preferences.theme')}</legend>
            <div class="segments">
              {themes.map((name) => (
                <button type="submit" name="theme" value={name} aria-pressed={name === theme}>
                  {t(`preferences.${name}`)}
                </button>
              ))}
            </div>
          </fieldset>
        </form>
        <button type="button" class="quiet" command="show-modal" commandfor="keys-help">
          {t('keys.title')}
        </button>
        <form method="post" action={paths.signOut()}>
          <button type="submit" class="quiet">
            {t('signOut.button')}
          </button>
        </form>
      </div>
    </details>
  )
}
