import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/**
 * `npm run licences` writes docs/licences.md from package-lock.json: whatever is installed to run Kickstand, by its
 * licence. A test compares the two.
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
export const licencesFile = join(root, 'docs', 'licences.md')

interface Locked {
  dev?: boolean
  license?: string
}

/** Their package.json names none; their LICENSE file does. */
const unnamed: Record<string, string> = { 'png-js': 'MIT', unionfs: 'Unlicense' }

/** Each licence with the packages that come under it, both in the order of the alphabet. */
export function licences(): Map<string, string[]> {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>
  }
  const found = new Map<string, Set<string>>()
  for (const [path, { dev, license }] of Object.entries(packages)) {
    if (path === '' || dev) continue
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const licence = license ?? unnamed[name] ?? 'unknown'
    found.set(licence, (found.get(licence) ?? new Set()).add(name))
  }
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(sorted.map(([licence, names]) => [licence, [...names].sort()]))
}

export function licencesPage(): string {
  const rows = [...licences()].map(
    ([licence, names]) => `| ${licence} | ${names.length} | ${names.join(', ')} |`,
  )
  return [
    '# Licences',
    'What is installed to run Kickstand, by licence; `npm run licences` writes this page. None of it asks that Kickstand’s own source be given away: MPL-2.0 asks it of changes to its own files, of which there are none, and CC-BY-4.0 that the data’s makers be named.',
    '',
    '| licence | packages | |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(licencesFile, licencesPage())
