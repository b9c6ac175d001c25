import { Hono } from 'hono'
import { paths } from '../../views/paths.ts'
import { QueuePage } from '../../views/queue/QueuePage.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { page } from '../page.tsx'
import { readFilter } from './filter.ts'
import { loadQueue } from './load.ts'

export function queueRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>().get('/', async (c) => {
    const filter = readFilter(c.req.query())
    const queue = await loadQueue(sql, filter, new Date())
    c.header('HX-Replace-Url', paths.queue(filter))
    return page(c, <QueuePage words={c.get('words')} viewer={c.get('user')} queue={queue} />)
  })
}
