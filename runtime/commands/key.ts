import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Sql } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { opensWith, resealAll } from '../reseal.ts'
import { homeKey } from '../secret-box.ts'
import { type CommandContext, withDatabase } from './context.ts'

/** Where a key is from outside (KICKSTAND_KEY), the next one is, too. */
const NEXT_KEY = 'KICKSTAND_NEW_KEY'

export function keyCommand(): Command {
  const key = new Command('key').description('the key that seals secrets and signs sessions')
  key
    .command('rotate')
    .description(
      `take another key: all that is sealed is sealed anew, everybody signs in again. Stop Kickstand first. With KICKSTAND_KEY set, ${NEXT_KEY} says the next one`,
    )
    .action(rotate)
  return key
}

async function rotate() {
  await withDatabase(async (context) => {
    await refuseWhileRunning(context.sql)
    const sealed = context.config.key ? await rotateGiven(context) : await rotateHome(context)
    process.stdout.write(`${sealed} secrets are sealed with the new key; everybody signs in again\n`)
    if (context.config.key) process.stdout.write(`Set KICKSTAND_KEY to it before you start Kickstand\n`)
  })
}

/** Whoever runs holds the old key, and would seal with it. */
async function refuseWhileRunning(sql: Sql): Promise<void> {
  const running = await sql`
    select from pg_stat_activity
    where datname = current_database() and application_name in ('kickstand-web', 'kickstand-worker') limit 1`
  if (running.length > 0) throw new CommandError('Kickstand is running here: stop all of it first')
}

function rotateGiven({ sql, config, home }: CommandContext): Promise<number> {
  const text = process.env[NEXT_KEY] ?? ''
  const next = Buffer.from(text, 'base64')
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text) || next.length !== 32) {
    throw new CommandError(`${NEXT_KEY} must be 32 bytes in base64`)
  }
  return resealAll(sql, homeKey(config, home), next)
}

/** The new key is on disk before anything is sealed with it: one that was interrupted is ended by another run. */
async function rotateHome({ sql, config, home }: CommandContext): Promise<number> {
  const file = join(home, 'key')
  const part = join(home, 'key.next')
  if (existsSync(part)) {
    const left = Buffer.from(readFileSync(part, 'utf8').trim(), 'base64')
    if (left.length === 32 && (await opensWith(sql, left))) {
      renameSync(part, file)
      return 0
    }
    rmSync(part)
  }
  const next = randomBytes(32)
  writeFileSync(part, `${next.toString('base64')}\n`, { mode: 0o600 })
  const sealed = await resealAll(sql, homeKey(config, home), next)
  renameSync(part, file)
  return sealed
}
