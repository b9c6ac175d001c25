import { type Context, Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { formatOpeningHours, type WeeklySpan } from '../../domain/opening-hours.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { type StoreFields, StorePage, StoresPage } from '../../views/settings/StoresPage.tsx'
import type { Key, Words } from '../../views/words.ts'
import { allow } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import { addStore, changeStore, type StoreAnswer } from './stores.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql'>

const CODE = '/:code{[A-Za-z0-9._-]{1,64}}'
const STORES_SHOWN = 500

const dones = { added: 'stores.done.added', changed: 'stores.done.changed' } as const satisfies Record<
  string,
  Key
>
type Done = keyof typeof dones

/** The page of stores; for owners. */
export function storeRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use('/stores/*', allow(sql, 'manageStores'))
    .get('/stores', (c) => showStores(c, deps))
    .post('/stores', async (c) => {
      const form = await readStore(c)
      const answer = await addStore(sql, actorOf(c), form.code, form)
      if (answer.ok) return c.redirect(paths.stores('added' satisfies Done), 303)
      return showStores(c, deps, form, errorsOf(c.get('words'), answer))
    })
    .get(`/stores${CODE}`, async (c) => {
      const [store] = await loadStores(sql, c.req.param('code'))
      if (!store) return showMessage(c, 404, 'notFound')
      return showStore(c, store)
    })
    .post(`/stores${CODE}`, async (c) => {
      const form = { ...(await readStore(c)), code: c.req.param('code') }
      const answer = await changeStore(sql, actorOf(c), form.code, form)
      if (answer.ok) return c.redirect(paths.store(form.code, 'changed' satisfies Done), 303)
      if (answer.why === 'unknown') return showMessage(c, 404, 'notFound')
      return showStore(c, form, errorsOf(c.get('words'), answer))
    })
}

async function showStores(c: C, { sql }: Deps, form?: StoreFields, errors?: FieldError[]) {
  const view = {
    words: c.get('words'),
    viewer: c.get('user'),
    stores: await loadStores(sql),
    now: new Date(),
  }
  const done = saidOf(dones, c.req.query('done'))
  return page(c, <StoresPage {...view} done={done} form={form} errors={errors} />, errors ? 422 : 200)
}

function showStore(c: C, store: StoreFields, errors?: FieldError[]) {
  const view = {
    words: c.get('words'),
    viewer: c.get('user'),
    store,
    done: saidOf(dones, c.req.query('done')),
  }
  return page(c, <StorePage {...view} errors={errors} />, errors ? 422 : 200)
}

async function loadStores(sql: Sql, code: string | null = null): Promise<StoreFields[]> {
  const stores = await sql<
    (Omit<StoreFields, 'hours' | 'address'> & { hours: WeeklySpan[] | null; address: string | null })[]
  >`
    select code, name, time_zone, currency, hours, address from stores
    where ${code === null ? sql`true` : sql`code = ${code}`} order by name, code limit ${STORES_SHOWN}`
  return stores.map(({ hours, address, ...rest }) => ({
    ...rest,
    hours: hours ? formatOpeningHours(hours) : '',
    address: address ?? '',
  }))
}

async function readStore(c: C): Promise<StoreFields> {
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name).trim()
  return {
    code: text('code'),
    name: text('name'),
    timeZone: text('timeZone'),
    currency: text('currency').toUpperCase(),
    hours: text('hours'),
    address: textOf(fields, 'address'),
  }
}

function errorsOf({ t }: Words, answer: Exclude<StoreAnswer, { ok: true }>): FieldError[] {
  if (answer.why !== 'faults') return [{ field: 'code', message: t(`stores.why.${answer.why}`) }]
  return answer.faults.map(({ field, code }) => ({ field, message: t(`stores.fault.${code}`) }))
}
