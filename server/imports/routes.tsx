import { type Context, Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { ImportPage } from '../../views/imports/ImportPage.tsx'
import { ImportsPage } from '../../views/imports/ImportsPage.tsx'
import { paths } from '../../views/paths.ts'
import type { Key } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { actorOf } from '../settings/actor.ts'
import { noteExport } from '../settings/changes.ts'
import { loadImport, loadImports, loadRefusals, loadSourceIds } from './load.ts'
import { refusalsAsCsv } from './refusals-csv.ts'
import type { ImportRunner } from './runner.ts'
import { askToStop, discardImport, runImport } from './store.ts'
import { readUpload, type UploadFault } from './upload.ts'

type C = Context<AppEnv>

const ID = '/:id{[0-9]{1,15}}'
const statusOf = { busy: 409, tooLarge: 413 } as const satisfies Partial<Record<UploadFault['why'], number>>

/** Files of products, customers and orders; for managers and owners. */
export function importRoutes({ sql }: Pick<WebDeps, 'sql'>, runner: ImportRunner) {
  return new Hono<AppEnv>()
    .use('*', allow(sql, 'importFiles'))
    .get('/', (c) => showImports(c, sql))
    .post('/', async (c) => {
      const upload = await readUpload(c, sql)
      if (!upload.ok) return showImports(c, sql, upload)
      runner.wake()
      return c.redirect(paths.import(upload.id), 303)
    })
    .get(ID, (c) => showImport(c, sql, Number(c.req.param('id'))))
    .get(`${ID}/refused.csv`, async (c) => {
      const id = Number(c.req.param('id'))
      const refusals = await loadRefusals(sql, id)
      if (!refusals) return showMessage(c, 404, 'notFound')
      await noteExport(sql, actorOf(c), `refused-${id}.csv`, refusals.listed.length)
      return c.body(refusalsAsCsv(refusals), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="refused-${id}.csv"`,
      })
    })
    .post(`${ID}/run`, async (c) => {
      const id = Number(c.req.param('id'))
      const outcome = await runImport(sql, id)
      runner.wake()
      return answer(c, sql, id, outcome === 'running', outcome === 'busy' ? 'imports.busyNow' : undefined)
    })
    .post(`${ID}/stop`, async (c) => {
      const id = Number(c.req.param('id'))
      const { count } = await askToStop(sql, id)
      return answer(c, sql, id, count > 0)
    })
    .post(`${ID}/discard`, async (c) => {
      const id = Number(c.req.param('id'))
      return answer(c, sql, id, await discardImport(sql, id))
    })
}

/** What no longer fits is said on the page, with how it stands. */
const answer = (c: C, sql: Sql, id: number, isDone: boolean, whyNot: Key = 'imports.notNow') =>
  isDone ? c.redirect(paths.import(id), 303) : showImport(c, sql, id, c.get('words').t(whyNot))

async function showImports(c: C, sql: Sql, fault?: UploadFault) {
  const words = c.get('words')
  const [imports, sources] = await Promise.all([loadImports(sql), loadSourceIds(sql)])
  const view = { words, viewer: c.get('user'), imports, sources, now: new Date() }
  if (!fault) return page(c, <ImportsPage {...view} />)
  const kind = words.t(`imports.kinds.${fault.kind}`)
  const errors = [{ field: fault.field, message: words.t(`imports.fault.${fault.why}`, { kind }) }]
  const form = { kind: fault.kind, source: fault.source }
  const status = fault.why === 'busy' || fault.why === 'tooLarge' ? statusOf[fault.why] : 422
  return page(c, <ImportsPage {...view} form={form} errors={errors} />, status)
}

async function showImport(c: C, sql: Sql, id: number, problem?: string) {
  const shown = await loadImport(sql, id)
  if (!shown) return showMessage(c, 404, 'notFound')
  const view = { words: c.get('words'), viewer: c.get('user'), shown, problem }
  return page(c, <ImportPage {...view} />, problem ? 409 : 200)
}
