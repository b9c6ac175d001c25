import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { type Surroundings, SurroundingsContext } from '../views/context.ts'
import { paths } from '../views/paths.ts'
import { preferencesOf } from './preferences.ts'

/** Whether htmx asks, and not for a whole page: it gets what stands within `main`, and the title. */
export function isForPart(c: Context): boolean {
  return c.req.header('hx-request') === 'true' && c.req.header('hx-request-type') !== 'full'
}

/** What the scripts look for in an answer, and caches. */
function setHeaders(c: Context) {
  if (c.get('user')?.hasSample) c.header('Kickstand-Sample', 'here')
  c.header('Vary', 'HX-Request, HX-Request-Type')
}

/** What `page` made for htmx, and somebody else asked for just now. */
export function partAsRead(c: Context, html: string) {
  setHeaders(c)
  return c.html(html)
}

/** A page: whole, or for htmx what stands within its `main`, from the same address and the same view. */
export function page(c: Context, content: JSX.Element, status: ContentfulStatusCode = 200) {
  const isFragment = isForPart(c)
  const { pathname, search } = new URL(c.req.url)
  const here = c.req.method === 'GET' ? pathname + search : paths.queue()
  const surroundings: Surroundings = {
    isFragment,
    here,
    path: pathname,
    since: c.get('since') ?? '',
    ...preferencesOf(c),
  }
  setHeaders(c)
  const shown = <SurroundingsContext.Provider value={surroundings}>{content}</SurroundingsContext.Provider>
  return c.html(isFragment ? `${shown}` : `<!doctype html>${shown}`, status)
}
