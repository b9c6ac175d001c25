import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { MessagePage } from '../views/MessagePage.tsx'
import type { AppEnv } from './env.ts'
import { page } from './page.tsx'

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
  return page(
    c,
    <MessagePage
      words={words}
      title={words.t(`error.${name}`)}
      message={words.t(`error.${name}Help`)}
      reference={c.get('requestId')}
      viewer={c.get('user') ?? null}
    />,
    status,
  )
}
