import { Hono } from 'hono'
import { staticFiles } from '../views/static-files.ts'
import type { AppEnv } from './env.ts'

/** Styles and pictures: for ever under the address with their hash, asked for again under the plain one. */
export const staticRoutes = new Hono<AppEnv>().get('/:name', (c) => {
  const name = c.req.param('name')
  const file = Object.hasOwn(staticFiles, name) ? staticFiles[name] : undefined
  if (!file) return c.notFound()
  const tag = `"${file.hash}"`
  c.header('ETag', tag)
  c.header(
    'Cache-Control',
    c.req.query('v') === file.hash ? 'public, max-age=31536000, immutable' : 'no-cache',
  )
  if (c.req.header('if-none-match') === tag) return c.body(null, 304)
  c.header('Content-Type', file.mediaType)
  return c.body(file.body)
})
