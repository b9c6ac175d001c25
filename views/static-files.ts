import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { paths } from './paths.ts'

export interface StaticFile {
  body: string
  mediaType: string
  /** Of the content, so that a new version has a new address. */
  hash: string
}

const SCRIPT = 'text/javascript; charset=utf-8'

const textOf = (path: string | URL) => readFileSync(new URL(path, import.meta.url), 'utf8')

function asFile(body: string, mediaType: string): StaticFile {
  return { body, mediaType, hash: createHash('sha256').update(body).digest('base64url').slice(0, 12) }
}

/** One sheet of all in styles/: which rule wins is said by the order of the layers, never by that of the files. */
function stylesheet(): string {
  const names = readdirSync(new URL('./styles', import.meta.url)).filter((name) => name.endsWith('.css'))
  const rest = names.filter((name) => name !== 'layers.css').sort()
  return ['layers.css', ...rest].map((name) => textOf(`./styles/${name}`)).join('\n')
}

const library = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')
const htmx = readFileSync(library, 'utf8').replace(/\/\/# sourceMappingURL=.*/, '')

/** All that the pages load beside themselves, by name. */
export const staticFiles: Readonly<Record<string, StaticFile>> = {
  'kickstand.css': asFile(stylesheet(), 'text/css; charset=utf-8'),
  'icon.svg': asFile(textOf('./static/icon.svg'), 'image/svg+xml'),
  'htmx.js': asFile(htmx, SCRIPT),
  ...modules(
    'notes.js',
    'queue.js',
    'forms.js',
    'live.js',
    'ages.js',
    'until.js',
    'sound.js',
    'keys.js',
    'once.js',
    'tabs.js',
  ),
}

/** Our own scripts, each after those that it imports; an import names the version that belongs to it. */
function modules(...names: string[]): Record<string, StaticFile> {
  const made: Record<string, StaticFile> = {}
  for (const name of names) {
    const body = textOf(`./scripts/${name}`).replace(/'\.\/([a-z]+\.js)'/g, (_, other: string) => {
      return `'${addressOf(other, made[other])}'`
    })
    made[name] = asFile(body, SCRIPT)
  }
  return made
}

function addressOf(name: string, file: StaticFile | undefined): string {
  if (!file) throw new Error(`no ${name} among the static files, or not before who imports it`)
  return paths.script(name, file.hash)
}

export const stylesheetHash = staticFiles['kickstand.css']?.hash ?? ''

/** What the pages of somebody who is signed in load; htmx first, since the others speak to it. */
export const scripts = [
  'htmx.js',
  'forms.js',
  'live.js',
  'ages.js',
  'until.js',
  'sound.js',
  'keys.js',
  'once.js',
  'tabs.js',
].map((name) => ({
  src: addressOf(name, staticFiles[name]),
  isModule: name !== 'htmx.js',
}))
