import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import { isForPart, partAsRead } from '../page.tsx'
import { SharedReads } from './shared-reads.ts'

type Show = () => Response | Promise<Response>

/** For a page that shows everybody the same: of those that hear of one change the first one reads it for all. */
export function sharedParts() {
  const reads = new SharedReads<string>()
  return async (c: Context<AppEnv>, address: string, show: Show): Promise<Response> => {
    const heard = c.get('since')
    if (!isForPart(c) || !heard) return show()
    const key = `${heard} ${c.get('words').locale} ${address}`
    return partAsRead(c, await reads.get(key, async () => (await show()).text()))
  }
}
