import { type Context, Hono } from 'hono'
import { OVERLAP_HOURS_MAX, type SourceFault } from '../../domain/source-settings.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { SecretPage } from '../../views/settings/SecretPage.tsx'
import { SourcePage } from '../../views/settings/SourcePage.tsx'
import { type SourceFields, SourcesPage } from '../../views/settings/SourcesPage.tsx'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { originOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import type { Actor } from './changes.ts'
import { loadSource, loadSources, shopZone, storeChoices } from './load-sources.ts'
import {
  addSource,
  changeSource,
  deactivateSource,
  reactivateSource,
  revokeRetiring,
  rotateSecret,
  type SourceAnswer,
} from './sources.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'secrets' | 'publicUrl'>

const ID = '/:id{[A-Za-z0-9._-]{1,64}}'

const STORES_NAMED_MAX = 20

const dones = {
  changed: 'sources.done.changed',
  revoked: 'sources.done.revoked',
  deactivated: 'sources.done.deactivated',
  reactivated: 'sources.done.reactivated',
} as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** The page of sources; for owners. */
export function sourceRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use('/sources/*', allow(sql, 'manageSources'))
    .get('/sources', (c) => showSources(c, deps))
    .post('/sources', (c) => add(c, deps))
    .get(`/sources${ID}`, (c) => showSource(c, deps, c.req.param('id'), { done: c.req.query('done') }))
    .post(`/sources${ID}`, (c) => change(c, deps, c.req.param('id')))
    .post(`/sources${ID}/rotate`, (c) => rotate(c, deps, c.req.param('id')))
    .post(`/sources${ID}/revoke`, (c) => carryOut(c, deps, c.req.param('id'), revokeRetiring, 'revoked'))
    .post(`/sources${ID}/deactivate`, (c) =>
      carryOut(c, deps, c.req.param('id'), deactivateSource, 'deactivated'),
    )
    .post(`/sources${ID}/reactivate`, (c) =>
      carryOut(c, deps, c.req.param('id'), reactivateSource, 'reactivated'),
    )
}

async function showSources(c: C, { sql }: Deps, form?: SourceFields, errors: FieldError[] = []) {
  const [sources, stores] = await Promise.all([loadSources(sql), storeChoices(sql)])
  const view = {
    words: c.get('words'),
    viewer: c.get('user'),
    sources,
    stores,
    now: new Date(),
    form,
    errors,
  }
  return page(c, <SourcesPage {...view} />, errors.length > 0 ? 422 : 200)
}

interface SourceView {
  done?: string
  form?: Omit<SourceFields, 'id'>
  overlapHours?: string
  errors?: FieldError[]
}

async function showSource(c: C, { sql, secrets }: Deps, id: string, { done, errors, ...typed }: SourceView) {
  const [source, stores, timeZone] = await Promise.all([
    loadSource(sql, secrets, id),
    storeChoices(sql),
    shopZone(sql),
  ])
  if (!source) return showMessage(c, 404, 'notFound')
  const said = saidOf(dones, done)
  const view = { words: c.get('words'), viewer: c.get('user'), source, stores, now: new Date(), timeZone }
  return page(c, <SourcePage {...view} {...typed} done={said} errors={errors} />, errors ? 422 : 200)
}

async function showSecret(c: C, { sql, publicUrl }: Deps, id: string, secret: string) {
  const address = originOf(c, publicUrl)
  const storeCodes = (await storeChoices(sql)).slice(0, STORES_NAMED_MAX).map(({ code }) => code)
  const view = { words: c.get('words'), viewer: c.get('user'), id, secret, address, storeCodes }
  return page(c, <SecretPage {...view} />)
}

async function add(c: C, deps: Deps) {
  const form = await readSource(c)
  const answer = await addSource(deps.sql, deps.secrets, actorOf(c), {
    id: form.id,
    kind: 'integrator',
    form,
  })
  if (answer.ok) return showSecret(c, deps, form.id, answer.secret)
  return showSources(c, deps, form, errorsOf(c.get('words'), answer))
}

async function change(c: C, deps: Deps, id: string) {
  const form = await readSource(c)
  const answer = await changeSource(deps.sql, actorOf(c), id, form)
  if (answer.ok) return c.redirect(paths.source(id, 'changed' satisfies Done), 303)
  return showSource(c, deps, id, { form, errors: errorsOf(c.get('words'), answer) })
}

async function rotate(c: C, deps: Deps, id: string) {
  const overlapHours = textOf(await readForm(c), 'overlapHours').trim()
  const { t } = c.get('words')
  if (!/^\d{1,3}$/.test(overlapHours) || Number(overlapHours) > OVERLAP_HOURS_MAX) {
    const errors = [
      { field: 'overlapHours', message: t('sources.fault.overlap', { max: OVERLAP_HOURS_MAX }) },
    ]
    return showSource(c, deps, id, { overlapHours, errors })
  }
  const answer = await rotateSecret(deps.sql, deps.secrets, actorOf(c), id, Number(overlapHours))
  if (answer.ok) return showSecret(c, deps, id, answer.secret)
  return showSource(c, deps, id, { errors: errorsOf(c.get('words'), answer) })
}

type SourceAct = (sql: Deps['sql'], actor: Actor, id: string) => Promise<SourceAnswer>

async function carryOut(c: C, deps: Deps, id: string, act: SourceAct, done: Done) {
  const answer = await act(deps.sql, actorOf(c), id)
  if (answer.ok) return c.redirect(paths.source(id, done), 303)
  return showSource(c, deps, id, { errors: errorsOf(c.get('words'), answer) })
}

async function readSource(c: C): Promise<SourceFields> {
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name).trim()
  return {
    id: text('id'),
    primaryStore: text('primaryStore'),
    callbackUrl: text('callbackUrl'),
    orderUrl: text('orderUrl'),
  }
}

function errorsOf({ t }: Words, answer: Exclude<SourceAnswer, { ok: true }>): FieldError[] {
  if (answer.why !== 'faults') return [{ field: 'id', message: t(`sources.why.${answer.why}`) }]
  const words = (fault: SourceFault) => t(`sources.fault.${fault.code}`, { number: '{number}' })
  return answer.faults.map((fault) => ({ field: fault.field, message: words(fault) }))
}
