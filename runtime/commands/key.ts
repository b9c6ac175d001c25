import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import type { Sql } from '../../db/client.ts'
import { CommandError } from '../command-error.ts'
import { freeName } from '../free-name.ts'
import { opensWith, resealAll } from '../reseal.ts'
import { formerKey, homeKey, nextKeyOf } from '../secret-box.ts'
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
    const sealed = context.config.key
      ? await rotateGiven(context)
      : await rotateHome(context.sql, context.home)
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

/**
 * The new key is on disk before anything is sealed with it: one that was interrupted is ended by another run.
 * @returns how many secrets
 * @throws CommandError where something does not open with the present key; nothing is changed then
 */
export async function rotateHome(sql: Sql, home: string): Promise<number> {
  const file = join(home, 'key')
  const part = nextKeyOf(home)
  if (existsSync(part)) {
    const left = Buffer.from(readFileSync(part, 'utf8').trim(), 'base64')
    if (left.length === 32 && (await opensWith(sql, left))) {
      renameSync(part, file)
      return 0
    }
    layAside(home)
  }
  const next = randomBytes(32)
  writeFileSync(part, `${next.toString('base64')}\n`, { mode: 0o600, flush: true })
  try {
    const sealed = await resealAll(sql, formerKey(home), next)
    renameSync(part, file)
    return sealed
  } catch (error) {
    // Where the database can't say it either, the next run asks again.
    if ((await opensWith(sql, next).catch(() => true)) === false) layAside(home)
    throw error
  }
}

/** Nothing opens with it. It stays all the same: what it might have sealed could never be opened again. */
const layAside = (home: string) => renameSync(nextKeyOf(home), freeName(join(home, 'key.unused')))
