import { type Context, Hono } from 'hono'
import { paths, type QueueFilter } from '../../views/paths.ts'
import { QueuePage } from '../../views/queue/QueuePage.tsx'
import type { Queue } from '../../views/queue/queue.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { sharedParts } from '../live/shared-part.ts'
import { isForPart, page } from '../page.tsx'
import { readFilter } from './filter.ts'
import { loadQueue } from './load.ts'

/** A store or source that is gone narrows nothing: the form could not even show it. Null: all are there. */
function withoutGone(filter: QueueFilter, { stores, sources }: Queue): QueueFilter | null {
  const store = stores.some(({ code }) => code === filter.store) ? filter.store : null
  const source = sources.find((id) => id === filter.source) ?? null
  return store === filter.store && source === filter.source ? null : { ...filter, store, source, page: 1 }
}

export function queueRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  const shared = sharedParts()

  async function show(c: Context<AppEnv>, filter: QueueFilter): Promise<Response> {
    const queue = await loadQueue(sql, filter, new Date())
    const known = withoutGone(filter, queue)
    if (known) {
      const address = paths.queue(known)
      c.header('HX-Replace-Url', address)
      return isForPart(c) ? show(c, known) : c.redirect(address)
    }
    return page(c, <QueuePage words={c.get('words')} viewer={c.get('user')} queue={queue} />)
  }

  return new Hono<AppEnv>().get('/', (c) => {
    const filter = readFilter(c.req.query())
    const address = paths.queue(filter)
    c.header('HX-Replace-Url', address)
    return shared(c, address, () => show(c, filter))
  })
}
