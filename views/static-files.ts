import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

export interface StaticFile {
  body: string
  mediaType: string
  /** Of the content, so that a new version has a new address. */
  hash: string
}

function read(name: string, mediaType: string): StaticFile {
  const body = readFileSync(new URL(`./static/${name}`, import.meta.url), 'utf8')
  return { body, mediaType, hash: createHash('sha256').update(body).digest('base64url').slice(0, 12) }
}

/** All that the pages load beside themselves, by name. */
export const staticFiles: Readonly<Record<string, StaticFile>> = {
  'kickstand.css': read('kickstand.css', 'text/css; charset=utf-8'),
  'icon.svg': read('icon.svg', 'image/svg+xml'),
}

export const stylesheetHash = staticFiles['kickstand.css']?.hash ?? ''
