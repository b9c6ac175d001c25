import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { CommandError } from '../command-error.ts'

export type Account = { name: string; uid: number; gid: number }

const ownAccount = 'kickstand'

/**
 * PostgreSQL refuses to run as root. As root: the system's `postgres` account, or one made for it.
 * As anybody else: undefined, it runs as the same user as we do.
 */
export function postgresAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined
  return accountNamed('postgres') ?? accountNamed(ownAccount) ?? makeAccount()
}

/** Whether the account may read (and, of a program, run) what stands at the path. */
export function mayReach(account: Account, path: string): boolean {
  const { uid, gid } = account
  const script = 'if [ -d "$1" ]; then [ -x "$1" ]; else [ -r "$1" ] && [ -x "$1" ]; fi'
  return spawnSync('/bin/sh', ['-c', script, 'sh', path], { uid, gid, cwd: '/', timeout: 5_000 }).status === 0
}

function accountNamed(name: string): Account | undefined {
  if (!existsSync('/etc/passwd')) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid ? { name, uid: Number(uid), gid: Number(gid) } : undefined
}

function makeAccount(): Account {
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', ownAccount]],
    ['adduser', ['-S', '-D', '-H', ownAccount]],
  ]
  for (const [program, parameters] of ways)
    spawnSync(program, parameters, { stdio: 'ignore', timeout: 10_000 })
  const account = accountNamed(ownAccount)
  if (account) return account
  throw new CommandError(
    'PostgreSQL does not run as root, and no account could be made for it: run as another user, or set DATABASE_URL',
  )
}
