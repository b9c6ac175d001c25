import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { MessagePage } from '../views/MessagePage.tsx'
import { paths } from '../views/paths.ts'
import type { AppEnv } from './env.ts'
import { page } from './page.tsx'
import { localPath } from './sign-in/local-path.ts'

export type MessageName =
  | 'notFound'
  | 'noOrder'
  | 'crossSite'
  | 'tooLarge'
  | 'unreadable'
  | 'broken'
  | 'busy'
  | 'signedOut'

/** A page that says in a sentence why there is nothing else, with the request's id for whoever is asked. */
export function showMessage(c: Context<AppEnv>, status: ContentfulStatusCode, name: MessageName) {
  const words = c.get('words')
  const link = { href: paths.signIn(cameFrom(c)), text: words.t('signIn.button') }
  return page(
    c,
    <MessagePage
      words={words}
      title={words.t(`error.${name}`)}
      message={words.t(`error.${name}Help`)}
      reference={c.get('requestId')}
      viewer={c.get('user') ?? null}
      link={name === 'signedOut' ? link : undefined}
    />,
    status,
  )
}

/** The page that a form or a script was on: the sign-in leads back there. */
function cameFrom(c: Context<AppEnv>): string | undefined {
  const from = c.req.header('hx-current-url') ?? c.req.header('referer') ?? ''
  if (!URL.canParse(from)) return undefined
  const { pathname, search } = new URL(from)
  return localPath(pathname + search)
}
