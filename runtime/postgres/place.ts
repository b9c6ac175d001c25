import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CommandError } from '../command-error.ts'
import { type Account, mayReach } from './account.ts'
import { systemFolder } from './binaries.ts'

/**
 * The folder of the database files: `<home>/postgres`, or a folder under /var/lib where PostgreSQL's account
 * can't reach the home. The home notes which, so a home that is removed and made anew starts with a database
 * of its own.
 */
export function databaseFolder(realHome: string, account: Account | undefined): string {
  const note = join(realHome, 'postgres-folder')
  if (existsSync(note)) return notedFolder(note, realHome)
  const inHome = join(realHome, 'postgres')
  if (existsSync(inHome) || !account || mayReach(account, realHome)) return own(inHome, account)
  const elsewhere = join(systemFolder, `${homeHash(realHome)}-${randomBytes(4).toString('hex')}`)
  own(elsewhere, account)
  writeFileSync(note, `${elsewhere}\n`)
  return elsewhere
}

function notedFolder(note: string, realHome: string): string {
  const folder = readFileSync(note, 'utf8').trim()
  if (!existsSync(folder)) throw new CommandError(`The database of ${realHome} is gone from ${folder}`)
  if (!basename(folder).startsWith(homeHash(realHome))) {
    throw new CommandError(
      `${realHome} is a copy: its database ${folder} belongs to another home (see ${note})`,
    )
  }
  return folder
}

function homeHash(realHome: string) {
  return createHash('sha256').update(realHome).digest('hex').slice(0, 16)
}

function own(folder: string, account: Account | undefined): string {
  mkdirSync(folder, { recursive: true })
  if (dirname(folder) === systemFolder) chmodSync(systemFolder, 0o755)
  if (account) chownSync(folder, account.uid, account.gid)
  chmodSync(folder, 0o700)
  return folder
}
