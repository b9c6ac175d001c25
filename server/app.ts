import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { paths } from '../views/paths.ts'
import { createApi } from './api/index.ts'
import { createAuth, sessionSecret } from './auth.ts'
import { isBrokenOff } from './broken-off.ts'
import { callbackRoutes } from './callbacks/routes.tsx'
import { claimRoutes } from './claims/routes.tsx'
import type { AppEnv, WebDeps } from './env.ts'
import { erasureRoutes } from './erasure/routes.tsx'
import { createFigures } from './figures/index.ts'
import { commonHeaders } from './headers.ts'
import { healthRoutes } from './health.ts'
import { importRoutes } from './imports/routes.tsx'
import { ImportRunner } from './imports/runner.ts'
import { letterRoutes } from './letters/routes.tsx'
import { Notices } from './live/notices.ts'
import { liveRoutes } from './live/routes.ts'
import { Streams } from './live/streams.ts'
import { showMessage } from './messages.tsx'
import { moneyRoutes } from './money/routes.tsx'
import { Answers } from './orders/answers.ts'
import { orderRoutes } from './orders/routes.tsx'
import { noticeRoutes } from './payments/notices.ts'
import { preferenceRoutes } from './preferences.ts'
import { queueRoutes } from './queue/routes.tsx'
import { orderReturnRoutes, returnRoutes } from './returns/routes.tsx'
import { sameOriginOnly } from './same-origin.ts'
import { sampleRoutes } from './sample/routes.tsx'
import { settingsRoutes } from './settings/routes.ts'
import { accountRoutes } from './sign-in/account.tsx'
import { helpRoutes } from './sign-in/help.tsx'
import { signInRoutes } from './sign-in/routes.tsx'
import { secondFactorRoutes } from './sign-in/second-factor-routes.tsx'
import { createSessions, signedInOnly } from './sign-in/session.ts'
import { welcomeRoutes } from './sign-in/welcome.tsx'
import { staticRoutes } from './static.ts'
import { stuckRoutes } from './stuck/routes.tsx'

const FORM_BYTES_MAX = 64 * 1024

export interface WebApp extends Pick<Hono<AppEnv>, 'fetch' | 'request' | 'routes'> {
  /** Sends the open pages away: they come back to whoever answers next. */
  endStreams(): void
  /** Ends the connections that are its own. */
  close(): Promise<void>
}

/** The whole web server: pages for people, the Integrator API for shops' websites. */
export function createApp(deps: WebDeps): WebApp {
  const { sql, secrets, address, log } = deps
  const auth = createAuth(deps.databaseUrl, deps.key)
  const notices = new Notices(sql)
  const streams = new Streams({ sql, notices, log })
  const imports = new ImportRunner(sql, log)
  imports.wake()
  const figures = createFigures(deps, () => streams.size)
  const app = new Hono<AppEnv>()
    .use(commonHeaders(deps.publicUrl))
    .use(figures.measure)
    .use(noteRefusals(log))
    .route('/api', createApi({ sql, secrets, publicUrl: address, log }))
    .route('/webhooks', noticeRoutes(deps))
    .route('/health', healthRoutes(deps))
    .route('/metrics', figures.routes)
    .route('/static', staticRoutes)
    .get('/favicon.ico', (c) => c.redirect(paths.icon(), 301))
    .route('/', pages(deps, auth, notices, streams, imports))
  app.notFound((c) => showMessage(c, 404, 'notFound'))
  app.onError((error, c) => {
    const isUnreadable = error instanceof HTTPException && error.status === 400
    if (isUnreadable || isBrokenOff(error)) return showMessage(c, 400, 'unreadable')
    log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'a request failed')
    return showMessage(c, 500, 'broken')
  })
  return {
    fetch: app.fetch,
    request: app.request,
    routes: app.routes,
    endStreams: () => streams.close(),
    async close() {
      streams.close()
      await Promise.all([imports.close(), auth.close()])
    },
  }
}

/** Whoever asks for what is not theirs, and what other sites send in somebody's name. */
const noteRefusals =
  (log: WebDeps['log']): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    await next()
    if (c.res.status !== 403) return
    const { method, path } = c.req
    log.warn(
      { requestId: c.get('requestId'), user: c.get('user')?.id, method, path },
      'a request was not allowed',
    )
  }

const limitForms = bodyLimit({ maxSize: FORM_BYTES_MAX, onError: (c) => showMessage(c, 413, 'tooLarge') })

/** A file that is brought in has a limit of its own. */
const limitBodies: MiddlewareHandler<AppEnv> = (c, next) =>
  c.req.method === 'POST' && c.req.path === paths.imports() ? next() : limitForms(c, next)

/** PostgreSQL keeps none, so nothing has such a name. */
const holdsNul = (path: string) => path.includes('%00') || path.includes('\0')

function pages(
  deps: WebDeps,
  auth: ReturnType<typeof createAuth>,
  notices: Notices,
  streams: Streams,
  imports: ImportRunner,
) {
  const answers = new Answers(notices)
  const sessions = createSessions(deps.sql, sessionSecret(deps.key), deps.publicUrl, (id) =>
    streams.endSession(id),
  )
  return new Hono<AppEnv>()
    .use(async (c, next) => {
      c.set('since', streams.token())
      await next()
    })
    .use(async (c, next) => (holdsNul(c.req.path) ? showMessage(c, 404, 'notFound') : await next()))
    .use(sameOriginOnly(deps.publicUrl))
    .use(limitBodies)
    .route('/', signInRoutes(deps, auth, sessions))
    .route('/', helpRoutes(deps))
    .route('/', welcomeRoutes(deps, auth, sessions))
    .route('/preferences', preferenceRoutes(deps.publicUrl))
    .use('/live', signedInOnly(sessions))
    .route('/live', liveRoutes(streams))
    .use('/orders/*', signedInOnly(sessions))
    .route('/orders', queueRoutes(deps))
    .route('/orders', claimRoutes(deps))
    .route('/orders', erasureRoutes(deps))
    .route('/orders', orderRoutes(deps, answers))
    .route('/orders', callbackRoutes(deps))
    .route('/orders', letterRoutes(deps))
    .route('/orders', orderReturnRoutes(deps, answers))
    .use('/returns/*', signedInOnly(sessions))
    .route('/returns', returnRoutes(deps))
    .use('/sample/*', signedInOnly(sessions))
    .route('/sample', sampleRoutes(deps))
    .use('/settings/*', signedInOnly(sessions))
    .route('/settings', settingsRoutes(deps))
    .use('/money/*', signedInOnly(sessions))
    .route('/money', moneyRoutes(deps))
    .use('/stuck/*', signedInOnly(sessions))
    .route('/stuck', stuckRoutes(deps))
    .use('/imports/*', signedInOnly(sessions))
    .route('/imports', importRoutes(deps, imports))
    .use('/account/*', signedInOnly(sessions))
    .route('/', accountRoutes(deps))
    .route('/', secondFactorRoutes(deps, auth, sessions))
    .get('/', (c) => c.redirect(paths.queue(), 303))
}
