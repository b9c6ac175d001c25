import { WORK_CHANNEL } from '../db/channels.ts'
import type { Sql } from '../db/client.ts'

const PAUSE_MS = 50

interface Log {
  error(details: object, message: string): void
}

/**
 * Tells that there is work, at most twenty times a second however many requests bring it. Apart from their
 * transactions: those that notify commit one after the other, each waiting for the disk alone.
 */
export function workNotice(sql: Sql, log: Log): () => void {
  let isDue = false
  let isResting = false

  async function tell(): Promise<void> {
    isDue = false
    isResting = true
    setTimeout(rested, PAUSE_MS).unref()
    try {
      await sql.notify(WORK_CHANNEL, '')
    } catch (error) {
      const isOurEnd = (error as { code?: string }).code === 'CONNECTION_ENDED'
      if (!isOurEnd)
        log.error({ error: String(error) }, 'A notice of work was lost; the sweep finds the work')
    }
  }
  function rested(): void {
    isResting = false
    if (isDue) void tell()
  }
  return () => {
    isDue = true
    if (!isResting) void tell()
  }
}
