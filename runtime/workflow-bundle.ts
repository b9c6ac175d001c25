import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode } from '@temporalio/worker'

const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)))
const bundledFolders = ['workflows', 'domain']
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

/**
 * Loaded once a worker instead of once an order: every cached order would keep its own copy of each function. None of
 * them has state of its own (docs/workflows.md); what they export is frozen by the SDK.
 */
const sharedModules = ['workflows/sandbox.ts', 'workflows/index.ts']

export type WorkflowBundle = { codePath: string }

/** The workflows' bundle in `build/`, built when the sources or the SDK changed; about 1.5 s, else some ms. */
export async function workflowBundle(folder = join(projectRoot, 'build')): Promise<WorkflowBundle> {
  const codePath = join(folder, `workflows-${sourceHash()}.js`)
  if (existsSync(codePath)) return { codePath }
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(projectRoot, 'workflows', 'index.ts'),
    preloadModules: sharedModules.map((file) => join(projectRoot, file)),
    logger: silent,
  })
  mkdirSync(folder, { recursive: true })
  const part = `${codePath}.${process.pid}.part`
  writeFileSync(part, code)
  renameSync(part, codePath)
  removeOlder(folder, codePath)
  return { codePath }
}

function sourceHash(): string {
  const hash = createHash('sha256')
  hash.update(
    (createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string }).version,
  )
  hash.update(sharedModules.join())
  for (const file of bundledFolders.flatMap(sourcesIn))
    hash.update(file).update(readFileSync(join(projectRoot, file)))
  return hash.digest('hex').slice(0, 16)
}

function sourcesIn(folder: string): string[] {
  const names = readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => /\.(ts|json)$/.test(name))
    .map((name) => join(folder, name))
    .sort()
}

function removeOlder(folder: string, current: string) {
  const bundles = readdirSync(folder).filter((name) => /^workflows-[0-9a-f]{16}\.js$/.test(name))
  for (const name of bundles) if (join(folder, name) !== current) rmSync(join(folder, name), { force: true })
}
