import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Sql } from '../../db/client.ts'
import { readLetterOrder } from '../../db/letter-order.ts'
import { type FreeLetterForm, readFreeLetter } from '../../domain/free-letter.ts'
import { letterFacts } from '../../domain/letter-facts.ts'
import { languageOf } from '../../domain/letter-order.ts'
import { freeLetterStart } from '../../domain/letter-render.ts'
import type { Language } from '../../domain/letters.ts'
import { isMailAddress } from '../../domain/mail-address.ts'
import { LateLettersPage } from '../../views/letters/LateLetters.tsx'
import { WriteLetterPage } from '../../views/letters/WriteLetterPage.tsx'
import { MessagePage } from '../../views/MessagePage.tsx'
import { paths } from '../../views/paths.ts'
import type { Key } from '../../views/words.ts'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { type FoundOrder, findOrder } from '../orders/find.ts'
import { page } from '../page.tsx'
import { shopZone } from '../settings/load-sources.ts'
import { loadLateLetters } from './late.ts'
import { noteArrived, putFreeLetter, sendAgain } from './write.ts'

type C = Context<AppEnv>

const ACTION_ID = /^[A-Za-z0-9._-]{1,64}$/

/** Below /orders; everybody at the desk may write, and have a letter sent again. */
export function letterRoutes({ sql }: Pick<WebDeps, 'sql'>) {
  return new Hono<AppEnv>()
    .get('/late-letters', async (c) => {
      const [late, timeZone] = await Promise.all([loadLateLetters(sql), shopZone(sql)])
      return page(
        c,
        <LateLettersPage words={c.get('words')} viewer={c.get('user')} late={late} timeZone={timeZone} />,
      )
    })
    .get('/:source/:number/letters/new', (c) => showWriting(c, sql))
    .post('/:source/:number/letters/new', (c) => takeLetter(c, sql))
    .post('/:source/:number/letters/:id{[0-9]{1,15}}/again', async (c) => {
      const order = await findOrder(sql, c.req.param('source'), c.req.param('number'))
      if (!order) return showMessage(c, 404, 'noOrder')
      const fields = await readForm(c)
      const to = textOf(fields, 'to').trim()
      const letterId = Number(c.req.param('id'))
      if (!isMailAddress(to)) return refuse(c, 422, 'letter.badAddress')
      const user = c.get('user').id
      const again = { orderId: order.id, letterId, actionId: actionIdOf(fields), userId: user, to }
      const id = await sendAgain(sql, again)
      return id === null ? refuse(c, 409, 'letter.notAgain') : c.redirect(paths.letter(order, id), 303)
    })
    .post('/:source/:number/letters/:id{[0-9]{1,15}}/arrived', async (c) => {
      const order = await findOrder(sql, c.req.param('source'), c.req.param('number'))
      if (!order) return showMessage(c, 404, 'noOrder')
      const letterId = Number(c.req.param('id'))
      await noteArrived(sql, { orderId: order.id, letterId, userId: c.get('user').id })
      return c.redirect(paths.letter(order, letterId), 303)
    })
}

function refuse(c: C, status: 409 | 422, message: Key) {
  const words = c.get('words')
  const view = { words, title: words.t('letter.refused'), message: words.t(message), viewer: c.get('user') }
  return page(c, <MessagePage {...view} />, status)
}

const actionIdOf = (fields: FormFields) => {
  const actionId = textOf(fields, 'actionId')
  return ACTION_ID.test(actionId) ? actionId : randomUUID()
}

interface Addressee {
  order: FoundOrder
  language: Language
  start: FreeLetterForm
  mayAdvertise: boolean
  hasServer: boolean
}

async function addressee(c: C, sql: Sql): Promise<Addressee | null> {
  const order = await findOrder(sql, c.req.param('source') ?? '', c.req.param('number') ?? '')
  if (!order) return null
  const [known, [state]] = await Promise.all([
    readLetterOrder(sql, order.id),
    sql<{ mayAdvertise: boolean; hasServer: boolean }[]>`
      select coalesce((select c.include_in_communications from orders o join customers c on c.id = o.customer_id
          where o.id = ${order.id}), false) as may_advertise,
        exists (select from mail_server) as has_server`,
  ])
  if (!known || !state) return null
  const language = languageOf(known)
  const written = freeLetterStart(language, letterFacts(known, language, null))
  const start = {
    to: known.customer.email ?? '',
    subject: written.subject,
    text: written.body,
    purpose: 'order',
  }
  return { order, language, start, ...state }
}

async function showWriting(c: C, sql: Sql) {
  const found = await addressee(c, sql)
  if (!found) return showMessage(c, 404, 'noOrder')
  return page(
    c,
    <WriteLetterPage {...viewOf(c, found)} form={found.start} actionId={randomUUID()} errors={[]} />,
  )
}

async function takeLetter(c: C, sql: Sql) {
  const found = await addressee(c, sql)
  if (!found) return showMessage(c, 404, 'noOrder')
  const fields = await readForm(c)
  const text = (name: string) => textOf(fields, name)
  const form = {
    to: text('to'),
    subject: text('subject'),
    text: text('text'),
    purpose: text('purpose') || 'order',
  }
  const read = readFreeLetter(form, found.mayAdvertise)
  const actionId = actionIdOf(fields)
  if (!read.ok || !found.hasServer) {
    const { t } = c.get('words')
    const faults = read.ok ? [] : read.faults
    const errors = faults.map(({ field, code }) => ({ field, message: t(`writeLetter.fault.${code}`) }))
    return page(
      c,
      <WriteLetterPage {...viewOf(c, found)} form={form} actionId={actionId} errors={errors} />,
      422,
    )
  }
  const { order, language } = found
  const writing = { orderId: order.id, actionId, userId: c.get('user').id, language }
  const id = await putFreeLetter(sql, writing, read.value)
  return c.redirect(paths.letter(order, id), 303)
}

const viewOf = (c: C, { order, language, hasServer, mayAdvertise }: Addressee) => ({
  words: c.get('words'),
  viewer: c.get('user'),
  order,
  language,
  hasServer,
  mayAdvertise,
})
