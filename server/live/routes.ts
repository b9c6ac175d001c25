import { Hono } from 'hono'
import type { AppEnv } from '../env.ts'
import type { Streams } from './streams.ts'

const RETRY_SECONDS = 60

/** One stream for each open page of a person who is signed in; 503 where there is no room. */
export function liveRoutes(streams: Streams) {
  return new Hono<AppEnv>().get('/', async (c) => {
    const stream = await streams.open(c.get('user').sessionId, c.req.query('since') ?? '')
    if (stream === null) {
      c.header('Retry-After', String(RETRY_SECONDS))
      return c.text(c.get('words').t('live.full'), 503)
    }
    return c.body(stream, 200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  })
}
