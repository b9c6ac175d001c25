import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './account.ts'

export const databaseUser = 'kickstand'

const run = promisify(execFile)

/**
 * Makes the database cluster once, in `<folder>/data`. An `initdb` that was cut short leaves only
 * `<folder>/data.part`, which is made anew.
 * @returns the data folder.
 */
export async function initialiseDatabase(
  initdb: string,
  folder: string,
  password: string,
  account: Account | undefined,
  signal: AbortSignal,
): Promise<string> {
  const data = join(folder, 'data')
  if (existsSync(data)) return data
  const part = join(folder, 'data.part')
  const passwordFile = join(folder, 'password.part')
  rmSync(part, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account) chownSync(passwordFile, account.uid, account.gid)
  try {
    await run(initdb, initdbParameters(part, passwordFile), {
      ...account,
      cwd: folder,
      timeout: 120_000,
      signal,
    })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(part, data)
  return data
}

// The builtin provider sorts alike on every system, so an index never breaks with an update of the C library.
function initdbParameters(dataFolder: string, passwordFile: string) {
  return [
    `--pgdata=${dataFolder}`,
    `--username=${databaseUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
}

/** The database's password, made once for the home. */
export function databasePassword(realHome: string): string {
  const file = join(realHome, 'postgres-password')
  if (!existsSync(file))
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}
