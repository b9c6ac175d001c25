import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** A whole page. */
export function page(c: Context, content: Child, status: ContentfulStatusCode = 200) {
  return c.html(html`<!doctype html>${content}`, status)
}
