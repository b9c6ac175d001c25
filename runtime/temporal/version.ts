import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The version that the program says it has; undefined when it says none within 10 s. */
export async function programVersion(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 })
    return /\b(\d+\.\d+\.\d+)\b/.exec(stdout)?.[1]
  } catch {
    return undefined
  }
}
