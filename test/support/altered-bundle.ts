import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} }

export interface Alteration {
  /** From the project's root: `workflows/order.ts`. */
  file: string
  from: string
  to: string
}

/** A webpack loader, plain JavaScript since webpack loads it: gives back each file with one text in place of another. */
const LOADER = `module.exports = function (source) {
  const { from, to } = this.getOptions()
  if (!source.includes(from)) throw new Error('nothing to alter: ' + from)
  return source.replace(from, () => to)
}`

/** The workflows as they are, but for these alterations. @throws where a text that is to be altered is not there */
export async function alteredBundle(alterations: readonly Alteration[]): Promise<WorkflowBundle> {
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-altered-'))
  const loader = join(folder, 'alter.cjs')
  writeFileSync(loader, LOADER)
  try {
    return await bundleWorkflowCode({
      workflowsPath: join(root, 'workflows', 'index.ts'),
      logger: silent,
      webpackConfigHook(config) {
        const rules = alterations.map(({ file, from, to }) => ({
          test: (path: string) => path === join(root, file),
          enforce: 'pre' as const,
          use: [{ loader, options: { from, to } }],
        }))
        return { ...config, module: { ...config.module, rules: [...(config.module?.rules ?? []), ...rules] } }
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
