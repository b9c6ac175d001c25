import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { takeReturn } from '../../intake/open-return.ts'
import { paths } from '../../views/paths.ts'
import type { FormFault } from '../../views/returns/details.ts'
import { OpenReturnPage } from '../../views/returns/OpenReturnPage.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import type { Answers } from '../orders/answers.ts'
import type { FoundOrder } from '../orders/find.ts'
import { page } from '../page.tsx'
import { tellAndWait } from './act.ts'
import { actionIdOf, faultsInWords } from './fields.ts'
import { readOpening, saleOf } from './forms.ts'
import { type FoundReturn, loadOffer } from './load.ts'

type C = Context<AppEnv>

interface OpeningShown {
  isAwaited: boolean
  sale: string | null
  fields?: FormFields
  actionId?: string
  errors?: FormFault[]
}

/** The form that opens a return of goods of an order. */
export async function showOpening(c: C, { sql }: WebDeps, order: FoundOrder, shown: OpeningShown) {
  const { isAwaited, sale, fields = {}, actionId = randomUUID(), errors = [] } = shown
  const offer = await loadOffer(sql, order.id, sale)
  const [head] = await sql<{ currency: string | null }[]>`select currency from orders where id = ${order.id}`
  const view = { words: c.get('words'), viewer: c.get('user'), order, currency: head?.currency ?? '' }
  return page(
    c,
    <OpenReturnPage
      {...view}
      offer={offer}
      isAwaited={isAwaited}
      values={fields}
      actionId={actionId}
      errors={errors}
    />,
    errors.length > 0 ? 422 : 200,
  )
}

/** Opens it, tells its workflow, and shows it. */
export async function takeOpening(c: C, deps: WebDeps, answers: Answers, order: FoundOrder) {
  const fields = await readForm(c)
  const actionId = actionIdOf(fields)
  const isAwaited = textOf(fields, 'goods') === 'awaited'
  const again = { isAwaited, sale: saleOf(textOf(fields, 'sale')), fields, actionId }
  const form = readOpening(fields)
  if (!form.ok) {
    return showOpening(c, deps, order, { ...again, errors: faultsInWords(c.get('words'), form.faults) })
  }
  const request = { ...form.value, orderId: order.id, actionId, userId: c.get('user').id }
  const opened = await takeReturn(deps.sql, { ...request, goodsAreHere: !isAwaited })
  if ('refused' in opened) {
    const { refused, line, left } = opened
    const place = Math.max(fields.line?.indexOf(line ?? '') ?? 0, 0)
    const message = c
      .get('words')
      .t(`returns.opening.refused.${refused}`, { left: left ?? 0, line: line ?? '' })
    return showOpening(c, deps, order, { ...again, errors: [{ field: `sellable-${place}`, message }] })
  }
  const { source, number } = order
  const found: FoundReturn = { id: opened.id, n: opened.n, orderId: order.id, source, number }
  await tellAndWait(deps, answers, found, opened.goodsIn ?? 'opened')
  return c.redirect(paths.return(order, opened.n), 303)
}
