import { Hono } from 'hono'
import { QueuePage } from '../../views/queue/QueuePage.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { page } from '../page.tsx'
import { readFilter } from './filter.ts'
import { loadQueue } from './load.ts'

export function queueRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>().get('/', async (c) => {
    const queue = await loadQueue(sql, readFilter(c.req.query()), new Date())
    return page(c, <QueuePage words={c.get('words')} viewer={c.get('user')} queue={queue} />)
  })
}
