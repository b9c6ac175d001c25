import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TemporalProgram } from './programs.ts'

const script = join(dirname(fileURLToPath(import.meta.url)), 'sdk-download-main.ts')
const longestDownload = 60_000

/**
 * Lets the SDK download the program, as it does for tests. In a process of its own: the SDK has no time limit
 * for it and can't be stopped.
 */
export async function downloadBySdk(
  program: TemporalProgram,
  destination: string,
  signal: AbortSignal,
): Promise<'fetched' | string> {
  const folder = mkdtempSync(join(dirname(destination), 'sdk-'))
  try {
    const code = await runDownload(
      program,
      folder,
      AbortSignal.any([signal, AbortSignal.timeout(longestDownload)]),
    )
    const [file] = code === 0 ? readdirSync(folder).filter((name) => name.startsWith('temporal')) : []
    if (!file) return "the SDK's download failed"
    renameSync(join(folder, file), destination)
    return 'fetched'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runDownload({ sdkServer, version }: TemporalProgram, folder: string, signal: AbortSignal) {
  const parameters = [
    '--import',
    'tsx',
    script,
    sdkServer,
    sdkServer === 'dev-server' ? `v${version}` : 'default',
    folder,
  ]
  const child = spawn(process.execPath, parameters, {
    stdio: 'ignore',
    signal,
    killSignal: 'SIGKILL',
    cwd: dirname(script),
  })
  try {
    const [code] = await once(child, 'exit')
    return code as number | null
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}
