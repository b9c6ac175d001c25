import { type Context, Hono } from 'hono'
import { type RulesFault, readSourceRules, readStoreRules } from '../../domain/rules-form.ts'
import { sourceRulesForm, storeRulesForm } from '../../domain/rules-shown.ts'
import { comingDays, isOfSpecialDay } from '../../domain/special-days.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { SourceRulesPage, StoreRulesPage } from '../../views/settings/RulesPages.tsx'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { loadStore } from './load-stores.ts'
import { changeSourceRules, changeStoreRules } from './rules.ts'
import { loadRuledSource, sourcePreview, storePreview } from './rules-preview.ts'
import { isPreview } from './store-routes.tsx'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql'>

const NAME = '{[A-Za-z0-9._-]{1,64}}'

const dones = { changed: 'rules.done.changed' } as const satisfies Record<string, Key>
type Done = keyof typeof dones

/** The rules of a store and of a source; for owners. With `?preview` they are looked at and not kept. */
export function ruleRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use(`/stores/:code${NAME}/rules`, allow(sql, 'manageStores'))
    .use(`/sources/:id${NAME}/rules`, allow(sql, 'manageSources'))
    .get(`/stores/:code${NAME}/rules`, (c) => showStore(c, deps, c.req.param('code')))
    .post(`/stores/:code${NAME}/rules`, (c) => changeStore(c, deps, c.req.param('code')))
    .get(`/sources/:id${NAME}/rules`, (c) => showSource(c, deps, c.req.param('id')))
    .post(`/sources/:id${NAME}/rules`, (c) => changeSource(c, deps, c.req.param('id')))
}

async function showStore(c: C, { sql }: Deps, code: string, typed?: FormFields) {
  const store = await loadStore(sql, code)
  if (!store) return showMessage(c, 404, 'notFound')
  const isTyped = typed !== undefined
  const form = typed ? storeFormOf(typed) : storeRulesForm(store.rules)
  const read = readStoreRules(form)
  const errors = read.ok ? [] : inWords(c.get('words'), read.faults)
  const preview = read.ok ? await storePreview(sql, store, read.value, { now: new Date(), isTyped }) : null
  const view = { words: c.get('words'), viewer: c.get('user'), store, form, preview, errors }
  const done = saidOf(dones, c.req.query('done'))
  return page(c, <StoreRulesPage {...view} done={done} />, read.ok ? 200 : 422)
}

async function changeStore(c: C, deps: Deps, code: string) {
  const typed = await readForm(c)
  if (isPreview(c)) return showStore(c, deps, code, typed)
  const answer = await changeStoreRules(deps.sql, actorOf(c), code, storeFormOf(typed))
  if (answer.ok) return c.redirect(paths.storeRules(code, 'changed' satisfies Done), 303)
  return answer.why === 'unknown' ? showMessage(c, 404, 'notFound') : showStore(c, deps, code, typed)
}

async function showSource(c: C, { sql }: Deps, id: string, typed?: FormFields) {
  const source = await loadRuledSource(sql, id, new Date())
  if (!source) return showMessage(c, 404, 'notFound')
  const { rules, weekly, special, today } = source
  const isTyped = typed !== undefined
  const form = typed
    ? sourceFormOf(typed)
    : sourceRulesForm(rules, { weekly, special: comingDays(special, today) })
  const read = readSourceRules(form, today)
  const errors = read.ok ? [] : inWords(c.get('words'), read.faults)
  const preview = read.ok ? await sourcePreview(sql, source, read.value, isTyped) : null
  const view = { words: c.get('words'), viewer: c.get('user'), id, form, preview, errors }
  const done = saidOf(dones, c.req.query('done'))
  return page(c, <SourceRulesPage {...view} done={done} />, read.ok ? 200 : 422)
}

async function changeSource(c: C, deps: Deps, id: string) {
  const typed = await readForm(c)
  if (isPreview(c)) return showSource(c, deps, id, typed)
  const source = await loadRuledSource(deps.sql, id, new Date())
  if (!source) return showMessage(c, 404, 'notFound')
  const form = sourceFormOf(typed)
  const answer = await changeSourceRules(deps.sql, actorOf(c), id, form, source.today)
  if (answer.ok) return c.redirect(paths.sourceRules(id, 'changed' satisfies Done), 303)
  return answer.why === 'unknown' ? showMessage(c, 404, 'notFound') : showSource(c, deps, id, typed)
}

function pickupFormOf(fields: FormFields) {
  const text = (name: string) => textOf(fields, name).trim()
  return {
    pickup: text('pickup'),
    holdDays: text('holdDays'),
    remindHours: text('remindHours'),
    whenEnded: text('whenEnded'),
  }
}

const storeFormOf = (fields: FormFields) => ({
  ...pickupFormOf(fields),
  undoSeconds: textOf(fields, 'undoSeconds').trim(),
  claimMinutes: textOf(fields, 'claimMinutes').trim(),
})

function sourceFormOf(fields: FormFields) {
  const text = (name: string) => textOf(fields, name).trim()
  return {
    ...pickupFormOf(fields),
    answer: text('answer'),
    answerHours: text('answerHours'),
    remindEveryMinutes: text('remindEveryMinutes'),
    remindLastHours: text('remindLastHours'),
    whenMissed: text('whenMissed'),
    opens: text('opens'),
    hours: text('hours'),
    specialDays: textOf(fields, 'specialDays'),
    lettersOff: Object.hasOwn(fields, 'lettersOff') ? (fields.lettersOff ?? []) : [],
  }
}

function inWords({ t }: Words, faults: RulesFault[]): FieldError[] {
  const message = ({ code, line = 0 }: RulesFault) =>
    isOfSpecialDay(code) ? t(`stores.fault.${code}`, { line }) : t(`rules.fault.${code}`)
  return faults.map((fault) => ({ field: fault.field, message: message(fault) }))
}
