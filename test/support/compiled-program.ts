import { mkdirSync, mkdtempSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Files that read what stands beside them go on looking where their source is. */
const keepsItsPlace: Plugin = {
  name: 'keeps its place',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      const contents = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      return { contents, loader: path.endsWith('.tsx') ? 'tsx' : 'ts' }
    })
  },
}

/**
 * The program as tsx would load it, with the same compiler, but once for a whole run of tests: it takes more than half
 * of what a start costs. Its packages stay where they are.
 * @returns the folder, of this run alone; its `main.js` is the program
 */
export async function compileProgram(): Promise<string> {
  const builds = join(root, 'build')
  mkdirSync(builds, { recursive: true })
  const outdir = mkdtempSync(join(builds, 'program-'))
  await build({
    absWorkingDir: root,
    entryPoints: ['runtime/main.ts'],
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    plugins: [keepsItsPlace],
  })
  return outdir
}
