import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

export interface StaticFile {
  body: string
  mediaType: string
  /** Of the content, so that a new version has a new address. */
  hash: string
}

const textOf = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

function asFile(body: string, mediaType: string): StaticFile {
  return { body, mediaType, hash: createHash('sha256').update(body).digest('base64url').slice(0, 12) }
}

/** One sheet of all in styles/: which rule wins is said by the order of the layers, never by that of the files. */
function stylesheet(): string {
  const names = readdirSync(new URL('./styles', import.meta.url)).filter((name) => name.endsWith('.css'))
  const rest = names.filter((name) => name !== 'layers.css').sort()
  return ['layers.css', ...rest].map((name) => textOf(`./styles/${name}`)).join('\n')
}

/** All that the pages load beside themselves, by name. */
export const staticFiles: Readonly<Record<string, StaticFile>> = {
  'kickstand.css': asFile(stylesheet(), 'text/css; charset=utf-8'),
  'icon.svg': asFile(textOf('./static/icon.svg'), 'image/svg+xml'),
}

export const stylesheetHash = staticFiles['kickstand.css']?.hash ?? ''
