import type { Context } from 'hono'
import type { JSX } from 'hono/jsx/jsx-runtime'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A whole page. */
export function page(c: Context, content: JSX.Element, status: ContentfulStatusCode = 200) {
  return c.html(`<!doctype html>${content}`, status)
}
