import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { isPlainLine } from '../../domain/set-up.ts'
import { type Role, roles } from '../../domain/status.ts'
import type { FieldError } from '../../views/fields.tsx'
import { paths } from '../../views/paths.ts'
import { PeoplePage, type PersonForm } from '../../views/settings/PeoplePage.tsx'
import { LinkPage, PersonPage } from '../../views/settings/PersonPage.tsx'
import type { Key } from '../../views/words.ts'
import { allow, showNotAllowed } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { originOf } from '../https.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { saidOf } from '../said.ts'
import { actorOf } from './actor.ts'
import type { Actor } from './changes.ts'
import { loadPeople, loadPerson } from './load-people.ts'
import {
  addPerson,
  changePerson,
  deactivate,
  makeLink,
  type PersonAnswer,
  type PersonRefusal,
  reactivate,
  signOutEverywhere,
} from './people.ts'
import { loadSecondFactorRoles, setSecondFactorRoles } from './second-factor.ts'

type C = Context<AppEnv>
type Deps = Pick<WebDeps, 'sql' | 'publicUrl'>

const ID = '/:id{[A-Za-z0-9-]{1,64}}'

const dones = {
  changed: 'people.done.changed',
  deactivated: 'people.done.deactivated',
  reactivated: 'people.done.reactivated',
  signedOut: 'people.done.signedOut',
} as const satisfies Record<string, Key>

/** The page of people; for owners. */
export function peopleRoutes(deps: Deps) {
  const { sql } = deps
  return new Hono<AppEnv>()
    .use('/people/*', allow(sql, 'manageUsers'))
    .get('/people', (c) => showPeople(c, deps))
    .post('/people', (c) => add(c, deps))
    .post('/people/second-factor', (c) => askSecondFactor(c, deps))
    .get(`/people${ID}`, (c) => showPerson(c, deps, c.req.param('id'), { done: c.req.query('done') }))
    .post(`/people${ID}`, (c) => change(c, deps, c.req.param('id')))
    .post(`/people${ID}/link`, async (c) => {
      const answer = await makeLink(sql, actorOf(c), c.req.param('id'))
      return answer.ok ? showLink(c, deps, answer) : refuse(c, deps, c.req.param('id'), answer.why)
    })
    .post(`/people${ID}/deactivate`, (c) => carryOut(c, deps, deactivate, 'deactivated'))
    .post(`/people${ID}/reactivate`, (c) => carryOut(c, deps, reactivate, 'reactivated'))
    .post(`/people${ID}/sign-out`, (c) => carryOut(c, deps, signOutEverywhere, 'signedOut'))
}

async function showPeople(c: C, { sql }: Deps, form?: PersonForm, errors: FieldError[] = []) {
  const [people, asked] = await Promise.all([loadPeople(sql), loadSecondFactorRoles(sql)])
  const view = { words: c.get('words'), viewer: c.get('user'), people, asked, now: new Date(), form, errors }
  return page(c, <PeoplePage {...view} />, errors.length > 0 ? 422 : 200)
}

interface PersonView {
  done?: string
  form?: { name: string; role: string }
  errors?: FieldError[]
  status?: 409 | 422
}

async function showPerson(c: C, { sql }: Deps, userId: string, { done, status, ...rest }: PersonView) {
  const person = await loadPerson(sql, userId)
  if (!person) return showMessage(c, 404, 'notFound')
  const said = saidOf(dones, done)
  const view = { words: c.get('words'), viewer: c.get('user'), person, now: new Date(), done: said, ...rest }
  return page(c, <PersonPage {...view} />, status ?? 200)
}

function showLink(
  c: C,
  { publicUrl }: Deps,
  { person, token }: { person: { id: string; email: string }; token: string },
) {
  const link = originOf(c, publicUrl) + paths.welcome(token)
  return page(c, <LinkPage words={c.get('words')} viewer={c.get('user')} person={person} link={link} />)
}

async function add(c: C, deps: Deps) {
  const form = await readPerson(c)
  const errors = faultsOf(c, form, ['email', 'role', ...(form.name === '' ? [] : ['name' as const])])
  if (errors.length > 0) return showPeople(c, deps, form, errors)
  const wish = { email: form.email, name: form.name || undefined, role: form.role as Role }
  const answer = await addPerson(deps.sql, actorOf(c), wish)
  if (answer.ok) return showLink(c, deps, answer)
  if (answer.why === 'not_owner') return showNotAllowed(c, deps.sql, 'manageUsers')
  return showPeople(c, deps, form, [
    { field: 'email', message: c.get('words').t(`people.why.${answer.why}`) },
  ])
}

async function askSecondFactor(c: C, { sql }: Deps) {
  const roles = (await readForm(c)).role ?? []
  await setSecondFactorRoles(sql, actorOf(c), roles)
  return c.redirect(paths.people(), 303)
}

async function change(c: C, deps: Deps, userId: string) {
  const form = await readPerson(c)
  const errors = faultsOf(c, form, ['name', 'role'])
  if (errors.length > 0) return showPerson(c, deps, userId, { form, errors, status: 422 })
  const wish = { name: form.name, role: form.role as Role }
  const answer = await changePerson(deps.sql, actorOf(c), userId, wish)
  return answer.ok ? c.redirect(paths.person(userId, 'changed'), 303) : refuse(c, deps, userId, answer.why)
}

type PersonAct = (sql: Deps['sql'], actor: Actor, userId: string) => Promise<PersonAnswer>

async function carryOut(
  c: Context<AppEnv, `/people${typeof ID}/x`>,
  deps: Deps,
  act: PersonAct,
  done: keyof typeof dones,
) {
  const userId = c.req.param('id')
  const answer = await act(deps.sql, actorOf(c), userId)
  return answer.ok ? c.redirect(paths.person(userId, done), 303) : refuse(c, deps, userId, answer.why)
}

function refuse(c: C, deps: Deps, userId: string, why: PersonRefusal) {
  if (why === 'not_owner') return showNotAllowed(c, deps.sql, 'manageUsers')
  const message = c.get('words').t(`people.why.${why}`)
  return showPerson(c, deps, userId, { errors: [{ field: 'main', message }], status: 409 })
}

async function readPerson(c: C): Promise<PersonForm> {
  const fields = await readForm(c)
  return {
    email: textOf(fields, 'email').trim(),
    name: textOf(fields, 'name').trim(),
    role: textOf(fields, 'role'),
  }
}

const isRight: Record<keyof PersonForm, (text: string) => boolean> = {
  email: (text) => text.length <= 254 && z.email().safeParse(text).success,
  name: (text) => text !== '' && isPlainLine(text, 200),
  role: (text) => (roles as readonly string[]).includes(text),
}

function faultsOf(c: C, form: PersonForm, asked: (keyof PersonForm)[]): FieldError[] {
  return asked
    .filter((field) => !isRight[field](form[field]))
    .map((field) => ({ field, message: c.get('words').t(`people.fault.${field}`) }))
}
