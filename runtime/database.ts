import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '../db/client.ts'
import { CommandError } from './command-error.ts'
import type { Log } from './log.ts'

/** A database of one's own may come up after us, in a composed set of containers for instance. */
const secondsToCome = 30
const notThereYet = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'CONNECT_TIMEOUT', '57P03']
const wrongSetting: Record<string, string> = {
  '28P01': 'its user and password are refused',
  '28000': 'its user is refused',
  '3D000': 'it names a database that does not exist',
  '42501': 'its user may not make tables and extensions there',
}

/**
 * Brings the database up to date, waiting up to 30 s for it to come.
 * @throws CommandError in one line when it does not, or when it refuses us.
 */
export async function prepareDatabase(url: string, log: Log, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + secondsToCome * 1_000; ; await pause(500, undefined, { signal })) {
    try {
      return await migrate(url)
    } catch (error) {
      const code = codeOf(error)
      log.warn({ code, error: String(error) }, 'The database could not be prepared')
      if (wrongSetting[code]) throw new CommandError(`DATABASE_URL can't be used: ${wrongSetting[code]}`)
      if (!notThereYet.includes(code)) throw error
      if (Date.now() > end) throw new CommandError(`DATABASE_URL: no PostgreSQL answers there (${code})`)
    }
  }
}

/** Drizzle wraps what the driver threw. */
function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  return code ?? cause?.code ?? ''
}
