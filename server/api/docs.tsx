import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import { DocsPage } from './docs-page.tsx'
import { openApiDocument } from './openapi.ts'

const example = (file: string) => readFileSync(new URL(`./examples/${file}`, import.meta.url), 'utf8')
const examples = { shell: example('send-order.sh'), node: example('send-order.mjs') }
const EXAMPLE_ADDRESS = 'http://localhost:3000'

/** The reference: for programs at /v1/openapi.json, for people at /docs; both public. */
export function docsRoutes(publicUrl: () => string) {
  return new Hono()
    .get('/v1/openapi.json', (c) => c.json(openApiDocument(publicUrl())))
    .get('/docs', (c) => {
      const url = publicUrl()
      const atHome = (text: string) => text.replaceAll(EXAMPLE_ADDRESS, url)
      const page = (
        <DocsPage
          document={openApiDocument(url)}
          shellExample={atHome(examples.shell)}
          nodeExample={atHome(examples.node)}
        />
      )
      return c.html(`<!doctype html>${page}`)
    })
}
