import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { postgresAccount } from '../../runtime/postgres/account.ts'
import { findPostgres, reachablePostgres } from '../../runtime/postgres/binaries.ts'
import { clearAway, kickstand, processesOf, runToEnd, runUntilReady, until } from './running-program.ts'

/** A folder that only root may enter. */
function closedFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kickstand-closed-'))
  chmodSync(folder, 0o700)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const account = postgresAccount()
const programs = findPostgres(account)

describe.skipIf(!account)('as root, below a folder that only root may enter', () => {
  it('PostgreSQL’s programs are copied once to where its account reaches them', () => {
    const [folder, copies] = [
      join(closedFolder(), 'native'),
      mkdtempSync(join(tmpdir(), 'kickstand-copies-')),
    ]
    onTestFinished(() => rmSync(copies, { recursive: true }))
    cpSync(dirname(dirname(programs.postgres)), folder, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'go=', folder]) // as a clone made under umask 077
    const { postgres } = reachablePostgres({ folder, version: '18' }, account, copies)
    expect(postgres).toBe(join(copies, 'pgsql-18', 'bin', 'postgres'))
    const { uid, gid } = account ?? {}
    const asked = spawnSync(postgres, ['--version'], { uid, gid, cwd: '/', encoding: 'utf8' })
    expect(asked.stdout).toContain('PostgreSQL) 18')
  })

  it('a shop opens, keeps its database elsewhere, and finds it again', async () => {
    const home = join(closedFolder(), 'home')
    const words = ['store', 'add', 'main', '--name', 'Main', '--timezone', 'Asia/Seoul', '--currency', 'KRW']
    expect((await runToEnd(home, ...words)).output).toBe('Store main added\n')
    const elsewhere = readFileSync(join(home, 'postgres-folder'), 'utf8').trim()
    onTestFinished(() => rmSync(elsewhere, { recursive: true }))
    expect(existsSync(join(elsewhere, 'data', 'PG_VERSION'))).toBe(true)
    const program = await runUntilReady(home, kickstand('services'))
    expect((await runToEnd(home, ...words)).output).toBe('There is a store "main" already\n')
    program.child.kill('SIGKILL')
    await until(() => processesOf(elsewhere).length === 0, 5)
    await clearAway(home)
  })

  it('a copied home does not touch the database of the one it was copied from', async () => {
    const folder = closedFolder()
    const [home, copy] = [join(folder, 'home'), join(folder, 'copy')]
    const words = ['store', 'add', 'main', '--name', 'Main', '--timezone', 'Asia/Seoul']
    await runToEnd(home, ...words)
    const elsewhere = readFileSync(join(home, 'postgres-folder'), 'utf8').trim()
    onTestFinished(() => rmSync(elsewhere, { recursive: true }))
    mkdirSync(copy)
    cpSync(home, copy, { recursive: true })
    const { code, output } = await runToEnd(copy, ...words)
    expect(code).toBe(1)
    expect(output).toContain('is a copy')
  })
})
