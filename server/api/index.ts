import { Hono } from 'hono'
import { createDirectory } from '../../intake/directory.ts'
import { SourceDiary } from '../../intake/source-diary.ts'
import { workNotice } from '../../intake/work-notice.ts'
import type { ApiDeps, SignedEnv } from './deps.ts'
import { docsRoutes } from './docs.tsx'
import { answerError } from './errors.ts'
import { fairShare } from './fair-share.ts'
import { inventoryRoutes } from './inventory.ts'
import { orderRoutes } from './orders.ts'
import { problem } from './problem.ts'
import { requireSignature } from './signed.ts'

/** The Integrator API (contract §2) with its reference; mounted at /api. */
export function createApi(deps: ApiDeps) {
  const directory = createDirectory(deps.sql, deps.secrets, deps.log)
  const diary = new SourceDiary(deps.sql, deps.log)
  const routes = { sql: deps.sql, directory, diary, tellOfWork: workNotice(deps.sql, deps.log) }
  const { clock = () => new Date() } = deps
  const signed = new Hono<SignedEnv>()
    .use(requireSignature({ directory, diary, clock }))
    .use(fairShare())
    .route('/orders', orderRoutes(routes))
    .route('/inventory', inventoryRoutes(routes))
  return new Hono()
    .onError((error, c) => answerError(error, c, deps.log))
    .route('/', docsRoutes(deps.publicUrl))
    .route('/v1/sources/:source', signed)
    .all('*', (c) => problem(c, 'not-found', 'The reference at /api/docs lists what there is.'))
}
